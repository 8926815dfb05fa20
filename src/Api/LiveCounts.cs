using Lector.Core.Asking;
using Lector.Core.Asking.Queueing;
using Lector.Core.Storage;

namespace Lector.Api;

/// <summary>How far a run's reading is, by the names of what it has written: the same in every host, and exact between a host's own reports.</summary>
/// <param name="FilesRead">Files whose texts are there.</param>
/// <param name="GroupsRead">Groups that are read.</param>
/// <param name="SecondsLeft">What is left at the pace of the groups that are there; null before the third.</param>
public sealed record LiveCounts(int FilesRead, int GroupsRead, int? SecondsLeft)
{
    private const int FewestForPace = 3;

    /// <summary>Since when no reader at the queue has taken the run's work; null while one does, and where the host reads itself.</summary>
    public DateTimeOffset? WaitingSince { get; private init; }

    /// <summary>Counts.</summary>
    /// <param name="store">Where runs are kept.</param>
    /// <param name="run">The run.</param>
    /// <param name="progress">What the run last reported.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>Null where the run has no plan yet.</returns>
    public static async Task<LiveCounts?> Of(IStore store, RunRef run, AskProgress progress, TimeProvider time, CancellationToken cancel)
    {
        if (await store.ReadJson<RunPlan>(run.Path(RunFiles.Plan), cancel) is not { } plan)
            return null;
        var paths = new MatterPaths(run.Matter);
        var there = new Dictionary<string, DateTimeOffset>();
        await foreach (var blob in store.List(paths.Texts, cancel))
        {
            if (blob.Name.EndsWith(".files", StringComparison.Ordinal))
                there[blob.Name] = blob.Changed;
        }

        var ours = plan.Reading.Select(i => plan.Shards[i]).Where(shard => there.ContainsKey(paths.Shard(shard.Id, "files"))).ToList();
        var files = plan.Files - plan.Reading.Sum(i => plan.Shards[i].Files) + ours.Sum(shard => shard.Files);
        var judged = plan.Queued is null ? 0 : await WaitingWork.GroupsRead(store, plan, cancel);
        var groups = Math.Max(progress.GroupsRead, ours.Count + judged);
        var counts = new LiveCounts(files, groups, Left(ours.Select(shard => there[paths.Shard(shard.Id, "files")]).Where(at => at >= plan.Planned).ToList(), plan.Reading.Count - ours.Count, plan.Judging.Count));
        return plan.Queued is null ? counts : counts with { WaitingSince = await WaitingWork.Since(store, run, plan, time, cancel) };
    }

    // With a model to follow, the pace of extraction says nothing of what is left.
    private static int? Left(List<DateTimeOffset> made, int left, int judging) =>
        judging > 0 || made.Count < FewestForPace ? null : (int)Math.Ceiling((made.Max() - made.Min()).TotalSeconds / (made.Count - 1) * left);
}
