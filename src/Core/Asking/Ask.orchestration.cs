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

    /// <summary>Runs one ask.</summary>
    public static async Task<AskResult> Run(IHistory history, AskRef ask)
    {
        var run = new RunRef(ask.Matter, ask.Ask, ask.Run);
        history.Report(new AskProgress(AskStage.Planning, 0, 0, 0));
        var planned = await history.Call(Steps.Plan, run);

        var read = 0;
        for (var first = 0; first < planned.Groups; first += GroupsInChunk)
        {
            history.Report(new AskProgress(AskStage.Reading, planned.Files, planned.Groups, read));
            var count = Math.Min(GroupsInChunk, planned.Groups - first);
            await history.Sub(Steps.ReadChunk, $"{history.Id}.{first / GroupsInChunk}", new ChunkRef(ask.Matter, ask.Ask, ask.Run, first, count));
            read += count;
        }

        history.Report(new AskProgress(AskStage.Selecting, planned.Files, planned.Groups, read));
        var selected = await history.Call(Steps.Select, run);
        if (selected.MaySend && await MaySend(history, ask, run, new AskProgress(AskStage.AwaitingApproval, planned.Files, planned.Groups, read)))
        {
            history.Report(new AskProgress(AskStage.Answering, planned.Files, planned.Groups, read));
            await history.Call(Steps.Answer, run);
        }

        history.Report(new AskProgress(AskStage.Publishing, planned.Files, planned.Groups, read));
        var result = await history.Call(Steps.Publish, run);
        history.Report(new AskProgress(AskStage.Done, planned.Files, planned.Groups, read));
        return result;
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
                var group = await history.Call(Steps.Read, new GroupRef(chunk.Matter, chunk.Ask, chunk.Run, next++));
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
        history.Report(waiting);
        for (var look = 0; look < ApprovalLooks; look++)
        {
            switch (await history.Call(Steps.Look, run))
            {
                case Word.Approved:
                    return true;
                case Word.Stopped:
                    return false;
            }

            await history.Wait($"approve-{look}", ApprovalLook);
        }

        return await history.Call(Steps.Look, run) == Word.Approved;
    }
}
