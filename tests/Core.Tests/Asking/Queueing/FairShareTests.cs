using Lector.Core.Asking.Queueing;

namespace Lector.Core.Tests.Asking.Queueing;

public sealed class FairShareTests
{
    [Theory]
    [InlineData(1, 2, "one reads, one is on its way")]
    [InlineData(2, 3, "")]
    [InlineData(4, 5, "")]
    [InlineData(8, 10, "more than there are lanes: two items each")]
    [InlineData(0, 2, "none is there: as for the one that is about to come")]
    public void Keeps_little_more_of_a_large_ask_in_the_queue_than_there_are_readers(int readers, int flying, string why)
    {
        var share = FairShare.Of(100_000_000, 400, readers);
        Assert.True(share.Lanes * share.Window == flying, why);
        Assert.InRange(share.Lanes, 1, Core.Asking.AskOrchestration.Lanes);
    }

    [Fact]
    public void Posts_all_of_what_takes_five_minutes_at_once()
    {
        Assert.Equal(int.MaxValue, FairShare.Of(400 * 300, 400, 1).Window);
        Assert.NotEqual(int.MaxValue, FairShare.Of(400 * 300 + 1, 400, 1).Window);
        Assert.Equal(int.MaxValue, FairShare.Of(400 * 600, 400, 2).Window);
    }
}
