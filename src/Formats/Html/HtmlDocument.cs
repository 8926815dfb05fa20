using System.Text;
using System.Text.RegularExpressions;
using Lector.Core.Documents;
using Lector.Formats.Text;

namespace Lector.Formats.Html;

/// <summary>Reads an HTML file.</summary>
internal static partial class HtmlDocument
{
    /// <summary>The page's text, or why there is none.</summary>
    public static Extraction Read(ReadOnlySpan<byte> bytes, CancellationToken cancel)
    {
        var decoded = TextDecoding.Decode(bytes, StatedCharset(bytes));
        var page = HtmlText.ReadPage(decoded.Text, cancel);
        if (page.Text.Length == 0)
            return new Extraction.Unreadable(page.HiddenCharacters > 0 ? "all text of this page is hidden" : "this page shows no text");
        return new Extraction.Readable(new DocumentText(page.Text)
        {
            Charset = decoded.Charset,
            Fields = new DocumentFields { Subject = page.Title },
            Notes = [.. Notes(decoded, page)],
        });
    }

    private static IEnumerable<string> Notes(DecodedText decoded, HtmlPage page)
    {
        if (decoded.Note is { } note)
            yield return note;
        if (page.HiddenCharacters > 0)
            yield return $"{page.HiddenCharacters} characters that the page hides (display:none) were left out";
    }

    // WHATWG HTML, 13.2.3.2: the declaration stands in the first 1,024 bytes.
    private static string? StatedCharset(ReadOnlySpan<byte> bytes)
    {
        var head = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 1024)]);
        var match = MetaCharset().Match(head);
        return match.Success ? match.Groups[1].Value : null;
    }

    [GeneratedRegex("""(?:<meta[^>]{0,300}?charset|<\?xml[^>]{0,200}?encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex MetaCharset();
}
