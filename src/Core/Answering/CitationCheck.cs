using System.Globalization;
using System.Text;

namespace Lector.Core.Answering;

/// <summary>Looks for a quotation's words in the text that they are said to come from.</summary>
/// <remarks>
/// The words must stand there as they are, in a row, between whole words: <c>lawful termination</c> is not found in <c>unlawful termination</c>, nor <c>250,000</c>
/// in <c>1,250,000</c>. Tolerated are differences of white space, quotation marks, soft hyphens and ligatures, and a pair of quotation marks put around the
/// words; not letter case, not an ellipsis, not a hyphen at a line's end. That the words are there says nothing of whether they support a claim.
/// Linear in the length of the text.
/// </remarks>
public static class CitationCheck
{
    /// <summary>The fewest words of a quotation. In scripts without spaces between words (Chinese, Japanese, Thai …) two letters count as one.</summary>
    public const int FewestWords = 4;

    // Beyond so many punctuation marks in a row no word goes on.
    private const int FarthestMark = 64;

    /// <summary>Checks one quotation of an answer against the evidence that was sent.</summary>
    /// <param name="quotation">The evidence's number and the words.</param>
    /// <param name="evidence">What was sent.</param>
    public static CitationResult Check(Quotation quotation, IReadOnlyList<EvidenceItem> evidence)
    {
        if (Words(quotation.Words) < FewestWords)
            return new CitationResult.Withheld(CitationFault.TooShort);
        if (evidence.FirstOrDefault(item => item.Number == quotation.Evidence) is not { } cited)
            return new CitationResult.Withheld(CitationFault.NoSuchEvidence);
        if (Find(quotation.Words, cited.Span.Text) is { } at)
            return new CitationResult.Verified(new CheckedQuotation(
                cited.Number, cited.Span.Document, cited.Span.DocumentSha256, cited.Span.Start + at.Start, cited.Span.Start + at.End, cited.Span.Text[at.Start..at.End]));
        var elsewhere = evidence.Any(item => Find(quotation.Words, item.Span.Text) is not null);
        return new CitationResult.Withheld(elsewhere ? CitationFault.InOtherEvidence
            : quotation.Words.Contains('…') || quotation.Words.Contains("...") ? CitationFault.Shortened
            : CitationFault.NotThere);
    }

    /// <summary>Finds words in a text.</summary>
    /// <param name="words">The quotation, at least <see cref="FewestWords"/> words.</param>
    /// <param name="text">The text that is quoted.</param>
    /// <returns>The first place where they stand, in UTF-16 units of <paramref name="text"/>, end exclusive; null when they do not, or are too few.</returns>
    public static (int Start, int End)? Find(string words, string text) => Find(words, text, 0, text.Length);

    /// <summary>Finds words in a stretch of a text.</summary>
    /// <param name="words">The quotation, at least <see cref="FewestWords"/> words.</param>
    /// <param name="text">A document's text.</param>
    /// <param name="start">First UTF-16 unit in which the words may stand, inclusive.</param>
    /// <param name="end">Last UTF-16 unit, exclusive. Units beyond are looked at only to see whether a word goes on there.</param>
    /// <returns>The first place, in UTF-16 units of the whole <paramref name="text"/>, end exclusive; null when there is none.</returns>
    public static (int Start, int End)? Find(string words, string text, int start, int end)
    {
        if (Words(words) < FewestWords)
            return null;
        var loose = LooseText.Of(text.AsSpan(start, end - start));
        var wanted = LooseText.Of(words).Text.Trim(' ');
        return Place(wanted) ?? (wanted is [('"' or '\'') and var mark, .. var inner, var last] && mark == last && Words(inner) >= FewestWords ? Place(inner.Trim(' ')) : null);

        (int, int)? Place(ReadOnlySpan<char> wanted)
        {
            for (var from = 0; from <= loose.Text.Length - wanted.Length;)
            {
                var at = loose.Text[from..].IndexOf(wanted, StringComparison.Ordinal);
                if (at < 0)
                    return null;
                var (first, last) = (loose.Source(from + at), loose.Source(from + at + wanted.Length - 1));
                // A ligature is quoted whole or not at all.
                var whole = (from + at == 0 || loose.Source(from + at - 1) != first)
                    && (from + at + wanted.Length == loose.Text.Length || loose.Source(from + at + wanted.Length) != last);
                if (whole && BeginsWord(text, start + first) && EndsWord(text, start + last))
                    return (start + first, start + last + 1);
                from += at + 1;
            }

            return null;
        }
    }

    /// <summary>Counts the words of a quotation: stretches between white space that hold a letter or a digit.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>0 or more; two letters of a script without spaces count as one word.</returns>
    public static int Words(ReadOnlySpan<char> text)
    {
        var (words, unspaced, inWord) = (0, 0, false);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
                inWord = false;
            else if (IsUnspaced(rune))
                (unspaced, inWord) = (unspaced + 1, false);
            else if (!inWord && Rune.IsLetterOrDigit(rune))
                (words, inWord) = (words + 1, true);
        }

        return words + unspaced / 2;
    }

    private static bool BeginsWord(string text, int at)
    {
        if (IsUnspaced(RuneAt(text, at)))
            return true;
        for (var i = at - 1; i >= Math.Max(0, at - FarthestMark) && !char.IsWhiteSpace(text[i]); i--)
        {
            if (char.IsLowSurrogate(text[i]) && i > 0)
                i--;
            var rune = RuneAt(text, i);
            if (IsUnspaced(rune))
                return true;
            if (GoesOn(rune) || (i == at - 1 && char.IsDigit(text[at]) && IsSign(text[i])))
                return false;
        }

        return true;
    }

    private static bool EndsWord(string text, int last)
    {
        var head = char.IsLowSurrogate(text[last]) && last > 0 ? last - 1 : last;
        if (IsUnspaced(RuneAt(text, head)))
            return true;
        for (var i = last + 1; i < Math.Min(text.Length, last + FarthestMark) && !char.IsWhiteSpace(text[i]); i++)
        {
            var rune = RuneAt(text, i);
            if (IsUnspaced(rune))
                return true;
            if (GoesOn(rune) || (i == last + 1 && char.IsDigit(text[last]) && text[i] is '%' or '‰'))
                return false;
            i += rune.Utf16SequenceLength - 1;
        }

        return true;
    }

    private static Rune RuneAt(string text, int at) => Rune.TryGetRuneAt(text, at, out var rune) ? rune : Rune.ReplacementChar;

    private static bool GoesOn(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || Rune.IsNumber(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>What turns a number into another when it is left out before it.</summary>
    private static bool IsSign(char unit) => unit is '-' or '+' or '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2212' or '<' or '>' or '≤' or '≥' or '~' or '±' or '≈';

    /// <summary>Letters of scripts that put no space between words: Thai, Lao, Tibetan, Myanmar, Khmer, kana, Han.</summary>
    private static bool IsUnspaced(Rune rune) => rune.Value
        is (>= 0x0E00 and <= 0x0FFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF)
        or (>= 0x3005 and <= 0x3007) or (>= 0x3041 and <= 0x30FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0x20000 and <= 0x3FFFF);
}
