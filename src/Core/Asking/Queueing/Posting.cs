using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Asking.Queueing;

/// <summary>Posts a group once: cuts it into items, writes the order, remembers the items, and sends the first of them.</summary>
/// <remarks>
/// Idempotent within an attempt: what was remembered is sent again under the same message ids, which the queue swallows, or which a reader finds answered.
/// A later attempt keeps the cut and every whole answer of the one before, and posts the rest under new ids. So does a run that goes on after it was stopped: its order was withdrawn, and readers have
/// passed its items over since.
/// </remarks>
internal sealed class Posting(AskPorts ports)
{
    private readonly LastThreads threads = new(ports.Store);

    /// <summary>Posts.</summary>
    /// <param name="run">The run.</param>
    /// <param name="plan">Its plan, with a reader.</param>
    /// <param name="group">Number of the group.</param>
    /// <param name="pace">Tokens a second of one reader, or null.</param>
    /// <param name="window">Items in the queue at once.</param>
    /// <param name="cancel">The next attempt of the step goes on.</param>
    /// <returns>Whether everything was read before, and tokens in the group.</returns>
    /// <exception cref="RunStoppedException">The run was stopped while the group was cut.</exception>
    public async Task<(bool IsRead, long Tokens)> Post(RunRef run, RunPlan plan, int group, double? pace, int window, CancellationToken cancel)
    {
        var shard = plan.Shards[plan.Judging[group]].Id;
        var folder = Verdicts.Folder(plan.Ask, plan.Queued!.Identity);
        if (await Verdicts.AreThere(ports.Store, $"{folder}/{shard}", cancel))
            return (true, 0);

        var (passages, order) = await Look(run, plan, shard, cancel);
        var queued = await ports.Store.Queued(run, shard, cancel);
        if (queued is null || queued.Attempt < plan.Attempt || !await ports.Store.Exists(WorkOrder.Name(run, shard, queued.Attempt), cancel))
        {
            var attempt = queued is null || queued.Attempt < plan.Attempt ? plan.Attempt : await RunAttempt.Next(ports.Store, run, cancel);
            var items = queued is { Items: [{ } before, ..] } && (before.Verdicts, before.Shard) == (folder, shard)
                ? await Again(queued.Items, group, attempt, cancel)
                : [.. WorkSizing.Cut(passages, pace).Select((part, i) => new WorkItem(run.Matter, run.Ask, run.Run, group, i, attempt, shard, folder, Verdicts.Key(plan.Queued.Identity), part.First, part.Count))];
            queued = new QueuedGroup(attempt, items, window, ports.Time.GetUtcNow());
            await Order(run, WorkOrder.Name(run, shard, attempt), order, cancel);
            await ports.Store.WriteJson(QueuedGroup.Name(run, shard), queued, WriteMode.Replace, cancel);
        }

        var there = await queued.Answers(ports.Store, cancel);
        IReadOnlyList<WorkItem> due = [.. queued.Due(item => there.Contains(item.Answer))];
        if (due.Count > 0)
            await ports.Queue!.Post(due, TimeSpan.Zero, cancel);
        return (due.Count == 0, passages.Sum(tokens => (long)tokens));
    }

    // The word to stop lies there before orders are withdrawn: either the order is found then, or the word is found here.
    private async Task Order(RunRef run, string name, WorkOrder order, CancellationToken cancel)
    {
        await ports.Store.WriteJson(name, order, WriteMode.Replace, cancel);
        if (!await ports.Store.Exists(run.Path(RunFiles.Stop), cancel))
            return;
        await ports.Store.Delete(name, cancel);
        throw new RunStoppedException();
    }

    private async Task<IReadOnlyList<WorkItem>> Again(IReadOnlyList<WorkItem> items, int group, int attempt, CancellationToken cancel)
    {
        var again = new List<WorkItem>();
        foreach (var item in items)
            again.Add(await ItemShards.Read(ports.Store, item, cancel) is { } rows && rows.All(verdict => verdict.IsRead) ? item with { Group = group } : item with { Group = group, Attempt = attempt });
        return again;
    }

    private async Task<(IReadOnlyList<int> Passages, WorkOrder Order)> Look(RunRef run, RunPlan plan, string id, CancellationToken cancel)
    {
        var answers = await threads.Of(run, plan, cancel);
        var (passages, answered) = (new List<int>(), new List<string?>());
        await foreach (var entry in new TextShard(ports.Store, new MatterPaths(run.Matter), id).Documents(cancel))
        {
            if (entry.State != Documents.DocumentState.Readable)
                continue;
            answered.Add(await answers.FirstLines(entry.Fields.InReplyTo, Threads.AnsweredLength, cancel));
            for (var i = 0; i < entry.PassageEnds.Count; i++)
                passages.Add(WorkSizing.Tokens(entry.PassageAt(i) is var passage ? passage.End - passage.Start : 0));
        }

        return (passages, new WorkOrder(plan.Ask.Question, id, answered));
    }
}
