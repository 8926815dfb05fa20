namespace Lector.Formats;

/// <summary>What extraction may cost at most. A file that asks for more is unreadable, with the limit in its reason.</summary>
public sealed class ExtractionLimits
{
    /// <summary>Most bytes of one document, and of what a document (an Office file) unpacks to; default 200 MB. An mbox or archive as such may be larger: it is walked, not loaded.</summary>
    public long MaxFileBytes { get; init; } = 200_000_000;

    /// <summary>How many containers (mail, mbox, archive) deep a document may lie; default 8.</summary>
    public int MaxDepth { get; init; } = 8;

    /// <summary>Most entries of all archives and attachments in one input file; default 100,000.</summary>
    public int MaxEntries { get; init; } = 100_000;

    /// <summary>Most bytes that all archives in one input file may unpack to; default 4 GB.</summary>
    public long MaxUnpackedBytes { get; init; } = 4_000_000_000;

    /// <summary>Most bytes that an archive may unpack to for each of its own; default 250. Below 50 MB unpacked it is not asked.</summary>
    public int MaxRatio { get; init; } = 250;

    /// <summary>Longest time for the text of one PDF; default 60 s.</summary>
    public TimeSpan PdfTimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Most memory for the text of one PDF, in bytes; default 1 GB.</summary>
    public long PdfMemoryBytes { get; init; } = 1_000_000_000;

    /// <summary>The <c>pdftotext</c> program (poppler): a path, or a name that is looked up on PATH; default <c>pdftotext</c>.</summary>
    public string PdfToText { get; init; } = "pdftotext";

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One of them is not positive.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxFileBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxFileBytes, Array.MaxLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxDepth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxEntries);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxUnpackedBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxRatio);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(PdfTimeLimit, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PdfMemoryBytes);
        ArgumentException.ThrowIfNullOrWhiteSpace(PdfToText);
    }
}
