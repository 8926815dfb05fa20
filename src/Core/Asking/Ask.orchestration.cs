using Lector.Core.Asking.Queueing;

namespace Lector.Core.Asking;

/// <summary>The flow of one question: plan, read in chunks of groups, select, wait for a person's word, answer, publish.</summary>
/// <remarks>Replayed code: only ids, counts and enums pass through it, and nothing is awaited but the port's tasks (see <see cref="IHistory"/>).</remarks>
public static class AskOrchestration
{
    /// <summary>The most groups a chunk: keeps each instance's history short.</summary>
    public const int GroupsInChunk = 64;

    /// <summary>Groups under way at once within a chunk.</summary>
    public const int Lanes = 8;

    /// <summary>How long one wait for a person's word lasts before the store is looked at again.</summary>
    public static readonly TimeSpan ApprovalLook = TimeSpan.FromHours(24);

    /// <summary>How many such waits there are before the ask ends unsent.</summary>
    public const int ApprovalLooks = 30;

    /// <summary>The signal that ends a wait for a person's word; each name is used for one wait.</summary>
    /// <param name="look">Number of the wait, from 0.</param>
    public static string ApprovalSignal(int look) => $"approve-{look}";

    /// <summary>Runs one ask.</summary>
    public static async Task<AskResult> Run(IHistory history, AskRef ask)
    {
        var run = new RunRef(ask.Matter, ask.Ask, ask.Run);
        var progress = new AskProgress(AskStage.Planning, 0, 0, 0);
        history.Report(progress);
        var planned = await history.Call(Steps.Plan, run);

        progress = new AskProgress(AskStage.Reading, planned.Files, planned.Reading + planned.Judging, 0);
        await Read(planned.Reading, judge: false);
        var judging = planned.Judging;
        if (planned.Queued)
        {
            judging = await QueuedReading.Appoint(history, run, progress);
            progress = progress with { Groups = planned.Reading + judging };
        }

        await Read(judging, judge: true);

        history.Report(progress with { Stage = AskStage.Selecting });
        var selected = await history.Call(Steps.Select, run);
        if (selected.MaySend && await MaySend(history, ask, run, progress with { Stage = AskStage.AwaitingApproval }))
        {
            history.Report(progress with { Stage = AskStage.Answering });
            await history.Call(Steps.Answer, run);
        }

        history.Report(progress with { Stage = AskStage.Publishing });
        var result = await history.Call(Steps.Publish, run);
        history.Report(progress with { Stage = AskStage.Done });
        return result;

        async Task Read(int groups, bool judge)
        {
            for (var first = 0; first < groups; first += GroupsInChunk)
            {
                history.Report(progress);
                var count = Math.Min(GroupsInChunk, groups - first);
                await history.Sub(judge && planned.Queued ? Steps.QueueChunk : Steps.ReadChunk, RunInstances.Chunk(history.Id, first, judge), new ChunkRef(ask.Matter, ask.Ask, ask.Run, first, count, judge));
                progress = progress with { GroupsRead = progress.GroupsRead + count };
            }
        }
    }

    /// <summary>Reads a chunk of groups, a few at a time.</summary>
    public static async Task<GroupRead> RunChunk(IHistory history, ChunkRef chunk)
    {
        var next = chunk.First;
        var end = chunk.First + chunk.Count;
        var (files, documents, unread) = (0, 0, 0);

        await Task.WhenAll(Enumerable.Range(0, Math.Min(Lanes, chunk.Count)).Select(_ => Lane()));
        return new GroupRead(files, documents, unread);

        async Task Lane()
        {
            // All lanes run in the same turn on one thread: taking the next number needs no lock.
            while (next < end)
            {
                var group = await history.Call(chunk.Judge ? Steps.Judge : Steps.Read, new GroupRef(chunk.Matter, chunk.Ask, chunk.Run, next++));
                files += group.Files;
                documents += group.Documents;
                unread += group.Unread;
            }
        }
    }

    private static async Task<bool> MaySend(IHistory history, AskRef ask, RunRef run, AskProgress waiting)
    {
        if (ask.AutoSend)
            return true;
        for (var look = 0; look < ApprovalLooks; look++)
        {
            switch (await history.Call(Steps.Look, run))
            {
                case Word.Approved:
                    return true;
                case Word.Stopped:
                    return false;
            }

            history.Report(waiting with { Looks = look });
            await history.Wait(ApprovalSignal(look), ApprovalLook);
        }

        return await history.Call(Steps.Look, run) == Word.Approved;
    }
}
