using Lector.Core.Reading;

namespace Lector.Core.Tests.Reading;

public class GoldenPairsTests
{
    [Fact]
    public void Passes_what_orders_all_with_room_between() => Assert.True(GoldenPairs.Judge([(0.9, 0.1), (0.8, 0.2), (0.9, 0.0)], 0.02, 0.15).Passed);

    [Theory]
    [InlineData(0.9, 0.1, 0.4, 0.5, "one pair the wrong way round")]
    [InlineData(0.50, 0.45, 0.55, 0.50, "in order, but hardly apart")]
    [InlineData(1e-20, 0, 2e-20, 0, "a collapsed range")]
    public void Fails_the_rest(double a, double b, double c, double d, string reason) => Assert.False(GoldenPairs.Judge([(a, b), (c, d)], 0.02, 0.15).Passed, reason);

    [Theory]
    [InlineData(true, false, 0.52, 0.00012, "the largest difference that one model was seen to make")]
    [InlineData(true, false, 0.58, 1e-7, "what is missing among the candidates")]
    [InlineData(false, false, 0.9, 0.001, "a surer model")]
    [InlineData(false, false, 0.58, 0.1, "one that lets more pass")]
    [InlineData(true, true, 0.575, 0.003, "rounding of a cosine")]
    [InlineData(false, true, 0.66, 0.05, "other cosines")]
    public void Tells_a_model_from_another_by_what_it_makes_of_the_pairs(bool alike, bool cosines, double relevant, double other, string reason)
    {
        double[] before = [0.58, 0.0001, 0.58, 0.0001, 0.58, 0.0001];
        Assert.True(GoldenPairs.AreAlike(before, [relevant, other, relevant, other, relevant, other], cosines) == alike, reason);
    }

    [Fact]
    public void No_question_shares_a_telling_word_with_its_passage()
    {
        string[] plain = ["the", "was", "which", "to", "by", "an", "with", "and", "of", "in", "on", "is", "another", "park"];
        foreach (var pair in GoldenPairs.All)
            Assert.Empty(Words(pair.Question).Intersect(Words(pair.Relevant)).Except(plain));

        static IEnumerable<string> Words(string text) => text.ToLowerInvariant().Split([' ', '.', ',', '?', ';', '-'], StringSplitOptions.RemoveEmptyEntries);
    }

    [Theory]
    [InlineData(3000)]
    [InlineData(1500)]
    [InlineData(750)]
    public void The_canary_differs_in_its_last_sentence_only(int length)
    {
        var (with, without) = (Canary.Passage(length, decisive: true), Canary.Passage(length, decisive: false));
        Assert.InRange(with.Length, length - 10, length + 100);
        Assert.Equal(with[..^Tail(with).Length], without[..^Tail(without).Length]);
        Assert.Contains("giraffe", Tail(with), StringComparison.Ordinal);
        Assert.DoesNotContain("giraffe", without, StringComparison.Ordinal);

        static string Tail(string text) => text[text.LastIndexOf("At last", StringComparison.Ordinal)..];
    }
}
