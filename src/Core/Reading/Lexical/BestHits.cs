namespace Lector.Core.Reading.Lexical;

/// <summary>The best few of many scored things, kept while they pass by in ascending order of their documents.</summary>
/// <typeparam name="T">What is kept of each.</typeparam>
/// <param name="capacity">How many are kept, at least 1.</param>
internal sealed class BestHits<T>(int capacity)
{
    private readonly List<Hit> hits = new(capacity);

    /// <summary>Offers one; a score of 0 is none.</summary>
    /// <param name="score">Its score.</param>
    /// <param name="document">Its document; of equal scores the first document stays.</param>
    /// <param name="keep">Makes what is kept of it, if it is kept.</param>
    public void Offer(double score, int document, Func<T> keep)
    {
        if (score <= 0 || (hits.Count == capacity && score <= hits[^1].Score))
            return;
        var at = hits.Count;
        while (at > 0 && hits[at - 1].Score < score)
            at--;
        if (hits.Count == capacity)
            hits.RemoveAt(capacity - 1);
        hits.Insert(at, new Hit(score, document, keep()));
    }

    /// <summary>The best of several scans, best first.</summary>
    public static IReadOnlyList<Hit> Merge(IEnumerable<BestHits<T>> parts, int count) =>
        [.. parts.SelectMany(part => part.hits).OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Document).Take(count)];

    /// <summary>One that was kept.</summary>
    internal readonly record struct Hit(double Score, int Document, T Kept);
}
