using Lector.Core.Asking;
using Lector.Core.Asking.Queueing;
using Lector.Core.Asking.Waking;
using Lector.Core.Storage;

namespace Lector.Core.Tests.Asking.Waking;

public sealed class BeginStepTests
{
    private readonly MatterWorld world = new();
    private readonly StoredAsk asked = new(Core.Asking.Ask.Of("matter", "Who?", new AskOptions { AutoSend = true }), new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Starts_nothing_that_was_stopped_while_the_documents_were_listed()
    {
        await Given();
        world.WhileListed = Stop;
        Assert.False((await Begin()).Started);
        Assert.Empty(world.Started);
    }

    [Fact]
    public async Task Stops_again_what_was_stopped_while_it_was_started()
    {
        await Given();
        world.WhileStarted = Stop;
        var begun = await Begin();
        var run = new RunRef("matter", asked.Ask.Id, begun.Run);
        Assert.Equal(RunInstances.Id(run), Assert.Single(world.Stopped));
        Assert.True(await world.Store.Exists(run.Path(RunFiles.Stop), default));
    }

    [Fact]
    public async Task Starts_what_is_asked_anew_after_it_was_stopped()
    {
        await Given();
        await Stop();
        Assert.False((await Begin()).Started);
        await (asked with { Requested = asked.Requested.AddMinutes(1) }).Write(world.Store, default);
        Assert.True((await Begin()).Started);
    }

    [Fact]
    public async Task A_run_that_the_engine_forgot_is_begun_by_the_plan_that_it_has_and_without_the_old_word_to_stop()
    {
        await Given();
        var run = await new PlanStep(world.Ports).Snapshot(asked.Ask, default);
        var plan = await world.Store.ReadBytes(run.Path(RunFiles.Plan), default);
        await world.Store.WriteBytes(run.Path(RunFiles.Stop), default, WriteMode.Replace, default);
        Assert.True((await Begin()).Started);
        Assert.Equal(plan, await world.Store.ReadBytes(run.Path(RunFiles.Plan), default));
        Assert.False(await world.Store.Exists(run.Path(RunFiles.Stop), default));
    }

    [Fact]
    public async Task Withdraws_what_an_ended_run_still_has_at_the_queue()
    {
        await Given();
        var run = new RunRef("matter", asked.Ask.Id, (await Begin()).Run);
        var order = WorkOrder.Name(run, "shard", 1);
        await world.Store.WriteJson(order, new WorkOrder("Who?", "shard", []), WriteMode.Replace, default);
        await world.Stop([RunInstances.Id(run)], default);
        await Assert.ThrowsAsync<InvalidOperationException>(Begin); // This world forgets no instance.
        Assert.False(await world.Store.Exists(order, default));
    }

    private async Task Given()
    {
        await asked.Write(world.Store, default);
        world.Upload(TimeSpan.Zero, "a", TimeSpan.Zero, times: 0);
        await world.Run();
    }

    private Task Stop() => asked.Stop(world.Store, default);

    private Task<Core.Asking.Waking.Begun> Begin() => new BeginStep(world.Ports, world).Run(new BeginRef("matter", asked.Ask.Id, Anew: true), default);
}
