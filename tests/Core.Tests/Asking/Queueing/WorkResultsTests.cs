using Lector.Core.Asking;
using Lector.Core.Asking.Queueing;
using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Tests.Asking.Queueing;

public sealed class WorkResultsTests : ISignals
{
    private static readonly RunRef Run = new("matter", "ask", "run");
    private readonly MemoryStore store = new();
    private readonly MemoryWork work = new(TimeProvider.System);
    private readonly List<string> raised = [];
    private readonly WorkResults results;

    public WorkResultsTests() => results = new WorkResults(store, work, this);

    [Fact]
    public async Task Signals_the_chunk_that_waits_when_the_last_item_is_answered_and_not_before()
    {
        var items = await Posted(window: int.MaxValue, count: 3, wait: 4);
        foreach (var item in items)
        {
            Assert.Empty(raised);
            await Answer(item);
            await results.Handle(Read(item), default);
        }

        Assert.Equal(["ask.ask.run.j1 read-70.4"], raised);
    }

    [Fact]
    public async Task Releases_the_next_item_of_the_chain_that_was_answered()
    {
        var items = await Posted(window: 2, count: 5);
        await Answer(items[1]);
        await results.Handle(Read(items[1]), default);
        Assert.Equal(3, work.Queue.Take()!.Value.Index);
        Assert.Null(work.Queue.Take());
    }

    [Fact]
    public async Task A_result_whose_shard_is_not_there_releases_nothing()
    {
        var items = await Posted(window: 1, count: 2);
        await results.Handle(Read(items[0]), default);
        Assert.Null(work.Queue.Take());
    }

    [Fact]
    public async Task A_result_of_an_earlier_attempt_or_of_a_group_that_was_taken_in_changes_nothing()
    {
        var items = await Posted(window: 1, count: 1);
        await Answer(items[0]);
        await results.Handle(Read(items[0] with { Attempt = 1 }), default);
        await results.Handle(Read(items[0] with { Shard = "another" }), default);
        await results.Fail(items[0] with { Attempt = 1 }, UnreadCause.Undelivered, default);
        Assert.Empty(raised);
        Assert.DoesNotContain(store.Blobs.Keys, name => name.EndsWith(".1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stopped_run_releases_nothing_and_its_orders_are_withdrawn()
    {
        var items = await Posted(window: 1, count: 2);
        await store.WriteJson(items[0].Order, new WorkOrder("What?", "shard", []), WriteMode.Replace, default);
        await store.WriteBytes(Run.Path(RunFiles.Stop), default, WriteMode.Replace, default);
        await Answer(items[0]);
        await results.Handle(Read(items[0]), default);
        Assert.Null(work.Queue.Take());
        Assert.DoesNotContain(items[0].Order, store.Blobs.Keys);
    }

    [Fact]
    public async Task An_item_that_was_given_out_in_vain_is_unread_and_an_answer_that_came_all_the_same_stays()
    {
        var items = await Posted(window: int.MaxValue, count: 2);
        await Answer(items[0]);
        await results.Fail(items[0], UnreadCause.Undelivered, default);
        await results.Fail(items[1], UnreadCause.Undelivered, default);

        Assert.True((await ItemShards.Read(store, items[0], default))!.All(verdict => verdict.IsRead));
        Assert.True((await ItemShards.Read(store, items[1], default))!.All(verdict => verdict.Cause == UnreadCause.Undelivered));
        Assert.Equal("ask.ask.run.j1 read-70.0", raised[^1]);
    }

    [Fact]
    public async Task A_refused_item_is_posted_again_later_under_another_id_and_not_for_ever()
    {
        var item = (await Posted(window: 1, count: 1))[0];
        work.Queue.Post(item.MessageId, item);
        work.Queue.Take()!.Complete();
        await results.Handle(new WorkResult(item, WorkOutcome.Refused, "other"), default);
        Assert.Equal((1, 0), (work.Queue.Count, work.Queue.Swallowed));
        Assert.Null(work.Queue.Take());

        await results.Handle(new WorkResult(item with { Refusals = WorkResults.MostRefusals }, WorkOutcome.Refused, "other"), default);
        Assert.Equal(UnreadCause.NoReader, (await ItemShards.Read(store, item, default))![0].Cause);
        Assert.Single(raised);
    }

    [Fact]
    public async Task A_repost_has_another_id_which_the_queue_does_not_swallow()
    {
        var item = (await Posted(window: 1, count: 1))[0];
        await work.Post([item, item], TimeSpan.Zero, default);
        await work.Post([item with { Attempt = 3 }], TimeSpan.Zero, default);
        Assert.Equal((2, 1), (work.Queue.Posted, work.Queue.Swallowed));
        Assert.Equal("ask.run.70.0.2", item.MessageId);
    }

    [Fact]
    public async Task What_one_run_failed_to_read_is_no_answer_to_another_run_or_ask()
    {
        var item = (await Posted(window: 1, count: 1))[0];
        await results.Fail(item, UnreadCause.Undelivered, default);
        Assert.True(await store.Exists(item.Answer, default));
        Assert.False(await store.Exists((item with { Run = "later" }).Answer, default));
        Assert.False(await store.Exists((item with { Ask = "again" }).Answer, default));
    }

    [Theory]
    [InlineData("../matter", "matter/verdicts/q.r")]
    [InlineData("matter", "other/verdicts/q.r")]
    [InlineData("matter", "matter/verdicts/../../x")]
    [InlineData("matter", "matter/verdicts/Q R")]
    public void A_message_whose_parts_are_not_ids_is_no_work(string matter, string verdicts) =>
        Assert.False(new WorkItem(matter, "ask", "run", 0, 0, 1, "shard", verdicts, "key", 0, 1).IsSound);

    Task ISignals.Raise(string instance, string signal, CancellationToken cancel)
    {
        raised.Add($"{instance} {signal}");
        return Task.CompletedTask;
    }

    private async Task<IReadOnlyList<WorkItem>> Posted(int window, int count, int wait = 0)
    {
        WorkItem[] items = [.. Enumerable.Range(0, count).Select(i => new WorkItem("matter", "ask", "run", 70, i, 2, "shard", "matter/verdicts/q.r", "key", i * 10, 10))];
        await store.WriteJson(QueuedGroup.Name(Run, "shard"), new QueuedGroup(2, items, window, default) { Wait = wait }, WriteMode.Replace, default);
        return items;
    }

    private Task Answer(WorkItem item) => ItemShards.Write(store, item, [.. Enumerable.Repeat(CountingReader.Of("text"), item.Count)], default);

    private static WorkResult Read(WorkItem item) => new(item, WorkOutcome.Read, item.Reader);
}
