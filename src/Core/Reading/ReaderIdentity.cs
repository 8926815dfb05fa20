namespace Lector.Core.Reading;

/// <summary>Who reads: enough to tell two readers' verdicts apart, and to tell a person where every passage went.</summary>
/// <param name="Kind">Engine: <c>encoder</c>, <c>systemone</c>, <c>sglang</c>, <c>openai</c>, <c>chat</c>, <c>rerank</c>, <c>embedding</c>.</param>
/// <param name="Model">The model's name as its file or server states it.</param>
/// <param name="Version">Everything else that changes scores: file hash, quantisation, server product and version, prompt version.</param>
/// <param name="Place">Where the passages go.</param>
/// <param name="Address">The endpoint without credentials, or null in process.</param>
public sealed record ReaderIdentity(string Kind, string Model, string Version, ReaderPlace Place, string? Address)
{
    /// <summary>The model's licence, where known.</summary>
    public string? Licence { get; init; }
}

/// <summary>Where a reader runs, as far as its address tells: Lector cannot see whether a server forwards.</summary>
public enum ReaderPlace
{
    /// <summary>In Lector's own process.</summary>
    InProcess,

    /// <summary>On this machine: a loopback address or a Unix socket.</summary>
    Loopback,

    /// <summary>A private network address (RFC 1918, RFC 4193, link-local).</summary>
    PrivateNetwork,

    /// <summary>The user's own cloud tenant, asserted by configuration.</summary>
    OwnTenant,

    /// <summary>Anyone else, and every product known to forward.</summary>
    ThirdParty,
}
