using Lector.Core.Asking;
using Lector.Core.Asking.Queueing;
using Lector.Core.Storage;

namespace Lector.Api;

/// <summary>How far a run's reading is, by the names of what it has written: the same in every host, and exact between a host's own reports.</summary>
/// <param name="FilesRead">Files whose texts are there.</param>
/// <param name="FilesJudged">Files that the model has read; null where no model reads.</param>
/// <param name="GroupsRead">Groups that are read, counted once for extraction and once for the model.</param>
/// <param name="SecondsLeft">What is left at the pace of the groups that are there; null before the third, and while files are extracted that a model is still to read: its pace is not known yet.</param>
public sealed record LiveCounts(int FilesRead, int? FilesJudged, int GroupsRead, int? SecondsLeft)
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
        var read = await Made(store, paths.Texts, plan, plan.Reading, shard => paths.Shard(shard, "files"), DateTimeOffset.MinValue, cancel);
        var groups = Math.Max(progress.GroupsRead, read.Groups);
        if (plan.Judging.Count == 0)
            return new LiveCounts(plan.Files - read.FilesLeft, null, groups, read.SecondsLeft);

        // A model's vectors serve every question, its verdicts one: a run's model has written the one or the other.
        var (reader, question) = (plan.Queued is { } queued ? Verdicts.Key(queued.Identity) : plan.Ask.Options.Reader, MatterPaths.Key(plan.Ask.Question));
        var vectors = await Made(store, paths.Embeddings(reader, ""), plan, plan.Judging, shard => paths.Embeddings(reader, shard), plan.Planned, cancel);
        var judged = vectors.Groups > 0 ? vectors : await Made(store, paths.Verdicts(question, reader, ""), plan, plan.Judging, shard => paths.Verdicts(question, reader, shard), plan.Planned, cancel);
        return new LiveCounts(plan.Files - read.FilesLeft, plan.Files - judged.FilesLeft, Math.Max(groups, read.Groups + judged.Groups), read.FilesLeft > 0 ? null : judged.SecondsLeft)
        {
            WaitingSince = plan.Queued is null ? null : await WaitingWork.Since(store, run, plan, time, cancel),
        };
    }

    private static async Task<Work> Made(IStore store, string prefix, RunPlan plan, IReadOnlyList<int> groups, Func<string, string> name, DateTimeOffset since, CancellationToken cancel)
    {
        var there = new Dictionary<string, DateTimeOffset>();
        await foreach (var blob in store.List(prefix, cancel))
            there[blob.Name] = blob.Changed;
        var (times, made, left) = (new List<DateTimeOffset>(), 0, 0);
        foreach (var shard in groups.Select(group => plan.Shards[group]))
        {
            // Verdicts from before the run was planned were not whole: they are asked for again.
            if (!there.TryGetValue(name(shard.Id), out var at) || at < since)
                left += shard.Files;
            else
            {
                times.Add(at);
                made += shard.Files;
            }
        }

        return new Work(times, made, left);
    }

    /// <summary>What is done of the one or the other kind of reading.</summary>
    /// <param name="Times">When each group was done.</param>
    /// <param name="FilesMade">Files of those groups.</param>
    /// <param name="FilesLeft">Files of the others.</param>
    private sealed record Work(List<DateTimeOffset> Times, int FilesMade, int FilesLeft)
    {
        public int Groups => Times.Count;

        // The first group's time ends before the pace begins to count: its files are left out.
        public int? SecondsLeft => Groups < FewestForPace ? null : (int)Math.Ceiling((Times.Max() - Times.Min()).TotalSeconds / (FilesMade - (FilesMade / (double)Groups)) * FilesLeft);
    }
}
