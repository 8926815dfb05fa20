using System.Text.Json;
using Lector.Core.Asking;
using Lector.Core.Reading;
using Lector.Core.Storage;
using Lector.Models.Endpoints;

namespace Lector.Local.Running;

/// <summary>The opened reader of a run.</summary>
/// <param name="Kind"><c>lexical</c> or <c>bm25</c>, or the key of a model that reads beside the lexical score.</param>
internal sealed record Readers(string Kind) : IAsyncDisposable
{
    private OpenedReader? opened;
    private ReaderLedger? ledger;

    /// <summary>A model that judges passages, or null.</summary>
    public IReader? Reader { get; private init; }

    /// <summary>A model that embeds passages, or null.</summary>
    public IEmbedder? Embedder { get; private init; }

    /// <summary>The wait for a server while it is away; null while it answers, and where none is asked.</summary>
    public ReaderPause? Pause => opened?.Pause;

    /// <summary>What the checks of a model found, or null.</summary>
    public JsonElement? Report { get; private init; }

    /// <summary>The readers of a model in this process that judges passages.</summary>
    public static Readers Of(IReader reader) => new(Verdicts.Key(reader.Identity)) { Reader = reader };

    /// <summary>The readers of an encoder in process.</summary>
    /// <exception cref="ReaderUnavailableException">It failed its examination.</exception>
    public static Readers Of(ExaminedEncoder examined) => examined.Report.Refusal is { } why ? throw new ReaderUnavailableException(why) : new(Verdicts.Key(examined.Encoder.Identity))
    {
        Embedder = examined.Encoder,
        Report = JsonSerializer.SerializeToElement(examined.Report, Json.Options),
    };

    /// <summary>Told for which run the current asynchronous flow reads; null where nothing leaves the process.</summary>
    public Action<RunRef>? Reading => ledger is null ? null : ledger.Reading;

    /// <summary>What goes to the model outside is written into a ledger of this name in the store, where Lector reads for no run.</summary>
    public void ReadFor(string path, string name) => ledger?.Reading(path, name);

    /// <summary>The readers of a server.</summary>
    public static Readers Of(OpenedReader opened, ReaderLedger ledger) => new(Verdicts.Key(opened.Identity))
    {
        opened = opened,
        ledger = ledger,
        Reader = opened.Reader,
        Embedder = opened.Embedder,
        Report = JsonSerializer.SerializeToElement(opened.Report, Json.Options),
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        ledger?.Dispose();
        if (opened is not null)
            await opened.DisposeAsync();
    }
}
