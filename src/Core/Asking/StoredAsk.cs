using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>An ask as a person gave it: kept from the moment that it was taken, so that nothing that ends a process loses one that waits.</summary>
/// <param name="Ask">The ask.</param>
/// <param name="Requested">When it was taken.</param>
public sealed record StoredAsk(Ask Ask, DateTimeOffset Requested)
{
    /// <summary>Key of the snapshot of its latest run, where the host keeps it here; null while it waits for its turn.</summary>
    public string? Run { get; init; }

    /// <summary>Name of the uploaded file that asks it; null where a person asked by other means. A file asks one question at a time.</summary>
    public string? File { get; init; }

    /// <summary>Why no run came of it, in words; null when one did or may still.</summary>
    public string? Fault { get; init; }

    /// <summary>Prefix of a matter's asks: apart from their runs, so that listing them does not list those.</summary>
    /// <param name="matter">The matter's slug.</param>
    public static string Prefix(string matter) => $"{matter}/asked/";

    /// <summary>Name of its blob.</summary>
    public static string Name(string matter, string ask) => $"{Prefix(matter)}{ask}.json";

    /// <summary>Writes it.</summary>
    public Task Write(IStore store, CancellationToken cancel) => store.WriteJson(Name(Ask.Matter, Ask.Id), this, WriteMode.Replace, cancel);

    /// <summary>Takes a person's word to stop it, whether or not a run has begun; asked anew, it is another request.</summary>
    public Task Stop(IStore store, CancellationToken cancel) => store.WriteBytes(Word, default, WriteMode.Replace, cancel);

    /// <summary>Whether a person stopped it.</summary>
    public Task<bool> IsStopped(IStore store, CancellationToken cancel) => store.Exists(Word, cancel);

    // A blob of its own: of two that write one record at the same time, one loses what the other wrote.
    private string Word => $"{Ask.Matter}/stopped/{Ask.Id}.{Requested.UtcTicks}";
}
