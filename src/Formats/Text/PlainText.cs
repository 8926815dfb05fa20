using Lector.Core.Documents;

namespace Lector.Formats.Text;

/// <summary>Reads files that are text as they stand: notes, Markdown, CSV, JSON, XML, source.</summary>
internal static class PlainText
{
    /// <summary>The file's characters, untouched but for line ends and byte order mark; or why there are none.</summary>
    public static Extraction Read(ReadOnlySpan<byte> bytes)
    {
        var decoded = TextDecoding.Decode(bytes);
        return string.IsNullOrWhiteSpace(decoded.Text)
            ? new Extraction.Unreadable("it holds nothing but white space")
            : new Extraction.Readable(new DocumentText(decoded.Text) { Charset = decoded.Charset, Notes = decoded.Note is { } note ? [note] : [] });
    }
}
