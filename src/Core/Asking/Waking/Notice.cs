using Lector.Core.Storage;

namespace Lector.Core.Asking.Waking;

/// <summary>An upload that was not taken, for people to see: stored until it is taken after all.</summary>
/// <param name="What">The blob's name, or what else was uploaded, in words.</param>
/// <param name="Why">Why, and what to do, in a sentence.</param>
/// <param name="At">When.</param>
public sealed record Notice(string What, string Why, DateTimeOffset At)
{
    private const string Prefix = "notices/uploads/";

    /// <summary>The most that are shown.</summary>
    public const int MostShown = 100;

    /// <summary>Key of a blob's notice: its name stays out of logs.</summary>
    public static string KeyOf(string blob) => MatterPaths.Key(blob);

    /// <summary>Every notice, newest first, at most <see cref="MostShown"/>.</summary>
    public static async Task<IReadOnlyList<Notice>> All(IStore store, CancellationToken cancel)
    {
        var blobs = new List<StoredBlob>();
        await foreach (var blob in store.List(Prefix, cancel))
            blobs.Add(blob);
        var notices = new List<Notice>();
        foreach (var blob in blobs.OrderByDescending(blob => blob.Changed).Take(MostShown))
        {
            if (await store.ReadJson<Notice>(blob.Name, cancel) is { } notice)
                notices.Add(notice);
        }

        return [.. notices.OrderByDescending(notice => notice.At)];
    }

    /// <summary>Takes a blob's notice away, if there is one.</summary>
    public static Task Clear(IStore store, string blob, CancellationToken cancel) => store.Delete(Name(blob), cancel);

    /// <summary>Stores it.</summary>
    public Task Write(IStore store, CancellationToken cancel) => store.WriteJson(Name(What), this, WriteMode.Replace, cancel);

    private static string Name(string blob) => $"{Prefix}{KeyOf(blob)}.json";
}
