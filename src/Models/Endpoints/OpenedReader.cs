using Lector.Core.Reading;

namespace Lector.Models.Endpoints;

/// <summary>A reader that passed its checks. Disposing it closes its connections and ends the server that Lector started for it.</summary>
public sealed class OpenedReader : IAsyncDisposable
{
    private readonly Func<ReaderPause?> pause;
    private readonly Func<ValueTask> close;

    internal OpenedReader(IReader? reader, IEmbedder? embedder, ProbeReport report, Func<ReaderPause?> pause, Func<ValueTask> close) =>
        (Reader, Embedder, Report, this.pause, this.close) = (reader, embedder, report, pause, close);

    /// <summary>Judges passages; null when <see cref="Embedder"/> is there.</summary>
    public IReader? Reader { get; }

    /// <summary>Embeds passages; null when <see cref="Reader"/> is there.</summary>
    public IEmbedder? Embedder { get; }

    /// <summary>What the checks found.</summary>
    public ProbeReport Report { get; }

    /// <summary>The wait for the server while it is away; null while it answers.</summary>
    public ReaderPause? Pause => pause();

    /// <summary>Who reads.</summary>
    public ReaderIdentity Identity => Reader?.Identity ?? Embedder!.Identity;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => close();
}
