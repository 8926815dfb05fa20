using Lector.Core.Reading;

namespace Lector.Azure.Tests.Functions;

/// <summary>A reader that goes away after some calls, and may come back.</summary>
internal sealed class MortalReader(int dieAfter) : IReader
{
    private int calls;
    private int read;

    public ReaderIdentity Identity { get; } = new("chat", "mortal", "1", ReaderPlace.PrivateNetwork, "http://10.0.0.4:8080");

    public TimeSpan Slow { get; init; }

    /// <summary>Passages judged.</summary>
    public int Read => read;

    public void Revive() => calls = int.MinValue / 2;

    async Task<IReadOnlyList<Verdict>> IReader.Read(string question, IReadOnlyList<PassageInContext> passages, CancellationToken cancel)
    {
        await Task.Delay(Slow, cancel);
        if (Interlocked.Increment(ref calls) > dieAfter)
            throw new ReaderUnavailableException("The reader went away.");
        Interlocked.Add(ref read, passages.Count);
        return [.. passages.Select(_ => new Verdict(.5f, 5, FullReading.CountsAgree, UnreadCause.None))];
    }
}
