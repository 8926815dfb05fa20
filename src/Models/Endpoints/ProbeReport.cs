using Lector.Core.Reading;

namespace Lector.Models.Endpoints;

/// <summary>What asking a reader's server found, before any of the user's passages was sent: names and numbers only, for the screen and for the record of a run. Null is not known.</summary>
public sealed record ProbeReport
{
    /// <summary>The address without credentials.</summary>
    public required string Address { get; init; }

    /// <summary>Where passages go, as far as Lector can see; null when the address leads nowhere.</summary>
    public ReaderPlace? Place { get; init; }

    /// <summary>The forwarding product that named itself.</summary>
    public string? Forwarder { get; init; }

    /// <summary>The server's product.</summary>
    public string? Product { get; init; }

    /// <summary>Its version or build.</summary>
    public string? ProductVersion { get; init; }

    /// <summary>What it is used as: <c>systemone</c>, <c>sglang</c>, <c>openai</c>, <c>chat</c>, <c>rerank</c>, <c>embedding</c>; null when nothing fits.</summary>
    public string? Kind { get; init; }

    /// <summary>The form of the request within the kind, such as <c>/completion with token ids</c>.</summary>
    public string? Form { get; init; }

    /// <summary>The model's name.</summary>
    public string? Model { get; init; }

    /// <summary>Who published it.</summary>
    public string? Publisher { get; init; }

    /// <summary>How its numbers are stored.</summary>
    public string? Quantisation { get; init; }

    /// <summary>Its licence.</summary>
    public string? Licence { get; init; }

    /// <summary>SHA-256 of its file, or the server's digest of it.</summary>
    public string? FileHash { get; init; }

    /// <summary>Tokens that one request may have.</summary>
    public int? Context { get; init; }

    /// <summary>Requests that the server works on at once.</summary>
    public int? Slots { get; init; }

    /// <summary>Whether the server counts tokens for Lector (<c>/tokenize</c>).</summary>
    public bool CountsTokens { get; init; }

    /// <summary>How log-probabilities come, and how many at most; null where they are not needed or missing.</summary>
    public string? LogProbabilities { get; init; }

    /// <summary>Whether yes and no are told exactly, whatever else the model was about to write.</summary>
    public bool? ExactYesNo { get; init; }

    /// <summary>Lowest P(yes) + P(no) seen on the golden pairs.</summary>
    public double? LeastMass { get; init; }

    /// <summary>Tokens of a second prompt that were there from the first, of those that both begin with.</summary>
    public int? CachedTokens { get; init; }

    /// <summary>Tokens that both prompts begin with.</summary>
    public int? SharedTokens { get; init; }

    /// <summary>Whether a passage's score is the same beside other passages.</summary>
    public bool? BatchIndependent { get; init; }

    /// <summary>Tokens read a second, over the golden pairs; by the server's clock where it tells.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>What came of the golden pairs; null when they could not be asked.</summary>
    public GoldenResult? Golden { get; init; }

    /// <summary>Longest passage whose last sentence was seen to decide, in UTF-16 units; 0 when none was, null when it was not asked.</summary>
    public int? CanaryLength { get; init; }

    /// <summary>Whether the server was seen to refuse what is too long; null when it was not asked, because Lector itself holds back what does not fit, or cannot know what does.</summary>
    public bool? RefusesTooLong { get; init; }

    /// <summary>What shows that a passage is read whole.</summary>
    public FullReading Grade { get; init; }

    /// <summary>What a person should know, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Why this server cannot be used, as a sentence; null when it can.</summary>
    public string? Refusal { get; init; }
}
