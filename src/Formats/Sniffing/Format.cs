namespace Lector.Formats.Sniffing;

/// <summary>The formats that Lector reads, by content.</summary>
internal enum Format
{
    /// <summary>None of them; see <see cref="Sniffed.Refusal"/>.</summary>
    Refused,

    /// <summary>Characters as they stand.</summary>
    Text,

    /// <summary>A web page.</summary>
    Html,

    /// <summary>One mail (RFC 5322).</summary>
    Mail,

    /// <summary>A mailbox of many mails (RFC 4155).</summary>
    Mbox,

    /// <summary>An Outlook item (<c>.msg</c>, <c>.oft</c>; MS-OXMSG).</summary>
    Outlook,

    /// <summary>A Word document (ECMA-376, WordprocessingML).</summary>
    Word,

    /// <summary>An Excel workbook (ECMA-376, SpreadsheetML).</summary>
    Workbook,

    /// <summary>A PowerPoint presentation (ECMA-376, PresentationML).</summary>
    Presentation,

    /// <summary>A PDF (ISO 32000).</summary>
    Pdf,

    /// <summary>An archive of files.</summary>
    Zip,
}

/// <summary>What a file's bytes say it is.</summary>
/// <param name="Format">The format.</param>
/// <param name="Refusal">Why it is not read, where it is <see cref="Format.Refused"/>.</param>
internal readonly record struct Sniffed(Format Format, string? Refusal = null)
{
    /// <summary>A file that is not read.</summary>
    /// <param name="reason">Why, and what can be done.</param>
    public static Sniffed Refuse(string reason) => new(Format.Refused, reason);
}
