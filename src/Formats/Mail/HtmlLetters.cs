namespace Lector.Formats.Mail;

/// <summary>Measures how much a text says, to choose between the versions of a mail without building a page.</summary>
internal static class HtmlLetters
{
    /// <summary>Letters and digits in a plain text.</summary>
    public static int OfText(ReadOnlySpan<char> text)
    {
        var letters = 0;
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
                letters++;
        }

        return letters;
    }

    /// <summary>Letters and digits that a page shows, roughly: without tags, comments, styles and scripts; an entity counts as one.</summary>
    public static int OfHtml(ReadOnlySpan<char> html)
    {
        var letters = 0;
        ForEachContent(html, content => letters += OfContent(content));
        return letters;
    }

    /// <summary>Visits the stretches between the tags of a page, entities as they stand.</summary>
    public static void ForEachContent(ReadOnlySpan<char> html, Visitor visit)
    {
        while (!html.IsEmpty)
        {
            var open = html.IndexOf('<');
            visit(open < 0 ? html : html[..open]);
            if (open < 0)
                break;
            html = html[(open + 1)..];
            if (html.StartsWith("!--"))
                html = After(html, "-->");
            else if (html.StartsWith("style", StringComparison.OrdinalIgnoreCase))
                html = After(html, "</style");
            else if (html.StartsWith("script", StringComparison.OrdinalIgnoreCase))
                html = After(html, "</script");
            else if (html.StartsWith("title", StringComparison.OrdinalIgnoreCase))
                html = After(html, "</title");
            var close = html.IndexOf('>');
            html = close < 0 ? [] : html[(close + 1)..];
        }
    }

    /// <summary>Takes a stretch.</summary>
    internal delegate void Visitor(ReadOnlySpan<char> content);

    private static ReadOnlySpan<char> After(ReadOnlySpan<char> html, string end)
    {
        var at = html.IndexOf(end, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? [] : html[(at + end.Length - 1)..];
    }

    private static int OfContent(ReadOnlySpan<char> content)
    {
        var letters = 0;
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] == '&' && content[i..Math.Min(content.Length, i + 12)].IndexOf(';') is > 0 and var end)
                i += end;
            else if (char.IsLetterOrDigit(content[i]))
                letters++;
        }

        return letters;
    }
}
