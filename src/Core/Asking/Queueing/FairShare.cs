namespace Lector.Core.Asking.Queueing;

/// <summary>How much of an ask may lie in the queue at once, so that a small ask behind a large one ends in about the time that it needs alone.</summary>
/// <param name="Lanes">Groups posted at once.</param>
/// <param name="Window">Items of each of them in the queue at once.</param>
/// <remarks>
/// A queue gives out in the order of posting: whoever comes later waits for everything that was posted before. So a large ask keeps only as much there as keeps the readers
/// busy while its next item is on the way; one that all readers together finish in <see cref="Small"/> posts everything at once, and is read before the large one's next items.
/// </remarks>
public readonly record struct FairShare(int Lanes, int Window)
{
    /// <summary>An ask is small when its reading takes no longer than this.</summary>
    public static readonly TimeSpan Small = TimeSpan.FromMinutes(5);

    private const int ReadersPerSpare = 4;

    /// <summary>The share of an ask.</summary>
    /// <param name="tokens">What there is to read, see <see cref="WorkSizing.Tokens"/>.</param>
    /// <param name="pace">Tokens a second of one reader, or null for <see cref="WorkSizing.FirstGuess"/>.</param>
    /// <param name="readers">Readers that are there; none counts as one that is about to come.</param>
    public static FairShare Of(long tokens, double? pace, int readers)
    {
        var reading = Math.Max(1, readers);
        if (tokens / ((pace is > 0 ? pace.Value : WorkSizing.FirstGuess) * reading) <= Small.TotalSeconds)
            return new FairShare(AskOrchestration.Lanes, int.MaxValue);
        // One item in each reader's hands, and one for each four of them on its way, for items last longer than the way.
        var flying = reading + Math.Max(1, (reading + ReadersPerSpare - 1) / ReadersPerSpare);
        var window = (flying + AskOrchestration.Lanes - 1) / AskOrchestration.Lanes;
        return new FairShare((flying + window - 1) / window, window);
    }
}
