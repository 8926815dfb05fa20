using Lector.Core.Reading;

namespace Lector.Reader.Running;

/// <summary>A reader whose pace is measured: tokens of passages, by the engine's own count, over the time that it read.</summary>
internal sealed class PacedReader(IReader reader, TimeProvider time) : IReader
{
    private const double Kept = 0.8;
    private double tokens;
    private double seconds;

    /// <inheritdoc/>
    public ReaderIdentity Identity => reader.Identity;

    /// <summary>Tokens a second over the last calls, older ones counting less; null before the first, and where the engine does not count.</summary>
    public double? TokensPerSecond => seconds > 0 && tokens > 0 ? tokens / seconds : null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Verdict>> Read(string question, IReadOnlyList<PassageInContext> passages, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        var verdicts = await reader.Read(question, passages, cancel);
        tokens = tokens * Kept + verdicts.Sum(verdict => (long)verdict.Tokens);
        seconds = seconds * Kept + time.GetElapsedTime(began).TotalSeconds;
        return verdicts;
    }
}
