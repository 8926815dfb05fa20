using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>The frozen list of what a run reads.</summary>
/// <param name="Ask">The ask.</param>
/// <param name="Run">Key of the snapshot.</param>
/// <param name="Source">Full name of the folder or container.</param>
/// <param name="Planned">When the snapshot was taken.</param>
/// <param name="Files">Files in it.</param>
/// <param name="Bytes">Their size together.</param>
/// <param name="Shards">Every text shard that the run uses, in reading order.</param>
/// <param name="Reading">Of these, by index, the ones whose files are still to be extracted and counted.</param>
/// <param name="Judging">Of these, by index, the ones that the model has not read: for an embedder ever, for a reader under this question.</param>
public sealed record RunPlan(
    Ask Ask, string Run, string Source, DateTimeOffset Planned, int Files, long Bytes, IReadOnlyList<PlannedShard> Shards, IReadOnlyList<int> Reading, IReadOnlyList<int> Judging)
{
    /// <summary>How often this snapshot was planned for this ask where readers take work from a queue; 0 elsewhere. What an explicit repost's messages differ by.</summary>
    public int Attempt { get; init; }

    /// <summary>The reader at the queue whose verdicts this run is made of; null before one was appointed, and where the host reads itself.</summary>
    public QueuedReader? Queued { get; init; }

    /// <summary>Where a provider keeps the documents; null where they lie on the machine that runs Lector.</summary>
    public StoragePlace? StoredIn { get; init; }
}

/// <summary>How often a run was planned, or a group of it posted anew.</summary>
/// <param name="Number">From 1.</param>
internal sealed record RunAttempt(int Number)
{
    private const string File = "attempt.json";

    /// <summary>Counts one more. Kept apart from the plan, which is taken away before the same documents are asked anew.</summary>
    public static async Task<int> Next(IStore store, RunRef run, CancellationToken cancel)
    {
        var next = new RunAttempt((await store.ReadJson<RunAttempt>(run.Path(File), cancel))?.Number + 1 ?? 1);
        await store.WriteJson(run.Path(File), next, WriteMode.Replace, cancel);
        return next.Number;
    }
}

/// <summary>The reader at the queue that a run's items are made for.</summary>
/// <param name="Identity">Who reads.</param>
/// <param name="Tokens">What there is to read, estimated, see <see cref="Queueing.WorkSizing.Tokens"/>.</param>
public sealed record QueuedReader(ReaderIdentity Identity, long Tokens);

/// <summary>A group of files whose texts lie together in one shard.</summary>
/// <param name="Id">Key of the extractor's version and of the files: the same files make the same shard.</param>
/// <param name="Files">How many files it covers.</param>
/// <param name="Gone">Files in it that are no longer in the matter, or have changed: their documents are passed over.</param>
public sealed record PlannedShard(string Id, int Files, IReadOnlyList<string> Gone);

/// <summary>The files of one shard: the blob whose presence says that the shard is complete, and, in the run's folder, the work order to make it.</summary>
/// <param name="Id">The shard's id.</param>
/// <param name="Version">Version of the extractor and of the shard's format.</param>
/// <param name="Files">The files.</param>
public sealed record ShardFiles(string Id, string Version, IReadOnlyList<SourceFile> Files)
{
    /// <summary>Bytes of the shard's text, terms and index; empty in a work order. A shard whose blobs are of other sizes was torn by a power cut.</summary>
    public IReadOnlyList<long> Sizes { get; init; } = [];
}
