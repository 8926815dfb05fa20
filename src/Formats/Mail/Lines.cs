namespace Lector.Formats.Mail;

/// <summary>Line ends and blank text.</summary>
internal static class Lines
{
    /// <summary>The text with <c>\n</c> as the only line end, and without NUL, which no stored text and no page can show.</summary>
    public static string Normalize(string text)
    {
        if (text.AsSpan().IndexOfAny('\r', '\0') < 0)
            return text;
        return text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\0", "", StringComparison.Ordinal);
    }

    /// <summary>Without blank lines before the first and white space after the last character.</summary>
    public static string Trim(string text)
    {
        var end = text.AsSpan().TrimEnd().Length;
        var start = 0;
        for (var i = 0; i < end && char.IsWhiteSpace(text[i]); i++)
        {
            if (text[i] == '\n')
                start = i + 1;
        }

        return text[start..Math.Max(start, end)];
    }

    /// <summary>The text on one line: runs of white space and control characters become a space.</summary>
    public static string OnOne(string text)
    {
        var one = new System.Text.StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c) && !char.IsControl(c))
                one.Append(c);
            else if (one.Length > 0 && one[^1] != ' ')
                one.Append(' ');
        }

        if (one.Length > 0 && one[^1] == ' ')
            one.Length--;
        return one.ToString();
    }
}
