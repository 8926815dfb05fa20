namespace Lector.Core.Documents;

/// <summary>The text of one document as it is read, quoted and highlighted: every offset in Lector counts UTF-16 units of <see cref="Text"/>.</summary>
/// <param name="Text">The whole text, lines separated by <c>\n</c>; never empty (an empty document is <see cref="Extraction.Unreadable"/>).</param>
public sealed record DocumentText(string Text)
{
    /// <summary>Mail headers or document properties, as far as the format holds them.</summary>
    public DocumentFields Fields { get; init; } = DocumentFields.None;

    /// <summary>Where pages, sheets, slides and mail bodies begin and end, in text order, not overlapping; empty for plain text.</summary>
    public IReadOnlyList<TextPart> Parts { get; init; } = [];

    /// <summary>The character set that the bytes were decoded with (IANA name), or null where the format fixes it.</summary>
    public string? Charset { get; init; }

    /// <summary>What a person should know of how the text was won, such as <c>unknown charset "x-foo", read as windows-1252</c>; never document text.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A named stretch of a document's text.</summary>
/// <param name="Kind">What the stretch is.</param>
/// <param name="Label">What a person calls it: the page number, the sheet's name.</param>
/// <param name="Start">First UTF-16 unit, inclusive.</param>
/// <param name="End">Last UTF-16 unit, exclusive.</param>
public sealed record TextPart(TextPartKind Kind, string Label, int Start, int End);

/// <summary>The kinds of <see cref="TextPart"/>.</summary>
public enum TextPartKind
{
    /// <summary>The body of a mail.</summary>
    Body,

    /// <summary>A page of a paged document.</summary>
    Page,

    /// <summary>A sheet of a workbook.</summary>
    Sheet,

    /// <summary>A slide of a presentation.</summary>
    Slide,
}
