namespace Lector.Formats.Pdf;

/// <summary>Takes the text out of a PDF.</summary>
/// <remarks>The seam between Lector and the engine that knows PDF: a program on this machine, or a library where one can be had.</remarks>
public interface IPdfText
{
    /// <summary>The engine and its version, or that there is none: texts of another engine are extracted anew.</summary>
    string Version { get; }

    /// <summary>Reads a PDF.</summary>
    /// <param name="pdf">The whole file.</param>
    /// <param name="cancel">Stops within a second, and ends every process that was started.</param>
    /// <returns>The pages, or why there are none; hostile content is a value too.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was signalled.</exception>
    PdfReading Read(ReadOnlyMemory<byte> pdf, CancellationToken cancel);
}

/// <summary>What came of reading a PDF.</summary>
public abstract record PdfReading
{
    private PdfReading() { }

    /// <summary>Its pages.</summary>
    /// <param name="Text">One text a page, in page order; empty for a page without a text layer.</param>
    /// <param name="Note">What a person should know of how they were read, or null.</param>
    public sealed record Pages(IReadOnlyList<string> Text, string? Note = null) : PdfReading;

    /// <summary>It cannot be opened without a password.</summary>
    public sealed record Encrypted : PdfReading;

    /// <summary>It is damaged, or asks for more than its limits.</summary>
    /// <param name="Reason">What is wrong, in words that end a sentence beginning with "unreadable:".</param>
    public sealed record Broken(string Reason) : PdfReading;

    /// <summary>There is no engine.</summary>
    /// <param name="Reason">What is missing and how to get it, in words that end a sentence beginning with "unreadable:".</param>
    public sealed record Unavailable(string Reason) : PdfReading;

    /// <summary>It took too long, or the engine stopped for a reason that may pass.</summary>
    /// <param name="Reason">What happened, in words that end a sentence beginning with "failed:".</param>
    public sealed record Failed(string Reason) : PdfReading;
}
