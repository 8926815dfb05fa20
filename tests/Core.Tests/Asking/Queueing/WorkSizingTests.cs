using Lector.Core.Asking.Queueing;

namespace Lector.Core.Tests.Asking.Queueing;

public sealed class WorkSizingTests
{
    [Theory]
    [InlineData(0, 400, "no passages, no items")]
    [InlineData(1, 400, "one passage")]
    [InlineData(9_999, 20, "a slow reader: many items")]
    [InlineData(9_999, 1e9, "a fast one: the most passages an item")]
    [InlineData(500, .001, "a passage an item")]
    public void Covers_every_passage_once_in_order(int passages, double pace, string why)
    {
        var items = WorkSizing.Cut([.. Enumerable.Range(0, passages).Select(i => WorkSizing.Tokens(200 + i * 7 % 600))], pace);
        Assert.Equal(Enumerable.Range(0, passages), items.SelectMany(item => Enumerable.Range(item.First, item.Count)));
        Assert.True(items.All(item => item.Count is > 0 and <= WorkSizing.MostPassages), why);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(400)]
    [InlineData(1500)]
    public void Gives_a_reader_20_to_40_seconds_an_item(double pace)
    {
        int[] passages = [.. Enumerable.Range(0, 2_000).Select(i => WorkSizing.Tokens(200 + i * 37 % 600))];
        var seconds = WorkSizing.Cut(passages, pace).Select(item => passages.Skip(item.First).Take(item.Count).Sum() / pace);
        Assert.All(seconds, took => Assert.InRange(took, 20, 40));
    }

    [Theory]
    [InlineData(39, 1, "one item of 39 s")]
    [InlineData(44, 2, "one of 44 s would be above 40")]
    [InlineData(74, 2, "two of 37 s")]
    public void Cuts_what_is_above_40_seconds(int seconds, int items, string why) =>
        Assert.True(items == WorkSizing.Cut([.. Enumerable.Repeat(100, 4 * seconds)], 400).Count, why);

    [Fact]
    public void Guesses_for_a_reader_that_has_not_measured_itself() =>
        Assert.Equal(WorkSizing.Cut([.. Enumerable.Repeat(200, 999)], WorkSizing.FirstGuess), WorkSizing.Cut([.. Enumerable.Repeat(200, 999)], null));
}
