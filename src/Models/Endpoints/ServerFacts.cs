using System.Globalization;
using System.Text.Json;

namespace Lector.Models.Endpoints;

/// <summary>What a server says of itself.</summary>
internal sealed record ServerFacts
{
    public string? Product { get; init; }
    public string? Version { get; init; }
    public string? Model { get; init; }
    public string? Publisher { get; init; }
    public string? Quantisation { get; init; }
    public string? Licence { get; init; }
    public string? FileHash { get; init; }
    public string? ModelPath { get; init; }

    /// <summary>What changes when the model's file is replaced, where it lies on this machine.</summary>
    public string? FileStamp { get; init; }

    /// <summary>How the server lists the model: its id, owner, and what its list tells of its size; no times and windows, which a restart changes.</summary>
    public string? Listing { get; init; }

    public int? Context { get; init; }
    public int? Slots { get; init; }

    /// <summary>Whether the model's only output is decisions.</summary>
    public bool IsDecision { get; init; }

    /// <summary>A kind that the server states, or null.</summary>
    public ReaderDialect? Stated { get; init; }

    /// <summary>Whether the server is a router without a model of its own.</summary>
    public bool IsRouter { get; init; }

    /// <summary>The host that an Ollama model is forwarded to, or null.</summary>
    public string? RemoteHost { get; init; }

    /// <summary>The answer of <c>/v1/models</c>, for its status.</summary>
    public Reply? Models { get; init; }

    /// <summary>Whether a later look at the server may have found the same model and version; what one of both does not tell is passed over.</summary>
    public bool MayBe(ServerFacts later) => new (string? Then, string? Now)[]
    {
        (Product, later.Product), (Version, later.Version), (Model, later.Model), (Quantisation, later.Quantisation), (FileHash, later.FileHash),
        (ModelPath, later.ModelPath), (FileStamp, later.FileStamp), (Listing, later.Listing),
    }.All(fact => fact.Then is null || fact.Now is null || fact.Then == fact.Now);

    /// <summary>A model's name without what stands before it: the folders of a path, on any system, or who published it.</summary>
    internal static string LastPart(string model) => model[(model.LastIndexOfAny(['/', '\\']) + 1)..];

    /// <summary>A member of a JSON object as text that may be shown.</summary>
    internal static string? Text(JsonElement holder, string name) => ReplyMembers.Text(holder, name) is { } text && Shown(text) is { Length: > 0 } shown ? shown : null;

    /// <summary>A server's word as it may stand on a screen and in a record: one line, without characters that steer a terminal or turn the order of letters, at most 300 UTF-16 units.</summary>
    internal static string Shown(string text) => string.Concat(text.Where(c => char.GetUnicodeCategory(c)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)).Take(300));
}
