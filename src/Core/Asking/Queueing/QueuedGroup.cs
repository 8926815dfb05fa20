using Lector.Core.Storage;

namespace Lector.Core.Asking.Queueing;

/// <summary>A group that was posted: its items, and what the app remembers of it; a blob in the run's folder that only the app sees.</summary>
/// <param name="Attempt">Which attempt of the run posted it.</param>
/// <param name="Items">All of its items, in order; one with an earlier attempt was read then and is not posted again.</param>
/// <param name="Window">Items in the queue at once.</param>
/// <param name="Posted">When.</param>
public sealed record QueuedGroup(int Attempt, IReadOnlyList<WorkItem> Items, int Window, DateTimeOffset Posted)
{
    /// <summary>Which wait of the orchestration is under way, or comes: the number in its signal's name.</summary>
    public int Wait { get; init; }

    /// <summary>Passages of the group.</summary>
    public int Passages => Items.Sum(item => item.Count);

    /// <summary>Folder of posted groups in the run's folder.</summary>
    public const string Folder = "queue/";

    /// <summary>Name of its blob in the store: by the shard, for another attempt may number its groups in another order.</summary>
    public static string Name(RunRef run, string shard) => run.Path($"{Folder}{shard}.json");

    /// <summary>The items that belong in the queue now.</summary>
    /// <param name="answered">Whether each item's shard is there.</param>
    /// <returns>Of each chain of items that lie a window apart, the first that is not answered: an answer releases the next one, without a count that two handlers would have to share.</returns>
    public IEnumerable<WorkItem> Due(Func<WorkItem, bool> answered)
    {
        for (var chain = 0; chain < Math.Min(Window, Items.Count); chain++)
        {
            if (DueIn(chain, answered) is { } item)
                yield return item;
        }
    }

    /// <summary>The item that an item's answer releases, or null.</summary>
    /// <param name="index">Number of the item that was answered.</param>
    /// <param name="answered">Whether each item's shard is there.</param>
    public WorkItem? Next(int index, Func<WorkItem, bool> answered) => DueIn(index % Window, answered);

    /// <summary>Names of the shards of a group's items that are there.</summary>
    public async Task<IReadOnlySet<string>> Answers(IStore store, CancellationToken cancel)
    {
        var there = new HashSet<string>();
        if (Items.Count == 0)
            return there;
        await foreach (var blob in store.List(Items[0].Answers, cancel))
            there.Add(blob.Name);
        return there;
    }

    private WorkItem? DueIn(int chain, Func<WorkItem, bool> answered)
    {
        for (long i = chain; i < Items.Count; i += Window)
        {
            if (!answered(Items[(int)i]))
                return Items[(int)i];
        }

        return null;
    }
}
