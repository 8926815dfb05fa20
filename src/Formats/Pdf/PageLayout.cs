using System.Text;

namespace Lector.Formats.Pdf;

/// <summary>Makes the laid-out text of a page, where columns are kept apart by spaces, into lines for reading.</summary>
internal static class PageLayout
{
    private const int Gap = 3;
    private const int ProseUnits = 22;
    private const int LeastLines = 8;

    /// <summary>Whether the page is set in columns of running text, whose lines are not to be read across.</summary>
    /// <remarks>So it is when two lines in five consist of two or more long stretches of words side by side. The cells of a table are short, and a clause's number is.</remarks>
    /// <param name="page">As <c>pdftotext -layout</c> writes it.</param>
    public static bool HasColumns(string page)
    {
        int lines = 0, across = 0;
        foreach (var line in page.AsSpan().EnumerateLines())
        {
            var text = line.Trim();
            if (text.IsEmpty)
                continue;
            lines++;
            across += IsAcross(text) ? 1 : 0;
        }
        return across >= LeastLines && across * 5 >= lines * 2;
    }

    /// <summary>The page without its indents, each wide gap as a tab and each run of spaces as one; at most one blank line in a row.</summary>
    /// <param name="page">As <c>pdftotext -layout</c> writes it.</param>
    public static string Compact(string page)
    {
        var text = new StringBuilder(page.Length);
        foreach (var line in page.AsSpan().EnumerateLines())
        {
            var trimmed = line.Trim();
            if (!trimmed.IsEmpty)
                AppendLine(text, trimmed);
            else if (text.Length > 1 && text[^2] != '\n')
                text.Append('\n');
        }
        return text.ToString();
    }

    private static void AppendLine(StringBuilder text, ReadOnlySpan<char> line)
    {
        while (!line.IsEmpty)
        {
            var spaces = line.IndexOf("  ");
            var words = spaces < 0 ? line : line[..spaces];
            text.Append(words);
            if (spaces < 0)
                break;
            line = line[spaces..];
            var length = line.IndexOfAnyExcept(' ');
            text.Append(length >= Gap ? '\t' : ' ');
            line = line[length..];
        }
        text.Append('\n');
    }

    private static bool IsAcross(ReadOnlySpan<char> line)
    {
        var stretches = 0;
        while (!line.IsEmpty)
        {
            var gap = line.IndexOf("   ");
            var words = gap < 0 ? line : line[..gap];
            if (words.Length < ProseUnits || words.Count(' ') < 2)
                return false;
            stretches++;
            line = gap < 0 ? [] : line[gap..].TrimStart();
        }
        return stretches >= 2;
    }
}
