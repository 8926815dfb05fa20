using System.Security.Cryptography;

namespace Lector.Core.Answering;

/// <summary>The one request that leaves: the exact bytes, and what each of them is.</summary>
public sealed class FrontierRequest
{
    internal FrontierRequest(ReadOnlyMemory<byte> body, IReadOnlyList<DisclosedPart> parts, string model, IReadOnlyList<PromptSegment> segments)
    {
        (Body, Parts, Model, Segments) = (body, parts, model, segments);
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(body.Span));
    }

    /// <summary>The request body, UTF-8 JSON, sent as it stands here.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>What the bytes of <see cref="Body"/> are, in order, without gap or overlap: their lengths sum to its length.</summary>
    public IReadOnlyList<DisclosedPart> Parts { get; }

    /// <summary>The model that the body names.</summary>
    public string Model { get; }

    /// <summary>SHA-256 of <see cref="Body"/>, lower-case hex.</summary>
    public string Sha256 { get; }

    /// <summary>The user message, before it was written as JSON.</summary>
    internal IReadOnlyList<PromptSegment> Segments { get; }
}

/// <summary>A stretch of a request body and what it discloses.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Offset">First byte in the body.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Document">Path of the document that it comes from or names, where it does.</param>
/// <param name="Start">For <see cref="DisclosedKind.DocumentText"/>: first UTF-16 unit in that document's text, inclusive.</param>
/// <param name="End">For <see cref="DisclosedKind.DocumentText"/>: last UTF-16 unit, exclusive.</param>
/// <param name="TextSha256">For <see cref="DisclosedKind.DocumentText"/>: SHA-256 of the span's text in UTF-8 (before JSON escaping), lower-case hex.</param>
public sealed record DisclosedPart(DisclosedKind Kind, int Offset, int Length, string? Document = null, int? Start = null, int? End = null, string? TextSha256 = null);

/// <summary>What bytes of a request disclose.</summary>
public enum DisclosedKind
{
    /// <summary>Lector's own words: instructions, schema, JSON punctuation.</summary>
    Instructions,

    /// <summary>The person's question.</summary>
    Question,

    /// <summary>Names and dates beside the evidence: file name, sender, recipients, subject, date, page.</summary>
    Names,

    /// <summary>Text of a document.</summary>
    DocumentText,
}
