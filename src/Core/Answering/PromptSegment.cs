namespace Lector.Core.Answering;

/// <summary>A stretch of the user message and what it discloses.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text, before any JSON escaping; no lone surrogates.</param>
/// <param name="Document">The document that it names or comes from.</param>
/// <param name="Span">The span that <paramref name="Text"/> is, for document text.</param>
internal readonly record struct PromptSegment(DisclosedKind Kind, string Text, string? Document = null, VerifiedSpan? Span = null)
{
    /// <summary>What a stretch of bytes discloses that this segment was written to.</summary>
    public DisclosedPart At(int offset, int length) => new(Kind, offset, length, Document, Span?.Start, Span?.End, Span?.Sha256);
}
