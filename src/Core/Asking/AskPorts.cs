using System.Text.Json;
using Lector.Core.Answering;
using Lector.Core.Asking.Queueing;
using Lector.Core.Documents;
using Lector.Core.Ledgers.Costs;
using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>What a host gives the steps of an ask.</summary>
/// <param name="Store">Where everything that Lector writes is kept.</param>
/// <param name="Documents">The files of a matter, by its slug.</param>
/// <param name="Extractor">Bytes to text.</param>
/// <param name="Time">The clock.</param>
public sealed record AskPorts(IStore Store, Func<string, IDocumentSource> Documents, IExtractor Extractor, TimeProvider Time)
{
    /// <summary>A local model that judges passages, or null.</summary>
    public IReader? Reader { get; init; }

    /// <summary>A local model that embeds passages, or null.</summary>
    public IEmbedder? Embedder { get; init; }

    /// <summary>Where passages are posted for readers that dial in from elsewhere, or null where the host reads itself; then there is neither <see cref="Reader"/> nor <see cref="Embedder"/>.</summary>
    public IWorkQueue? Queue { get; init; }

    /// <summary>How long an orchestration waits at least for a reader's signal before it looks at the store by itself: for the rare case that the signal is lost, and each look costs rows of history.</summary>
    public TimeSpan LeastWait { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What the checks of the model's server found, for the record; null in process.</summary>
    public JsonElement? ReaderReport { get; init; }

    /// <summary>The frontier model of an ask's choice, or null where the host has no key for it.</summary>
    public Func<FrontierChoice, IFrontier?> Frontier { get; init; } = _ => null;

    /// <summary>Where several machines read: how long files that one of them began to read are left to it without a sign of life. Null on one machine, where a matter's runs read in turn.</summary>
    public TimeSpan? ClaimTime { get; init; }

    /// <summary>Where a provider keeps the documents; null where they lie on the machine that runs Lector.</summary>
    public StoragePlace? StoredIn { get; init; }

    /// <summary>What a person who has no model reading is told, after "not by a language model".</summary>
    public string HowToGetAModel { get; init; } = ReadBy.HowToGetOne;

    /// <summary>What models cost.</summary>
    public PriceTable Prices { get; init; } = PriceTable.Default;

    /// <summary>Told for which run the model reads in the current asynchronous flow: a reader outside the house is written into that run's ledger.</summary>
    public Action<RunRef>? Reading { get; init; }

    /// <summary>Most bytes of term counts that scoring holds in memory between its scans of them, 1.4 KB for a mail of 1.5 KB; default 0, for a disk of one's own that remembers by itself. A store behind a network sends them six times over else.</summary>
    public long HeldBytes { get; init; }

    /// <summary>The wait for a reader of this process that is away, or null while it answers; null also where none can be away.</summary>
    public Func<ReaderPause?>? Pause { get; init; }

    /// <summary>Told of each file that was read, as it happens.</summary>
    public IProgress<ReadingProgress>? Progress { get; init; }
}

/// <summary>How far reading is, for a progress bar.</summary>
/// <param name="Files">Files read since the last report.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Judged">Passages that the model begins to read.</param>
/// <param name="ToJudge">Passages that the model reads in this run, where it reads; else 0.</param>
public readonly record struct ReadingProgress(int Files, long Bytes, int Judged = 0, int ToJudge = 0);
