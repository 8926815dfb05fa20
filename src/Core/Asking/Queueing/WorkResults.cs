using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Asking.Queueing;

/// <summary>What the app does when a reader says something, or when a message was given out in vain: releases the next item, and signals the orchestration when a group is read.</summary>
/// <remarks>Idempotent, in any order, however often: everything is decided by what is in the store. What concerns a group that was taken in, or an earlier attempt, changes nothing.</remarks>
/// <param name="store">The store.</param>
/// <param name="queue">Where items are posted.</param>
/// <param name="signals">Where orchestrations are signalled.</param>
public sealed class WorkResults(IStore store, IWorkQueue queue, ISignals signals)
{
    /// <summary>How often an item is posted again because readers of another identity took it.</summary>
    public const int MostRefusals = 20;

    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(10);

    /// <summary>Takes a reader's result.</summary>
    public Task Handle(WorkResult result, CancellationToken cancel) => result switch
    {
        { Item: null or { IsSound: false } } => Task.CompletedTask,
        { Outcome: WorkOutcome.Announced, Item.IsCall: true } => signals.Raise(RunInstances.Id(Run(result.Item)), QueuedReading.Announced(result.Item.Index), cancel),
        { Item.IsCall: true } => Task.CompletedTask,
        { Outcome: WorkOutcome.Refused } => Refused(result.Item, cancel),
        _ => Advance(result.Item, cancel),
    };

    /// <summary>Takes an item that was given out as often as the queue allows: its passages count as unread, so that their documents are listed as failed and nothing waits for them.</summary>
    public async Task Fail(WorkItem item, UnreadCause cause, CancellationToken cancel)
    {
        if (!item.IsSound || item.IsCall || await Open(item, cancel) is not var (_, posted))
            return;
        await ItemShards.Write(store, posted, [.. Enumerable.Repeat(Verdict.Unread(cause), posted.Count)], cancel);
        await Advance(posted, cancel);
    }

    private async Task Advance(WorkItem item, CancellationToken cancel)
    {
        if (await Open(item, cancel) is not var (group, posted))
            return;
        var there = await group.Answers(store, cancel);
        if (group.Items.All(one => there.Contains(one.Answer)))
        {
            // Read again: the wait's number is written before every look, and may have grown since.
            var now = await store.Queued(Run(posted), posted.Shard, cancel);
            await signals.Raise(RunInstances.Chunk(RunInstances.Id(Run(posted)), posted.Group, judge: true), QueuedReading.Read(posted.Group, now?.Wait ?? group.Wait), cancel);
        }
        else if (there.Contains(posted.Answer) && group.Next(posted.Index, one => there.Contains(one.Answer)) is { } next)
            await queue.Post([next], TimeSpan.Zero, cancel);
    }

    // Another reader of the right identity may be slower to take it: each time a little later, and not for ever.
    private async Task Refused(WorkItem item, CancellationToken cancel)
    {
        if (item.Refusals >= MostRefusals)
            await Fail(item, UnreadCause.NoReader, cancel);
        else if (await Open(item, cancel) is var (_, posted))
            await queue.Post([posted with { Refusals = item.Refusals + 1 }], TimeSpan.FromSeconds(Math.Min(5 * Math.Pow(2, item.Refusals), LongestDelay.TotalSeconds)), cancel);
    }

    // The group that waits for an item, and the item as it was posted; null where nobody waits for it any longer.
    private async Task<(QueuedGroup Group, WorkItem Item)?> Open(WorkItem item, CancellationToken cancel)
    {
        var run = Run(item);
        if (await store.Queued(run, item.Shard, cancel) is not { } group || item.Index >= group.Items.Count || group.Items[item.Index] is not { } posted || posted.Answer != item.Answer)
            return null;
        if (!await store.Exists(run.Path(RunFiles.Stop), cancel))
            return (group, posted);
        await Withdraw(store, run, cancel);
        return null;
    }

    /// <summary>Withdraws what a stopped run has in the queue: readers pass over items whose order is gone.</summary>
    public static async Task Withdraw(IStore store, RunRef run, CancellationToken cancel)
    {
        var orders = new List<string>();
        await foreach (var blob in store.List(WorkOrder.Folder(run), cancel))
            orders.Add(blob.Name);
        foreach (var order in orders)
            await store.Delete(order, cancel);
    }

    private static RunRef Run(WorkItem item) => new(item.Matter, item.Ask, item.Run);
}
