using Lector.Core.Reading;

namespace Lector.Core.Tests.Reading;

public class PassageHalvesTests
{
    [Theory]
    [InlineData("The first line stands here.\nThe second line stands here.", "The first line stands here.\n")]
    [InlineData("The first sentence. The second sentence, a longer one.", "The first sentence.")]
    [InlineData("one two three four five six seven eight", "one two three four ")]
    [InlineData("0123456789012345678901234567890123456789", "01234567890123456789")]
    public void Cuts_where_a_line_a_sentence_or_a_word_ends(string text, string first)
    {
        var halves = PassageHalves.Of(text)!.Value;
        Assert.Equal(first, halves.First);
        Assert.Equal(text, halves.First + halves.Second);
    }

    [Fact]
    public void Does_not_cut_a_character_in_two()
    {
        var (first, second) = PassageHalves.Of("x" + string.Concat(Enumerable.Repeat("😀", 20)))!.Value;
        Assert.False(char.IsHighSurrogate(first[^1]) || char.IsLowSurrogate(second[0]));
    }

    [Fact]
    public void Leaves_a_short_text_whole() => Assert.Null(PassageHalves.Of("thirty-one characters, not more"));

    [Fact]
    public void Every_text_comes_to_an_end()
    {
        var left = new Stack<string>([new string('x', 5000)]);
        var pieces = 0;
        while (left.TryPop(out var text))
            if (PassageHalves.Of(text) is { } halves)
            {
                Assert.True(halves.First.Length > 0 && halves.Second.Length > 0);
                left.Push(halves.First);
                left.Push(halves.Second);
            }
            else
                pieces++;
        Assert.InRange(pieces, 5000 / 32, 5000 / 8);
    }

    [Fact]
    public void Is_as_relevant_as_its_better_half_and_as_proven_as_its_worse()
    {
        var joined = PassageHalves.Joined(new Verdict(0.2f, 10, FullReading.CountsAgree, UnreadCause.None), new Verdict(0.9f, 12, FullReading.CanaryOnly, UnreadCause.None));
        Assert.Equal(new Verdict(0.9f, 22, FullReading.CanaryOnly, UnreadCause.None), joined);
        Assert.Equal(UnreadCause.ServerError, PassageHalves.Joined(joined, Verdict.Unread(UnreadCause.ServerError)).Cause);
    }
}
