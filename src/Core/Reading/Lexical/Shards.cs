namespace Lector.Core.Reading.Lexical;

/// <summary>The stored documents of a folder, scanned several times without being held in memory.</summary>
/// <param name="shards">Each call of one begins at its first document again, always with the same documents.</param>
/// <param name="parallelism">How many are scanned at once.</param>
internal sealed class Shards(IReadOnlyList<Func<IEnumerable<DocumentTerms>>> shards, int parallelism)
{
    private int[] firsts = new int[shards.Count];

    /// <summary>How many documents all shards hold; known after the first scan.</summary>
    public int Documents { get; private set; }

    /// <summary>Position of a shard's first document over all shards; known after the first scan.</summary>
    public int FirstOf(int shard) => firsts[shard];

    /// <summary>Visits every document once.</summary>
    /// <typeparam name="T">What a shard's scan collects.</typeparam>
    /// <param name="make">Makes it, once a shard, given the shard's number.</param>
    /// <param name="visit">Sees one document and its position over all shards (in the very first scan: within its shard), in ascending order within the shard, on one thread.</param>
    /// <param name="cancel">Stops between documents.</param>
    /// <returns>What each shard's scan collected, in the order of the shards: nothing in it depends on the parallelism.</returns>
    public IReadOnlyList<T> Scan<T>(Func<int, T> make, Action<T, int, DocumentTerms> visit, CancellationToken cancel)
    {
        var (collected, counts) = (new T[shards.Count], new int[shards.Count]);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, parallelism), CancellationToken = cancel };
        Parallel.For(0, shards.Count, options, shard =>
        {
            var (state, count) = (make(shard), 0);
            foreach (var document in shards[shard]())
            {
                cancel.ThrowIfCancellationRequested();
                visit(state, firsts[shard] + count++, document);
            }
            (collected[shard], counts[shard]) = (state, count);
        });
        Documents = counts.Sum();
        firsts = new int[shards.Count];
        for (var i = 1; i < firsts.Length; i++)
            firsts[i] = firsts[i - 1] + counts[i - 1];
        return collected;
    }
}
