namespace Lector.Core.Answering;

/// <summary>What came of checking a quotation.</summary>
public abstract record CitationResult
{
    private CitationResult() { }

    /// <summary>The words are there.</summary>
    /// <param name="Quotation">Where, with the source's own text.</param>
    public sealed record Verified(CheckedQuotation Quotation) : CitationResult;

    /// <summary>The quotation is not shown.</summary>
    /// <param name="Fault">Why.</param>
    public sealed record Withheld(CitationFault Fault) : CitationResult;
}

/// <summary>A quotation whose words stand in the evidence that was sent.</summary>
/// <param name="Evidence">The evidence's number.</param>
/// <param name="Document">The document's path.</param>
/// <param name="DocumentSha256">SHA-256 of the document's original bytes, lower-case hex.</param>
/// <param name="Start">First UTF-16 unit in the document's text, inclusive: where to highlight.</param>
/// <param name="End">Last UTF-16 unit, exclusive.</param>
/// <param name="Text">The document's own text there, not the model's spelling of it.</param>
public sealed record CheckedQuotation(int Evidence, string Document, string DocumentSha256, int Start, int End, string Text);

/// <summary>Why a quotation was withheld.</summary>
public enum CitationFault
{
    /// <summary>It has fewer than four words.</summary>
    TooShort,

    /// <summary>It cites a number under which nothing was sent.</summary>
    NoSuchEvidence,

    /// <summary>The words stand in other evidence than the one that it cites.</summary>
    InOtherEvidence,

    /// <summary>Something was left out of it.</summary>
    Shortened,

    /// <summary>The words do not stand in any evidence that was sent.</summary>
    NotThere,
}
