using Lector.Core.Asking;
using Lector.Core.Asking.Queueing;
using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Tests.Asking.Queueing;

public sealed class AppointStepTests
{
    private static readonly RunRef Run = new("matter", "ask", "run");
    private readonly MemoryStore store = new();
    private readonly MemoryWork work = new(TimeProvider.System);

    [Fact]
    public async Task Calls_and_waits_for_a_reader_before_it_appoints_one_that_is_away()
    {
        await Given("before the update", hoursAgo: 24);
        for (var call = 0; call < AppointStep.Calls; call++)
            Assert.Equal(-1, await Appoint(call));
        Assert.Equal(AppointStep.Calls, work.Queue.Values.Count(item => item.IsCall));
        Assert.Equal(0, await Appoint(AppointStep.Calls));
        Assert.Equal("before the update", await Appointed());
    }

    [Fact]
    public async Task Appoints_the_reader_that_came_to_the_call_and_not_the_one_before()
    {
        await Given("before the update", hoursAgo: 1);
        Assert.Equal(-1, await Appoint(0));
        await Announce("after the update", hoursAgo: 0);
        Assert.Equal(0, await Appoint(1));
        Assert.Equal("after the update", await Appointed());
    }

    [Fact]
    public async Task The_calls_of_a_run_that_is_asked_anew_are_not_swallowed_as_doubles()
    {
        await Given("away", hoursAgo: 1, attempt: 1);
        await Appoint(0);
        await Plan(attempt: 2);
        await Appoint(0);
        Assert.Equal((2, 0), (work.Queue.Posted, work.Queue.Swallowed));
    }

    private async Task Given(string model, int hoursAgo, int attempt = 1)
    {
        await Announce(model, hoursAgo);
        await Plan(attempt);
    }

    private Task Announce(string model, int hoursAgo) =>
        Announcements.Write(store, new ReaderAnnouncement(new ReaderIdentity("chat", model, "1", ReaderPlace.InProcess, null), model.Replace(' ', '-'), TimeProvider.System.GetUtcNow().AddHours(-hoursAgo)), default);

    private Task Plan(int attempt) =>
        store.WriteJson(Run.Path(RunFiles.Plan), new RunPlan(new Ask("ask", "matter", "What?", new AskOptions()), "run", "texts", default, 0, 0, [], [], []) { Attempt = attempt }, WriteMode.Replace, default);

    private async Task<int> Appoint(int call) =>
        (await new AppointStep(new AskPorts(store, _ => throw new NotSupportedException(), null!, TimeProvider.System) { Queue = work }).Run(new AppointRef("matter", "ask", "run", call), default)).Judging;

    private async Task<string?> Appointed() => (await store.Planned(Run, default)).Queued?.Identity.Model;
}
