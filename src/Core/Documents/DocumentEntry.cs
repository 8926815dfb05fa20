namespace Lector.Core.Documents;

/// <summary>A document as the store knows it: all but its text.</summary>
/// <param name="Path">As <see cref="FoundDocument.Path"/>.</param>
/// <param name="Parent">As <see cref="FoundDocument.Parent"/>.</param>
/// <param name="File">Path of the input file that it was found in.</param>
/// <param name="Sha256">SHA-256 of its bytes, lower-case hex.</param>
/// <param name="Size">Bytes.</param>
/// <param name="State">What came of extraction.</param>
public sealed record DocumentEntry(string Path, string? Parent, string File, string Sha256, long Size, DocumentState State)
{
    /// <summary>Why there is no text; null when there is.</summary>
    public string? Reason { get; init; }

    /// <summary>Mail headers or document properties.</summary>
    public DocumentFields Fields { get; init; } = DocumentFields.None;

    /// <summary>Pages, sheets, slides, bodies.</summary>
    public IReadOnlyList<TextPart> Parts { get; init; } = [];

    /// <summary>The character set it was decoded with.</summary>
    public string? Charset { get; init; }

    /// <summary>What a person should know of the extraction.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>First byte of its text in the shard's text file.</summary>
    public long TextOffset { get; init; }

    /// <summary>Bytes of its text in UTF-8.</summary>
    public int TextBytes { get; init; }

    /// <summary>SHA-256 of these bytes, lower-case hex; null without text.</summary>
    public string? TextSha256 { get; init; }

    /// <summary>Where each passage ends, in UTF-16 units; each begins where the one before ends, the first at 0.</summary>
    public IReadOnlyList<int> PassageEnds { get; init; } = [];

    /// <summary>The stored form of the text's <see cref="Selecting.Sketch"/>; empty without text.</summary>
    public byte[] Sketch { get; init; } = [];

    /// <summary>The passages, in text order; they cover the text end to end.</summary>
    public Passage PassageAt(int index) => new(index == 0 ? 0 : PassageEnds[index - 1], PassageEnds[index]);
}

/// <summary>What came of extracting a document.</summary>
public enum DocumentState
{
    /// <summary>It has text.</summary>
    Readable,

    /// <summary>It has none, and another attempt would not help.</summary>
    Unreadable,

    /// <summary>Extraction broke off.</summary>
    Failed,
}
