namespace Lector.Core.Reading;

/// <summary>Cuts a passage that does not fit an engine's window, so that all of it is read in parts.</summary>
public static class PassageHalves
{
    private const int Shortest = 32;

    /// <summary>Cuts a text in two near its middle, at the end of a line, a sentence or a word where one lies within its middle half.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Two texts, neither of them empty, that make up <paramref name="text"/>; null when it has fewer than 32 UTF-16 units.</returns>
    public static (string First, string Second)? Of(string text)
    {
        if (text.Length < Shortest)
            return null;
        var (from, to) = (text.Length / 4, text.Length * 3 / 4);
        var cut = Nearest(text, from, to, (a, _) => a == '\n')
            ?? Nearest(text, from, to, (a, b) => a is '.' or '!' or '?' or ';' && char.IsWhiteSpace(b))
            ?? Nearest(text, from, to, (a, _) => char.IsWhiteSpace(a))
            ?? text.Length / 2;
        if (char.IsLowSurrogate(text[cut]))
            cut++;
        return (text[..cut], text[cut..]);
    }

    /// <summary>The verdict of a text that was read in parts: as relevant as its most relevant part, as proven as the least proven.</summary>
    /// <returns>The unread part's verdict when a part was not read, for then the text was not.</returns>
    public static Verdict Joined(Verdict first, Verdict second) =>
        !first.IsRead ? first
        : !second.IsRead ? second
        : new Verdict(Math.Max(first.Score, second.Score), first.Tokens + second.Tokens, (FullReading)Math.Min((int)first.Grade, (int)second.Grade), UnreadCause.None);

    private static int? Nearest(string text, int from, int to, Func<char, char, bool> ends)
    {
        var middle = text.Length / 2;
        for (var away = 0; middle - away > from || middle + away < to; away++)
            foreach (var at in (int[])[middle - away, middle + away])
                if (at > from && at < to && ends(text[at - 1], text[at]))
                    return at;
        return null;
    }
}
