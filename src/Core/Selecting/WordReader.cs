using System.Globalization;

namespace Lector.Core.Selecting;

/// <summary>Reads a text word by word in the form in which two texts are compared: case, white space, quote marks and the lines that introduce a quotation do not count.</summary>
/// <remarks>
/// What changes the meaning is a word too: a number with its separators (<c>1.5</c> is not <c>1,5</c>), a minus before a number, percent, currency and
/// mathematical signs, ticked boxes, a question mark. Each ideograph or kana is a word.
/// </remarks>
/// <param name="text">The text.</param>
internal ref struct WordReader(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> text = text;
    private int at;
    private int lineEnd = -1;
    private int skip;

    /// <summary>Hash of the word.</summary>
    public ulong Word { get; private set; }

    /// <summary>First UTF-16 unit of the word, inclusive.</summary>
    public int Start { get; private set; }

    /// <summary>Last UTF-16 unit of the word, exclusive.</summary>
    public int End { get; private set; }

    /// <summary>Whether it stands in a line behind quote marks.</summary>
    public bool Quoted { get; private set; }

    /// <summary>Goes to the next word.</summary>
    /// <returns>False at the end of the text.</returns>
    public bool Next()
    {
        while (true)
        {
            while (at >= lineEnd)
            {
                if (lineEnd == text.Length)
                    return false;
                BeginLine();
            }

            Start = at;
            if (IsWord(text[at]))
            {
                ReadWord();
                return true;
            }

            at++;
            if (IsSign(Start))
            {
                End = at;
                Word = Mix(text[Start]);
                return true;
            }
        }
    }

    /// <summary>Spreads a hash over all 64 bits (the finaliser of SplitMix64, Steele and others 2014).</summary>
    public static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return hash ^ (hash >> 31);
    }

    private void BeginLine()
    {
        at = lineEnd < 0 ? 0 : lineEnd;
        if (at < text.Length && text[at] == '\n')
            at++;
        var rest = text[at..];
        var length = rest.IndexOf('\n');
        lineEnd = length < 0 ? text.Length : at + length;
        if (skip == 0)
            skip = QuoteLines.Introducing(rest);
        var marks = QuoteLines.Marks(text[at..lineEnd]);
        Quoted = marks > 0;
        at = skip > 0 ? lineEnd : at + marks;
        skip = Math.Max(0, skip - 1);
    }

    private void ReadWord()
    {
        var hash = 0xCBF29CE484222325;
        var single = IsIdeograph(text[at]);
        do
        {
            // Soft hyphens and zero-width marks do not count.
            if (char.GetUnicodeCategory(text[at]) != UnicodeCategory.Format)
                hash = (hash ^ char.ToLowerInvariant(text[at])) * 0x100000001B3;
            at++;
        }
        while (!single && at < lineEnd && !IsIdeograph(text[at]) && (IsWord(text[at]) || IsFormat(text[at]) || IsSeparator(at)));
        End = at;
        Word = Mix(hash);
    }

    private readonly bool IsSeparator(int i) =>
        text[i] is '.' or ',' or ':' or '/' or '\'' && char.IsAsciiDigit(text[i - 1]) && i + 1 < lineEnd && char.IsAsciiDigit(text[i + 1]);

    private readonly bool IsSign(int i) => text[i] switch
    {
        '?' or '%' => true,
        '|' or '<' or '>' or '~' => false,
        '-' or '\u2212' or '\u2013' => i + 1 < lineEnd && char.IsAsciiDigit(text[i + 1]) && (i == 0 || char.IsWhiteSpace(text[i - 1]) || text[i - 1] == '('),
        var c => char.GetUnicodeCategory(c) is UnicodeCategory.CurrencySymbol or UnicodeCategory.MathSymbol or UnicodeCategory.OtherSymbol,
    };

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c)
        || (c > 127 && char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    private static bool IsFormat(char c) => c > 127 && char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    private static bool IsIdeograph(char c) => c is >= '\u3040' and < '\uA000';
}
