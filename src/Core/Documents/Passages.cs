using System.Buffers;

namespace Lector.Core.Documents;

/// <summary>Cuts a text into passages: end to end, without gap or overlap, on paragraph and sentence bounds where there are any.</summary>
public static class Passages
{
    /// <summary>The longest passage, in UTF-16 units.</summary>
    public const int MaxLength = 800;

    /// <summary>A passage is not shorter than this, in UTF-16 units, unless the text is.</summary>
    public const int MinLength = 200;

    private static readonly SearchValues<char> Closers = SearchValues.Create("\"'”’)]»");

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Abbreviations = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "Inc", "Ltd", "Co", "Corp", "No", "Nos", "Mr", "Mrs", "Ms", "Dr", "Prof", "St", "vs", "Sec", "Art", "Exh", "approx", "incl",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Cuts.</summary>
    /// <param name="text">The text; its offsets are the passages'.</param>
    /// <returns>Passages of at most <see cref="MaxLength"/> units that cover the text; none for an empty text. No surrogate pair is split.</returns>
    public static IReadOnlyList<Passage> Cut(string text)
    {
        var passages = new List<Passage>(text.Length / 600 + 1);
        for (var start = 0; start < text.Length; start = passages[^1].End)
            passages.Add(new Passage(start, End(text, start)));
        return passages;
    }

    private static int End(string text, int start)
    {
        var rest = text.Length - start;
        if (rest <= MaxLength)
            return text.Length;

        // The last passage is not left with a scrap.
        var limit = start + Math.Min(MaxLength, rest - MinLength);
        var (sentence, line, space) = (0, 0, 0);
        for (var at = limit; at > start + MinLength; at--)
        {
            if (!char.IsWhiteSpace(text[at - 1]) || (at < text.Length && char.IsWhiteSpace(text[at])))
                continue;
            var bound = BoundBefore(text, start, at);
            // A paragraph's end is worth a shorter passage, but not a scrap.
            if (bound == Bound.Paragraph && at - start >= MaxLength / 2)
                return at;
            if (bound >= Bound.Sentence && sentence == 0)
                sentence = at;
            if (bound >= Bound.Line && line == 0)
                line = at;
            if (space == 0)
                space = at;
            if (sentence != 0 && at - start < MaxLength / 2)
                break;
        }
        if (sentence != 0)
            return sentence;
        if (line != 0)
            return line;
        if (space != 0)
            return space;
        return char.IsLowSurrogate(text[limit]) && char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit;
    }

    // What ends before the white space that ends at a position.
    private static Bound BoundBefore(string text, int start, int at)
    {
        var (last, lines) = (at - 1, 0);
        for (; last > start && char.IsWhiteSpace(text[last]); last--)
        {
            if (text[last] == '\n')
                lines++;
        }
        if (lines >= 2)
            return Bound.Paragraph;
        while (last > start && Closers.Contains(text[last]))
            last--;
        if (text[last] is '?' or '!' or '。' or '…' || (text[last] == '.' && EndsSentence(text, start, last, at)))
            return Bound.Sentence;
        return lines == 1 ? Bound.Line : Bound.Space;
    }

    private static bool EndsSentence(string text, int start, int stop, int next)
    {
        if (next < text.Length && char.IsLower(text[next]))
            return false;
        var word = stop;
        while (word > start && char.IsLetter(text[word - 1]))
            word--;
        return stop - word != 1 && !Abbreviations.Contains(text.AsSpan(word, stop - word));
    }

    private enum Bound
    {
        Space,
        Line,
        Sentence,
        Paragraph,
    }
}
