using Lector.Core.Reading;

namespace Lector.Core.Tests.Reading;

public class YesNoTests
{
    [Theory]
    [InlineData("Yes", true)]
    [InlineData(" yes", true)]
    [InlineData("\u2581Yes", true)]
    [InlineData("ĠYES", true)]
    [InlineData("\"No\"", false)]
    [InlineData("no.", false)]
    [InlineData("Yesterday", null)]
    [InlineData("None", null)]
    [InlineData("", null)]
    [InlineData("N", null)]
    public void Knows_a_spelling(string token, bool? word) => Assert.Equal(word, YesNo.Word(token));

    [Fact]
    public void Sums_all_spellings_also_of_one_text()
    {
        var answer = YesNo.Of([new("Yes", 0.3), new(" yes", 0.2), new("Yes", 0.1), new("No", 0.2), new("Maybe", 0.2)]);
        Assert.Equal((0.6, 0.2, 0.8, 0.75), (Math.Round(answer.Yes, 9), answer.No, Math.Round(answer.Mass, 9), Math.Round(answer.Relevance, 9)));
    }

    // Recorded from SmolLM2-135M with a bias of 10 on all spellings: .41594 and .35544 by the full vocabulary.
    [Fact]
    public void Takes_the_bias_out()
    {
        var answer = new YesNo(0.41590742, 0.58401023).Unbiased();
        Assert.Equal(0.41594, answer.Relevance, 4);
        Assert.Equal(0.35544, answer.Mass, 3);
    }

    [Fact]
    public void All_mass_stays_all_mass() => Assert.Equal(1, new YesNo(0.25, 0.75).Unbiased().Mass, 9);

    [Fact]
    public void No_mass_stays_none() => Assert.Equal(0, new YesNo(0, 0).Unbiased().Mass);
}
