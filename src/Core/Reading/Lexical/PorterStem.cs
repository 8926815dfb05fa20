namespace Lector.Core.Reading.Lexical;

/// <summary>Strips English suffixes, so that <c>terminate</c>, <c>terminated</c> and <c>termination</c> count as one term.</summary>
/// <remarks>M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980, 130-137; step names and rules as there, with the author's three published departures (<c>bli</c>, <c>logi</c>, words of two letters stay).</remarks>
internal static class PorterStem
{
    private static readonly (string Suffix, string With)[] Step2Rules =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"), ("alli", "al"),
        ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"),
        ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"), ("logi", "log"),
    ];

    private static readonly (string Suffix, string With)[] Step3Rules =
        [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

    private static readonly string[] Step4Suffixes =
        ["al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti", "ous", "ive", "ize"];

    /// <summary>Stems in place.</summary>
    /// <param name="word">A word of the letters a to z.</param>
    /// <returns>Length of the stem, which is at the beginning of <paramref name="word"/>; never more than the word's.</returns>
    public static int Apply(Span<char> word)
    {
        if (word.Length <= 2)
            return word.Length;
        var length = Step1(word, word.Length);
        length = Replace(word, length, Step2Rules);
        length = Replace(word, length, Step3Rules);
        return Step5(word, Step4(word, length));
    }

    private static int Step1(Span<char> word, int length)
    {
        if (word[length - 1] == 's')
        {
            if (Ends(word, length, "sses") || Ends(word, length, "ies"))
                length -= 2;
            else if (word[length - 2] != 's')
                length--;
        }
        if (Ends(word, length, "eed"))
        {
            if (Measure(word[..(length - 3)]) > 0)
                length--;
        }
        else if (Ends(word, length, "ed") && HasVowel(word[..(length - 2)]))
            length = Step1Restore(word, length - 2);
        else if (Ends(word, length, "ing") && HasVowel(word[..(length - 3)]))
            length = Step1Restore(word, length - 3);
        if (length > 0 && word[length - 1] == 'y' && HasVowel(word[..(length - 1)]))
            word[length - 1] = 'i';
        return length;
    }

    private static int Step1Restore(Span<char> word, int length)
    {
        if (Ends(word, length, "at") || Ends(word, length, "bl") || Ends(word, length, "iz"))
        {
            word[length] = 'e';
            return length + 1;
        }
        if (EndsDouble(word, length) && word[length - 1] is not ('l' or 's' or 'z'))
            return length - 1;
        if (Measure(word[..length]) == 1 && EndsShort(word, length))
        {
            word[length] = 'e';
            return length + 1;
        }
        return length;
    }

    // Steps 2 and 3: the longest matching suffix decides, whether or not its condition holds.
    private static int Replace(Span<char> word, int length, (string Suffix, string With)[] rules)
    {
        foreach (var (suffix, with) in rules)
        {
            if (!Ends(word, length, suffix))
                continue;
            var stem = length - suffix.Length;
            if (Measure(word[..stem]) == 0)
                return length;
            with.CopyTo(word[stem..]);
            return stem + with.Length;
        }
        return length;
    }

    private static int Step4(Span<char> word, int length)
    {
        foreach (var suffix in Step4Suffixes)
        {
            if (!Ends(word, length, suffix))
                continue;
            var stem = length - suffix.Length;
            var holds = Measure(word[..stem]) > 1 && (suffix != "ion" || word[stem - 1] is 's' or 't');
            return holds ? stem : length;
        }
        return length;
    }

    private static int Step5(Span<char> word, int length)
    {
        if (word[length - 1] == 'e')
        {
            var measure = Measure(word[..(length - 1)]);
            if (measure > 1 || (measure == 1 && !EndsShort(word, length - 1)))
                length--;
        }
        if (word[length - 1] == 'l' && EndsDouble(word, length) && Measure(word[..length]) > 1)
            length--;
        return length;
    }

    // Most words end in none of the suffixes: the last letter tells.
    private static bool Ends(ReadOnlySpan<char> word, int length, string suffix) =>
        length > 0 && word[length - 1] == suffix[^1] && word[..length].EndsWith(suffix, StringComparison.Ordinal);

    private static bool EndsDouble(ReadOnlySpan<char> word, int length) =>
        length > 1 && word[length - 1] == word[length - 2] && IsConsonant(word, length - 1);

    // Consonant, vowel, consonant, the last not w, x or y: the paper's *o.
    private static bool EndsShort(ReadOnlySpan<char> word, int length) =>
        length > 2 && IsConsonant(word, length - 1) && !IsConsonant(word, length - 2) && IsConsonant(word, length - 3) && word[length - 1] is not ('w' or 'x' or 'y');

    private static bool HasVowel(ReadOnlySpan<char> stem)
    {
        for (var i = 0; i < stem.Length; i++)
        {
            if (!IsConsonant(stem, i))
                return true;
        }
        return false;
    }

    // The paper's m: how often a vowel run is followed by a consonant run.
    private static int Measure(ReadOnlySpan<char> stem)
    {
        var (measure, vowel) = (0, false);
        for (var i = 0; i < stem.Length; i++)
        {
            var consonant = IsLetterConsonant(stem[i], afterConsonant: !vowel && i > 0, first: i == 0);
            if (consonant && vowel)
                measure++;
            vowel = !consonant;
        }
        return measure;
    }

    private static bool IsConsonant(ReadOnlySpan<char> word, int at) => word[at] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => at == 0 || !IsConsonant(word, at - 1),
        _ => true,
    };

    private static bool IsLetterConsonant(char letter, bool afterConsonant, bool first) => letter switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => first || !afterConsonant,
        _ => true,
    };
}
