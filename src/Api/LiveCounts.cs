using Lector.Core.Asking;
using Lector.Core.Asking.Queueing;
using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Api;

/// <summary>How far a run's reading is, by the names of what it has written: the same in every host, and exact between a host's own reports.</summary>
/// <param name="FilesRead">Files whose texts are there.</param>
/// <param name="FilesJudged">Files that the model has read; null where no model reads.</param>
/// <param name="GroupsRead">Groups that are read, counted once for extraction and once for the model.</param>
/// <param name="SecondsLeft">What is left at the pace of the last groups that were read; null before the third, while files are extracted that a model is still to read, for its pace is not known yet, and while the reader is away.</param>
public sealed record LiveCounts(int FilesRead, int? FilesJudged, int GroupsRead, int? SecondsLeft)
{
    private const int FewestForPace = 3;
    private const int MostForPace = 32;

    // Groups under way at once end in bursts; a gap beyond those is a time when nothing ran: the machine was off, or the run waited for its turn.
    private const int PausedFor = 2 * AskOrchestration.Lanes;

    /// <summary>Since when no reader at the queue has taken the run's work; null while one does, and where the host reads itself.</summary>
    public DateTimeOffset? WaitingSince { get; private init; }

    /// <summary>The wait for the reader, which is away, where the run needs it; else null.</summary>
    public ReaderPause? Pause { get; private init; }

    /// <summary>Counts.</summary>
    /// <param name="store">Where runs are kept.</param>
    /// <param name="run">The run.</param>
    /// <param name="progress">What the run last reported.</param>
    /// <param name="pause">The wait for the host's reader, or null.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>Null where the run has no plan yet.</returns>
    public static async Task<LiveCounts?> Of(IStore store, RunRef run, AskProgress progress, ReaderPause? pause, TimeProvider time, CancellationToken cancel)
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
        pause = judged.FilesLeft > 0 ? pause : null;
        return new LiveCounts(plan.Files - read.FilesLeft, plan.Files - judged.FilesLeft, Math.Max(groups, read.Groups + judged.Groups), read.FilesLeft > 0 || pause is not null ? null : judged.SecondsLeft)
        {
            Pause = pause,
            WaitingSince = plan.Queued is null ? null : await WaitingWork.Since(store, run, plan, time, cancel),
        };
    }

    private static async Task<Work> Made(IStore store, string prefix, RunPlan plan, IReadOnlyList<int> groups, Func<string, string> name, DateTimeOffset since, CancellationToken cancel)
    {
        var there = new Dictionary<string, DateTimeOffset>();
        await foreach (var blob in store.List(prefix, cancel))
            there[blob.Name] = blob.Changed;
        var (made, left) = (new List<(DateTimeOffset At, int Files)>(), 0);
        foreach (var shard in groups.Select(group => plan.Shards[group]))
        {
            // Verdicts from before the run was planned were not whole: they are asked for again.
            if (!there.TryGetValue(name(shard.Id), out var at) || at < since)
                left += shard.Files;
            else
                made.Add((at, shard.Files));
        }

        return new Work(made, left);
    }

    /// <summary>What is done of the one or the other kind of reading.</summary>
    /// <param name="Made">When each group was done, and its files.</param>
    /// <param name="FilesLeft">Files of the other groups.</param>
    private sealed record Work(List<(DateTimeOffset At, int Files)> Made, int FilesLeft)
    {
        public int Groups => Made.Count;

        public int? SecondsLeft
        {
            get
            {
                if (Groups < FewestForPace)
                    return null;
                var last = Made.OrderBy(group => group.At).TakeLast(MostForPace).ToList();
                // The first of them only begins the clock: its own time ended before.
                var spent = last.Zip(last.Skip(1), (before, after) => (Seconds: (after.At - before.At).TotalSeconds, after.Files)).ToList();
                var longest = spent.MaxBy(gap => gap.Seconds);
                if (spent.Count >= AskOrchestration.Lanes && longest.Seconds * (spent.Count - 1) > PausedFor * (spent.Sum(gap => gap.Seconds) - longest.Seconds))
                    spent.Remove(longest);
                return (int)Math.Ceiling(spent.Sum(gap => gap.Seconds) / spent.Sum(gap => gap.Files) * FilesLeft);
            }
        }
    }
}
