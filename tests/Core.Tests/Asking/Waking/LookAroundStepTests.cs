using Lector.Core.Asking;
using Lector.Core.Asking.Waking;
using Lector.Core.Reading;

namespace Lector.Core.Tests.Asking.Waking;

public sealed class LookAroundStepTests
{
    private const int Uploads = 10_000;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 0)]
    [InlineData(-5, 0)]
    [InlineData(5, 3)] // every third upload is never heard of
    public async Task A_burst_starts_each_ask_a_handful_of_times_over_all_of_it(int ahead, int lost)
    {
        var world = new MatterWorld { Ahead = TimeSpan.FromSeconds(ahead) };
        await Ask(world);
        var random = new Random(1);
        for (var i = 0; i < Uploads; i++)
            world.Upload(TimeSpan.FromMilliseconds(i * 12), $"{i:00000}", Late(random), lost > 0 && i % lost == 0 && i != Uploads - 1 ? 0 : 1 + random.Next(2));
        await world.Run();
        await Settled(world, most: 3);
    }

    [Fact]
    public async Task A_trickle_of_fourteen_hours_starts_each_ask_a_handful_of_times_over_all_of_it()
    {
        var world = new MatterWorld();
        await Ask(world);
        var random = new Random(2);
        for (var i = 0; i < Uploads; i++)
            world.Upload(TimeSpan.FromSeconds((i * 5) + random.Next(5)), $"{i:00000}", Late(random));
        await world.Run();
        await Settled(world, most: 5);
        Assert.True(world.Wakes <= 900, $"{world.Wakes} wakes in 834 minutes.");
    }

    [Fact]
    public async Task Leaves_a_run_that_reads_to_its_end_and_then_looks_again()
    {
        var world = new MatterWorld { RunTakes = TimeSpan.FromMinutes(30) };
        await world.Stand("Who?");
        for (var i = 0; i < 20; i++)
            world.Upload(TimeSpan.FromMinutes(3 * i), $"{i}", TimeSpan.Zero);
        await world.Run();
        // An hour of uploads that each lie still, and runs of half an hour: one after another, the last over all.
        await Settled(world, most: 4);
        Assert.Empty(world.Stopped);
    }

    [Fact]
    public async Task A_run_that_waits_for_a_word_over_older_documents_gives_way()
    {
        var world = new MatterWorld { RunWaits = true };
        await world.Stand("Who?");
        world.Upload(TimeSpan.Zero, "a", TimeSpan.Zero);
        world.Upload(TimeSpan.FromMinutes(20), "b", TimeSpan.Zero);
        await world.Run();
        Assert.Equal([1, 2], world.Started.Select(run => run.Files));
        Assert.Equal($"ask.{world.Started[0].Ask}.{world.Started[0].Run}", Assert.Single(world.Stopped));
    }

    [Fact]
    public async Task Starts_no_ask_that_does_not_stand_and_none_that_a_person_stopped()
    {
        var world = new MatterWorld();
        var once = Core.Asking.Ask.Of("matter", "Once?", new AskOptions());
        var stopped = Core.Asking.Ask.Of("matter", "Stopped?", new AskOptions { Standing = true });
        await new StoredAsk(once, default).Write(world.Store, default);
        await new StoredAsk(stopped, default).Write(world.Store, default);
        await new StoredAsk(stopped, default).Stop(world.Store, default);
        world.Upload(TimeSpan.Zero, "a", TimeSpan.Zero);
        await world.Run();
        Assert.Empty(world.Started);
    }

    [Fact]
    public async Task An_ask_that_cannot_be_begun_holds_up_no_other_and_is_told_until_it_can()
    {
        var world = new MatterWorld { Fault = ask => ask.StartsWith("who", StringComparison.Ordinal) ? new ReaderUnavailableException("The reader is away.") : null };
        await Ask(world);
        world.Upload(TimeSpan.Zero, "a", TimeSpan.Zero);
        await world.Run();
        Assert.Equal((1, 1), (world.Started.Count, world.Woken[^1].Failed));
        Assert.Contains("The reader is away.", Assert.Single(await Notice.All(world.Store, default)).Why);

        world.Fault = _ => null;
        Assert.Equal(0, (await world.Look()).Failed);
        Assert.Equal(2, world.Started.Count);
        Assert.Empty(await Notice.All(world.Store, default));
    }

    private static async Task Ask(MatterWorld world)
    {
        await world.Stand("Who approved it?");
        await world.Stand("When was it approved?");
    }

    // Most events come within seconds, one in a hundred after minutes.
    private static TimeSpan Late(Random random) => TimeSpan.FromSeconds(random.Next(100) == 0 ? random.Next(600) : random.Next(5));

    private static async Task Settled(MatterWorld world, int most)
    {
        Assert.All(world.Started.GroupBy(run => run.Ask), runs => Assert.InRange(runs.Count(), 1, most));
        Assert.Equal(world.Started.Count, world.Started.Select(run => (run.Ask, run.Run)).Distinct().Count());
        var last = world.Started.GroupBy(run => run.Ask).Select(runs => runs.Last().Run).Distinct();
        Assert.Equal(await new PlanStep(new AskPorts(world.Store, _ => world, world, world)).Key("matter", default), Assert.Single(last));
    }
}
