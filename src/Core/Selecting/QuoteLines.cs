using System.Text.RegularExpressions;

namespace Lector.Core.Selecting;

/// <summary>What a mail program writes around the words that it quotes: marks before a line, lines above it.</summary>
internal static partial class QuoteLines
{
    /// <summary>Length of the quote marks that a line begins with (<c>&gt; &gt;&gt; </c>), white space included; 0 for a line that is not quoted.</summary>
    /// <param name="line">The line, from its beginning.</param>
    public static int Marks(ReadOnlySpan<char> line)
    {
        var length = 0;
        for (var i = 0; i < line.Length && line[i] is '>' or ' ' or '\t'; i++)
        {
            if (line[i] == '>')
                length = i + 1;
        }

        while (length > 0 && length < line.Length && line[length] is ' ' or '\t')
            length++;
        return length;
    }

    /// <summary>How many lines from here on only introduce a quotation: <c>On … wrote:</c>, also wrapped once, <c>----- Original Message -----</c>, a block of at least three header lines.</summary>
    /// <param name="text">The text from the beginning of a line on.</param>
    /// <returns>0 where the line says something itself.</returns>
    public static int Introducing(ReadOnlySpan<char> text)
    {
        var first = Line(text, out var rest);
        if (first.Length is 0 or > 220)
            return 0;
        // Most lines are neither: the cheap looks come before the patterns.
        var digits = first.ContainsAnyInRange('0', '9');
        if (first[0] is '-' or 'B' or 'b' && Divider().IsMatch(first) || (first[^1] == ':' && digits && Wrote().IsMatch(first)))
            return 1;
        if (digits && Opening().IsMatch(first) && Line(rest, out _) is [.., ':'] second && Wrote().IsMatch(second))
            return 2;
        var headers = 0;
        for (var line = first; headers < 12 && line.Length > 3 && line[..Math.Min(12, line.Length)].Contains(':') && Header().IsMatch(line); line = Line(rest, out rest))
            headers++;
        return headers >= 3 ? headers : 0;
    }

    private static ReadOnlySpan<char> Line(ReadOnlySpan<char> text, out ReadOnlySpan<char> rest)
    {
        var end = text.IndexOf('\n');
        var line = end < 0 ? text : text[..end];
        rest = end < 0 ? [] : text[(end + 1)..];
        return line.Length > 1000 ? line : line[Marks(line)..].Trim();
    }

    [GeneratedRegex(@"^(-{4,}[^-]{3,60}-{4,}|begin forwarded message:)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Divider();

    [GeneratedRegex(@"\b(wrote|writes|schrieb|a écrit|escribió|ha scritto|napisał|napisała|schreef|skrev)\b[^:]{0,80}:$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Wrote();

    [GeneratedRegex(@"^(on|am|le|el|il|op|den|w dniu)\s", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Opening();

    [GeneratedRegex(@"^\*?(from|sent|to|cc|subject|date|von|gesendet|an|betreff|datum|de|envoyé|à|objet|para|asunto|fecha):", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Header();
}
