using Lector.Core.Asking;
using Lector.Core.Storage;

namespace Lector.Local.Serving;

/// <summary>An ask as a person gave it: kept from the moment that it was taken, so that a kill loses none that waits.</summary>
/// <param name="Ask">The ask.</param>
/// <param name="Requested">When it was taken.</param>
internal sealed record StoredAsk(Ask Ask, DateTimeOffset Requested)
{
    /// <summary>Why no run came of it, in words; null when one did or may still.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether a person stopped it before a run began.</summary>
    public bool Stopped { get; init; }

    /// <summary>Name of its blob.</summary>
    public static string Name(string matter, string ask) => $"{matter}/asks/{ask}/ask.json";

    /// <summary>Writes it.</summary>
    public Task Write(IStore store, CancellationToken cancel) => store.WriteJson(Name(Ask.Matter, Ask.Id), this, WriteMode.Replace, cancel);
}
