using System.Buffers;
using Lector.Core.Documents;

namespace Lector.Core.Selecting;

/// <summary>Where sentences begin and end, well enough to quote whole ones.</summary>
/// <remarks>A bound is the beginning of what follows a full stop, question or exclamation mark with white space, a blank line, or a short line such as a heading or a row. Where in doubt there is no bound: a quotation may be longer than a sentence, never a piece of one.</remarks>
internal static class Sentences
{
    private const int ShortLine = 50;

    private static readonly SearchValues<char> Closers = SearchValues.Create("\"'”’)]»*_");

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Abbreviations = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "Inc", "Ltd", "Co", "Corp", "No", "Nos", "Mr", "Mrs", "Ms", "Dr", "Prof", "St", "vs", "Sec", "Art", "Exh", "approx", "incl", "cf", "Abs", "Nr", "bzw", "ca", "cl",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Moves both ends of a stretch outward to sentence bounds, and then inward over white space.</summary>
    /// <param name="text">The text.</param>
    /// <param name="passage">The stretch.</param>
    /// <param name="within">What it must not leave, such as its page; where it does so already, that end stays.</param>
    /// <param name="most">The most UTF-16 units to move an end; where there is no bound so near, the end goes to the next white space, or stays.</param>
    public static Passage Extend(string text, Passage passage, Passage within, int most)
    {
        var start = Outward(text, passage.Start, -1, within.Start, most);
        var end = Outward(text, passage.End, 1, within.End, most);
        while (start < end && char.IsWhiteSpace(text[start]))
            start++;
        while (end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        return start < end ? new Passage(start, end) : passage;
    }

    /// <summary>The sentences of a stretch, end to end.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">First UTF-16 unit, inclusive.</param>
    /// <param name="end">Last UTF-16 unit, exclusive.</param>
    public static IReadOnlyList<Passage> Of(string text, int start, int end)
    {
        var sentences = new List<Passage>();
        for (var at = start + 1; at <= end; at++)
        {
            if (at == end || IsBound(text, at))
            {
                sentences.Add(new Passage(start, at));
                start = at;
            }
        }

        return sentences;
    }

    /// <summary>Whether a sentence begins here: at both ends of the text, and behind the white space that ends the sentence before.</summary>
    public static bool IsBound(string text, int at)
    {
        if (at <= 0 || at >= text.Length)
            return true;
        if (text[at - 1] is '。' or '！' or '？')
            return !Closers.Contains(text[at]) && !char.IsWhiteSpace(text[at]);
        if (!char.IsWhiteSpace(text[at - 1]) || char.IsWhiteSpace(text[at]))
            return false;
        var (last, lines) = (at - 1, 0);
        for (; last >= 0 && char.IsWhiteSpace(text[last]); last--)
            lines += text[last] == '\n' ? 1 : 0;
        if (last < 0 || lines >= 2 || (lines == 1 && !char.IsLower(text[at]) && IsShortLine(text, last)))
            return true;
        while (last > 0 && Closers.Contains(text[last]))
            last--;
        return text[last] is '?' or '!' or '…' or '。' or '！' or '？' || (text[last] == '.' && EndsSentence(text, last, at));
    }

    private static int Outward(string text, int from, int step, int edge, int most)
    {
        if ((edge - from) * step < 0)
            return from;
        most = Math.Min(most, Math.Abs(edge - from));
        for (var moved = 0; moved <= most; moved++)
        {
            if (from + moved * step is var at && (at == edge || IsBound(text, at)))
                return at;
        }

        for (var moved = 0; moved <= most; moved++)
        {
            if (from + moved * step is var at && (char.IsWhiteSpace(text[at]) || char.IsWhiteSpace(text[at - 1])))
                return at;
        }

        return char.IsLowSurrogate(text[from]) && char.IsHighSurrogate(text[from - 1]) ? from + step : from;
    }

    private static bool IsShortLine(string text, int last)
    {
        var start = text.LastIndexOf('\n', last);
        return last - start < ShortLine;
    }

    private static bool EndsSentence(string text, int stop, int next)
    {
        if (char.IsLower(text[next]))
            return false;
        var word = stop;
        while (word > 0 && char.IsLetter(text[word - 1]) && stop - word < 12)
            word--;
        // An initial, a numbered clause (12.3.), an abbreviation.
        return stop - word != 1 && !(stop == word && stop > 0 && char.IsAsciiDigit(text[stop - 1]) && !char.IsUpper(text[next])) && !Abbreviations.Contains(text.AsSpan(word, stop - word));
    }
}
