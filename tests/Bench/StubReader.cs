using Lector.Core.Reading;

namespace Lector.Bench;

/// <summary>A reader that costs nothing: a passage's score is a hash of its text, so that verdicts tell passages apart and what is measured is the host.</summary>
internal sealed class StubReader : IReader
{
    /// <inheritdoc/>
    public ReaderIdentity Identity { get; } = new("stub", "hash of the text", "1", ReaderPlace.InProcess, null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Verdict>> Read(string question, IReadOnlyList<PassageInContext> passages, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Verdict>>([.. passages.Select(passage => new Verdict(Score(passage.Text), passage.Text.Length / 4, FullReading.IdsCompared, UnreadCause.None))]);

    private static float Score(string text)
    {
        // FNV-1a, 32 bits.
        var hash = 2166136261;
        foreach (var c in text)
            hash = (hash ^ c) * 16777619;
        return (hash >> 8) / (float)(1 << 24);
    }
}
