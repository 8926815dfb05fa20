using Lector.Core.Asking;
using Lector.Core.Asking.Queueing;
using Lector.Core.Tests.Asking.Queueing;
using Lector.Functions;
using Lector.Functions.Status;

namespace Lector.Azure.Tests.Queueing;

/// <summary>Queue mode on Durable's in-process host. Every history is replayed by the strict runner at the end.</summary>
public sealed class QueuedAskTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Reads_every_passage_once()
    {
        await using var durable = await QueuedDurable.Start();
        var reader = new CountingReader();
        _ = durable.World.Read(reader);
        _ = durable.World.Read(reader);

        var (run, result) = await durable.Ask();

        var (passages, right) = await durable.Verdicts(run);
        Assert.Equal((passages, passages), (right, reader.Passages));
        Assert.Equal(result.Total, result.Relevant + result.SetAside + result.Unreadable + result.Failed);
        Assert.DoesNotContain(durable.Host.Store.Blobs.Keys, name => name.Contains("/items/") || name.Contains("/orders/"));
    }

    [Theory]
    [InlineData(ReaderStep.AfterReceive, 1)]
    [InlineData(ReaderStep.AfterRead, 2)]
    [InlineData(ReaderStep.AfterShard, 1)]
    [InlineData(ReaderStep.AfterResult, 3)]
    [InlineData(ReaderStep.AfterComplete, 2)]
    public async Task A_reader_that_is_killed_loses_and_doubles_nothing(ReaderStep at, int time)
    {
        await using var durable = await QueuedDurable.Start();
        var asking = durable.Ask();
        await Assert.ThrowsAsync<Killed>(() => durable.World.Read(new CountingReader(), new Doom(at, time)));
        _ = durable.World.Read(new CountingReader());

        var (run, _) = await asking;

        var (passages, right) = await durable.Verdicts(run);
        Assert.Equal(passages, right);
    }

    [Fact]
    public async Task A_doubled_signal_changes_nothing()
    {
        await using var durable = await QueuedDurable.Start(arrange: world => world.Raised = _ => 3);
        _ = durable.World.Read(new CountingReader());
        var (run, _) = await durable.Ask();
        var (passages, right) = await durable.Verdicts(run);
        Assert.Equal(passages, right);
    }

    [Fact]
    public async Task A_lost_signal_delays_and_changes_nothing()
    {
        var lost = 0;
        await using var durable = await QueuedDurable.Start(leastWait: TimeSpan.FromSeconds(2), arrange: world => world.Raised = signal => signal.StartsWith("read-") && ++lost > 0 ? 0 : 1);
        // A reader that was fast yesterday: nobody waits long for what it reads.
        await Announcements.Write(durable.Host.Store, new ReaderAnnouncement(new CountingReader().Identity, "yesterday", DateTimeOffset.UtcNow.AddDays(-1)) { Pace = 1e6, Ended = true }, default);
        _ = durable.World.Read(new CountingReader());
        var (run, _) = await durable.Ask();
        var (passages, right) = await durable.Verdicts(run);
        Assert.True(lost > 1);
        Assert.Equal(passages, right);
    }

    [Fact]
    public async Task Results_that_come_late_and_signals_to_what_has_ended_or_was_purged_are_no_error()
    {
        var told = new List<WorkResult>();
        await using var durable = await QueuedDurable.Start(documents: 5, arrange: world => world.Handling = (result, done) =>
        {
            if (done)
                told.Add(result);
        });
        _ = durable.World.Read(new CountingReader());
        var (run, result) = await durable.Ask();

        var handler = new WorkResults(durable.Host.Store, durable.World.Work, new DurableSignals(durable.Host.Client));
        foreach (var late in told)
            await handler.Handle(late, default);
        var signals = new DurableSignals(durable.Host.Client);
        await signals.Raise(RunInstances.Id(run), "read-0.0", default);
        await durable.Host.Client.PurgeInstanceAsync(RunInstances.Id(run));
        await signals.Raise(RunInstances.Id(run), "read-0.0", default);
        await signals.Raise("ask.never.was", "read-0.0", default);
        Assert.Equal(5, result.Total);
        Assert.NotEmpty(told);
    }

    [Fact]
    public async Task A_run_that_goes_on_after_it_was_stopped_is_read_to_its_end()
    {
        await using var durable = await QueuedDurable.Start();
        var host = durable.Host;
        var (begun, free) = (new TaskCompletionSource(), new TaskCompletionSource());
        _ = durable.World.Read(new CountingReader { Before = (_, cancel) => { begun.TrySetResult(); return free.Task.WaitAsync(cancel); } });
        var asked = await host.Take("Who approved the interim price?");
        await begun.Task;
        var asks = new DurableAskHost(host.Client, host.Store, host.Matters, Composition.Config(new LectorOptions()), TimeProvider.System);
        await asks.Terminate((await asks.Find(asked.Ask.Id, null, default))!, default);
        // A step that was posting may write one more order, and takes it back.
        for (var i = 0; i < 500 && host.Store.Blobs.Keys.Any(name => name.Contains("/orders/")); i++)
            await Task.Delay(20);
        Assert.DoesNotContain(host.Store.Blobs.Keys, name => name.Contains("/orders/"));
        var at = new RunRef(host.Slug, asked.Ask.Id, (await asks.Find(asked.Ask.Id, null, default))!.Run!);
        await Assert.ThrowsAsync<RunStoppedException>(() => new ExchangeStep(host.Ports).Run(new ExchangeRef(at.Matter, at.Ask, at.Run, -1, 0, 0), default));
        Assert.DoesNotContain(host.Store.Blobs.Keys, name => name.Contains("/orders/"));
        free.SetResult();
        // Readers pass over what waits: their messages are gone, and their ids are remembered.
        while (durable.World.Work.Queue.Count > 0)
            await Task.Delay(20);

        var stopped = (await asks.Find(asked.Ask.Id, null, default))!;
        Assert.Equal(Lector.Api.RuntimeStatus.Terminated, stopped.Status);
        await asks.Approve(stopped, new Approval(DateTimeOffset.UtcNow, ""), false, default);
        var (run, state) = await host.Settled(asked, ended: true);
        var (passages, right) = await durable.Verdicts(run);
        Assert.Equal((Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Completed, passages), (state.RuntimeStatus, right));
    }

    [Fact]
    public async Task Writes_few_rows_of_history_a_document()
    {
        const int documents = 10_000;
        await using var durable = await QueuedDurable.Start(documents, paragraphs: 1);
        for (var i = 0; i < 4; i++)
            _ = durable.World.Read(new CountingReader());

        var (run, result) = await durable.Ask();

        var plan = await durable.Host.Store.Planned(run, default);
        var rows = RunInstances.All(run, plan).Sum(id => durable.Host.Histories.Of(id).Count);
        var largest = RunInstances.All(run, plan).Max(durable.Host.Histories.LargestPayload);
        output.WriteLine($"{documents:N0} documents: {rows:N0} rows of history, {rows / (double)documents:F3} a document, the largest payload {largest} bytes; {durable.World.Work.Queue.Posted} work messages, the largest {durable.World.Work.Queue.Largest} bytes; {durable.World.Signals} signals");
        Assert.Equal(documents, result.Total);
        Assert.InRange(rows / (double)documents, .01, .12);
    }
}
