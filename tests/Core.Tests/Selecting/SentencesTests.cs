using Lector.Core.Documents;
using Lector.Core.Selecting;

namespace Lector.Core.Tests.Selecting;

public sealed class SentencesTests
{
    [Theory]
    [InlineData("One here. Two there. Three.", "o there", "Two there.")]
    [InlineData("He met Mr. Brown of Acme Inc. in May. Then he left.", "Brown", "He met Mr. Brown of Acme Inc. in May.")] // abbreviations
    [InlineData("J. R. Hill signed it. It was late.", "Hill", "J. R. Hill signed it.")] // initials
    [InlineData("Heading\n\nThe price\nis fixed.\n\nNext.", "price", "The price\nis fixed.")] // blank lines
    [InlineData("She said \"Go.\" Then she left.", "Then", "Then she left.")] // closing quotation mark
    [InlineData("价格已定。六月到期。", "六", "六月到期。")] // no white space
    [InlineData("It rose 1.5 points. Fine.", "rose", "It rose 1.5 points.")]
    [InlineData("Total\t5\nNet\t4\nTax\t1", "Net", "Net\t4")] // rows
    public void Extends_to_whole_ones(string text, string part, string whole)
    {
        var at = text.IndexOf(part, StringComparison.Ordinal);

        var extended = Sentences.Extend(text, new Passage(at, at + part.Length), new Passage(0, text.Length), 240);

        Assert.Equal(whole, text[extended.Start..extended.End]);
    }

    [Fact]
    public void Stays_on_its_page_and_near()
    {
        var text = "page one goes on and " + "on and " + "page two. Next.";

        Assert.Equal("page two.", Extended(new Passage(33, 36), new Passage(28, text.Length), 240));
        Assert.Equal("and page", Extended(new Passage(25, 31), new Passage(0, text.Length), 3));

        string Extended(Passage passage, Passage within, int most) => Sentences.Extend(text, passage, within, most) is var x ? text[x.Start..x.End] : "";
    }

    [Fact]
    public void Covers_a_stretch_end_to_end()
    {
        const string text = "One. Two two! Three?\n\nFour";

        Assert.Equal(["One. ", "Two two! ", "Three?\n\n", "Four"], Sentences.Of(text, 0, text.Length).Select(x => text[x.Start..x.End]));
    }
}
