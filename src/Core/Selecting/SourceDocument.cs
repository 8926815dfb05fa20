using Lector.Core.Documents;

namespace Lector.Core.Selecting;

/// <summary>A document as far as packing needs it.</summary>
/// <param name="Text">Its stored text.</param>
/// <param name="Fields">Sender, date, subject.</param>
/// <param name="Parts">Pages, sheets and slides.</param>
public sealed record SourceDocument(StoredText Text, DocumentFields Fields, IReadOnlyList<TextPart> Parts)
{
    /// <summary>What a person calls the place: <c>page 3</c>, <c>sheet Prices</c>; null in a document without pages, sheets or slides.</summary>
    /// <param name="at">A UTF-16 unit of the text.</param>
    public string? PartAt(int at) => Part(at) switch
    {
        { Kind: TextPartKind.Page, Label: var label } => $"page {label}",
        { Kind: TextPartKind.Sheet, Label: var label } => $"sheet {label}",
        { Kind: TextPartKind.Slide, Label: var label } => $"slide {label}",
        _ => null,
    };

    internal TextPart? Part(int at) => Parts.FirstOrDefault(part => part.Start <= at && at < part.End);
}
