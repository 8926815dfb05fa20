namespace Lector.Core.Selecting;

/// <summary>Finds documents that say the same, or nearly the same, among all of a matter.</summary>
public static class Duplicates
{
    /// <summary>Estimated likeness from which two documents are called nearly the same.</summary>
    public const double Nearly = 0.85;

    /// <summary>Documents of fewer words are never the same: two mails that say "Agreed, go ahead." answer two questions.</summary>
    public const int FewestWords = 20;

    private const int Bands = 8;

    /// <summary>Finds for each document the one that stands for it.</summary>
    /// <param name="sketches">One a document, in the matter's order.</param>
    /// <param name="date">When a document was sent or last changed, by its index; null where it does not say.</param>
    /// <returns>One a document; <see cref="Twin.None"/> for a document that stands for itself.</returns>
    /// <remarks>
    /// Of several, the one that stands for all has the fewest quoted words (the original rather than the reply that quotes it), then the earliest date,
    /// then the lowest index. A twin with the same words takes the outcome of the one it points at; nearly the same is information only. Candidates come
    /// from eight bands of four slots (locality-sensitive hashing, Indyk and Motwani 1998): a pair of likeness .9 is met with probability .9998, of .85 with
    /// .997. Time and memory grow with the count of documents, not of pairs: under 500 bytes a document while it runs, besides the sketches.
    /// </remarks>
    public static Twin[] Find(IReadOnlyList<Sketch> sketches, Func<int, DateTimeOffset?> date)
    {
        var order = Enumerable.Range(0, sketches.Count).ToArray();
        var keys = Array.ConvertAll(order, i => (sketches[i].Quoted, Date: date(i)?.UtcTicks ?? long.MaxValue, i));
        Array.Sort(keys, order);

        var twins = new Twin[sketches.Count];
        Array.Fill(twins, Twin.None);
        var same = new Dictionary<(ulong, int), int>();
        var near = new Dictionary<ulong, int>(Bands * sketches.Count);
        foreach (var i in order)
        {
            if (sketches[i].Words < FewestWords)
                continue;
            if (!same.TryAdd((sketches[i].Fingerprint, sketches[i].Words), i))
                twins[i] = new Twin(same[(sketches[i].Fingerprint, sketches[i].Words)], TwinKind.SameWords, 1);
            else if (Nearest(sketches, near, i) is { Likeness: >= Nearly } twin)
                twins[i] = twin;
            else
                for (var band = 0; band < Bands; band++)
                    near.TryAdd(Key(sketches[i], band), i);
        }

        return twins;
    }

    private static Twin Nearest(IReadOnlyList<Sketch> sketches, Dictionary<ulong, int> near, int i)
    {
        var best = Twin.None;
        for (var band = 0; band < Bands; band++)
        {
            if (near.TryGetValue(Key(sketches[i], band), out var other) && sketches[i].Likeness(sketches[other]) is var likeness && likeness > best.Likeness)
                best = new Twin(other, TwinKind.NearlySame, likeness);
        }

        return best;
    }

    private static ulong Key(Sketch sketch, int band) => WordReader.Mix(sketch.Band(band) + (ulong)band);
}

/// <summary>The document that stands for another.</summary>
/// <param name="Of">Its index, or -1.</param>
/// <param name="Kind">How alike they are.</param>
/// <param name="Likeness">1 for the same words, else the estimate of <see cref="Sketch.Likeness"/>.</param>
public readonly record struct Twin(int Of, TwinKind Kind, double Likeness)
{
    /// <summary>No other document stands for this one.</summary>
    public static Twin None { get; } = new(-1, TwinKind.None, 0);
}

/// <summary>How alike two documents are.</summary>
public enum TwinKind
{
    /// <summary>Not alike.</summary>
    None,

    /// <summary>Nearly the same words: a person should know, nothing is dropped for it.</summary>
    NearlySame,

    /// <summary>The same words in the same order, quote marks and white space aside: one is read and packed for both.</summary>
    SameWords,
}
