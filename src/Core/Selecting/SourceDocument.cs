using Lector.Core.Documents;

namespace Lector.Core.Selecting;

/// <summary>A document as far as packing needs it.</summary>
/// <param name="Text">Its stored text.</param>
/// <param name="Fields">Sender, date, subject.</param>
/// <param name="Parts">Pages, sheets and slides.</param>
public sealed record SourceDocument(StoredText Text, DocumentFields Fields, IReadOnlyList<TextPart> Parts)
{
    /// <summary>What a person calls the place of a stretch: <c>page 3</c>, <c>pages 3-4</c>, <c>sheet Prices</c>; null in a document without pages, sheets or slides.</summary>
    /// <param name="place">A stretch of the text.</param>
    public string? PartOf(Passage place)
    {
        if (Part(place.Start) is not { Kind: not TextPartKind.Body } first)
            return null;
        var last = Part(place.End - 1) is { } end && end.Kind == first.Kind ? end : first;
        var kind = first.Kind.ToString().ToLowerInvariant();
        return last == first ? $"{kind} {first.Label}" : $"{kind}s {first.Label}-{last.Label}";
    }

    internal TextPart? Part(int at) => Parts.FirstOrDefault(part => part.Start <= at && at < part.End);
}
