using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Asking.Queueing;

/// <summary>Verdicts on the passages of one work item, in the format of <see cref="Verdicts"/>: what a reader writes, once, and what a group's verdicts are joined of.</summary>
public static class ItemShards
{
    /// <summary>Folder of the item shards of a text shard, of one run: attempts are counted within it.</summary>
    /// <param name="verdicts">Folder of the verdicts on the question by the reader.</param>
    /// <param name="run">The run.</param>
    /// <param name="shard">Id of the text shard.</param>
    public static string Folder(string verdicts, RunRef run, string shard) => $"{verdicts}/items/{MatterPaths.Key(run.Ask, run.Run)}/{shard}/";

    /// <summary>Writes a shard, unless one is there.</summary>
    /// <returns>False when one was there.</returns>
    /// <exception cref="ArgumentException">There is not one verdict a passage.</exception>
    public static Task<bool> Write(IStore store, WorkItem item, IReadOnlyList<Verdict> verdicts, CancellationToken cancel)
    {
        if (verdicts.Count != item.Count)
            throw new ArgumentException($"{verdicts.Count} verdicts on {item.Count} passages.", nameof(verdicts));
        return store.Write(item.Answer, stream =>
        {
            using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            writer.Write(0);
            Verdicts.Write(writer, verdicts);
            return Task.CompletedTask;
        }, WriteMode.OnlyIfNew, cancel);
    }

    /// <summary>Reads a shard back.</summary>
    /// <returns>One verdict a passage; null where there is no shard, or one that is no answer to the item.</returns>
    public static async Task<IReadOnlyList<Verdict>?> Read(IStore store, WorkItem item, CancellationToken cancel)
    {
        if (await store.ReadBytes(item.Answer, cancel) is not { } bytes)
            return null;
        try
        {
            IReadOnlyList<Verdict> verdicts = [.. Verdicts.Read(item.Answer, new MemoryStream(bytes)).Select(row => row.Verdict)];
            return verdicts.Count == item.Count ? verdicts : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}

/// <summary>Groups that were posted, in the store.</summary>
internal static class QueuedGroups
{
    /// <summary>What the app remembers of a group; null where it was never posted.</summary>
    public static Task<QueuedGroup?> Queued(this IStore store, RunRef run, string shard, CancellationToken cancel) => store.ReadJson<QueuedGroup>(QueuedGroup.Name(run, shard), cancel);
}
