namespace Lector.Core.Asking.Queueing;

/// <summary>Tokens a second over the last items, older ones counting less: an item of long passages and one of short are averaged, and a machine that slows down is noticed.</summary>
internal sealed class Pace
{
    private const double Kept = 0.8;
    private double tokens;
    private double seconds;

    /// <summary>Tokens as <see cref="WorkSizing.Tokens"/> counts them, a second; null before anything was read.</summary>
    public double? TokensPerSecond => seconds > 0 ? tokens / seconds : null;

    /// <summary>Takes in an item.</summary>
    public void Add(long read, TimeSpan took) => (tokens, seconds) = (tokens * Kept + read, seconds * Kept + took.TotalSeconds);
}
