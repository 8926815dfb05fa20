using System.Runtime.CompilerServices;
using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Asking.Queueing;

/// <summary>The readers that have announced themselves.</summary>
/// <param name="All">Every announcement.</param>
public sealed record Announcements(IReadOnlyList<ReaderAnnouncement> All)
{
    /// <summary>Where announcements lie in the store.</summary>
    public const string Folder = "readers/";

    private static readonly TimeSpan Memory = TimeSpan.FromDays(30);

    /// <summary>When a reader with this identity last gave a sign of life; null where none ever did.</summary>
    public DateTimeOffset? SeenLast(string reader) => All.Where(one => Verdicts.Key(one.Identity) == reader).Max(one => (DateTimeOffset?)one.Seen);

    /// <summary>Programs with this identity that take work now.</summary>
    public int There(string reader, DateTimeOffset now) => All.Count(one => Verdicts.Key(one.Identity) == reader && one.IsThere(now));

    /// <summary>Tokens a second of one program with this identity, on average; null where none has measured itself.</summary>
    public double? Pace(string reader) => All.Where(one => Verdicts.Key(one.Identity) == reader && one.Pace > 0).Average(one => one.Pace);

    /// <summary>The identity that a run's items are made for: verdicts of two models do not compare, so a run has one.</summary>
    /// <param name="now">The time.</param>
    /// <param name="orAbsent">Whether, where none is there, the one seen last is taken.</param>
    /// <returns>The identity whose programs that are there read the most a second. Null where there is none.</returns>
    /// <remarks>Readers outside the house are passed over: no ledger would say what went to them.</remarks>
    public ReaderIdentity? Chosen(DateTimeOffset now, bool orAbsent) => All
        .Where(one => one.Identity.Place != ReaderPlace.ThirdParty && (one.IsThere(now) || (orAbsent && now - one.Seen < Memory)))
        .GroupBy(one => Verdicts.Key(one.Identity))
        .OrderByDescending(same => same.Where(one => one.IsThere(now)).Sum(one => one.Pace ?? WorkSizing.FirstGuess))
        .ThenByDescending(same => same.Max(one => one.Seen)).ThenBy(same => same.Key, StringComparer.Ordinal)
        .FirstOrDefault()?.MaxBy(one => one.Seen)?.Identity;

    /// <summary>Writes a program's announcement in place of its last.</summary>
    public static Task Write(IStore store, ReaderAnnouncement announcement, CancellationToken cancel) =>
        store.WriteJson($"{Folder}{Verdicts.Key(announcement.Identity)}/{announcement.Program}.json", announcement, WriteMode.Replace, cancel);

    /// <summary>Reads them all, and clears away the ones of programs that ended long ago.</summary>
    public static async Task<Announcements> Load(IStore store, TimeProvider time, CancellationToken cancel)
    {
        var all = new List<ReaderAnnouncement>();
        await foreach (var one in Each(store, cancel))
        {
            if (one.Announcement is { } known && time.GetUtcNow() - known.Seen < Memory)
                all.Add(known);
            else
                await store.Delete(one.Name, cancel);
        }

        return new Announcements(all);
    }

    private static async IAsyncEnumerable<(string Name, ReaderAnnouncement? Announcement)> Each(IStore store, [EnumeratorCancellation] CancellationToken cancel)
    {
        var names = new List<string>();
        await foreach (var blob in store.List(Folder, cancel))
            names.Add(blob.Name);
        foreach (var name in names)
            yield return (name, await Known(store, name, cancel));
    }

    private static async Task<ReaderAnnouncement?> Known(IStore store, string name, CancellationToken cancel)
    {
        try
        {
            return await store.ReadJson<ReaderAnnouncement>(name, cancel);
        }
        catch (InvalidDataException)
        {
            // Of another version of the program, which may not end an ask.
            return null;
        }
    }
}
