using Lector.Core.Documents;
using Lector.Formats.Text;

namespace Lector.Formats.Pdf;

/// <summary>Makes a document of a PDF's pages.</summary>
internal static class PdfDocument
{
    /// <summary>The text with its page map, or why there is none.</summary>
    public static Extraction Read(IPdfText engine, ReadOnlyMemory<byte> bytes, CancellationToken cancel) => engine.Read(bytes, cancel) switch
    {
        PdfReading.Pages pages => Join(pages.Text, pages.Note),
        PdfReading.Encrypted => new Extraction.Unreadable("encrypted: it needs a password; open it with the password, save it without one and add that"),
        PdfReading.Broken broken => new Extraction.Unreadable(broken.Reason),
        PdfReading.Unavailable unavailable => new Extraction.Unreadable(unavailable.Reason),
        PdfReading.Failed failed => new Extraction.Failed(failed.Reason),
        _ => throw new InvalidOperationException("An unknown reading."),
    };

    private static Extraction Join(IReadOnlyList<string> pages, string? note)
    {
        var text = new PartedText(TextPartKind.Page);
        var blank = new List<int>();
        for (var i = 0; i < pages.Count; i++)
        {
            var page = Trim(TextDecoding.Lines(pages[i]));
            if (page.IsEmpty)
                blank.Add(i + 1);
            text.Add(Numerals.Decimal(i + 1), page);
        }
        if (text.Length == 0)
            return new Extraction.Unreadable("it has no text layer: it is probably a scan; run OCR on it and add the result");
        return new Extraction.Readable(text.ToDocument() with { Notes = [.. new[] { note, Note(blank) }.OfType<string>()] });
    }

    private static string? Note(List<int> blank) => blank.Count == 0 ? null
        : $"no text layer on page{(blank.Count == 1 ? "" : "s")} {string.Join(", ", blank.Take(20))}{(blank.Count > 20 ? ", …" : "")}: blank or a scan";

    // Blank lines around a page go, the indent of its first line stays.
    private static ReadOnlySpan<char> Trim(string page)
    {
        var text = page.AsSpan().TrimEnd();
        var first = text.Length - text.TrimStart().Length;
        return text[(text[..first].LastIndexOf('\n') + 1)..];
    }
}
