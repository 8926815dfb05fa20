namespace Lector.Formats.Mail;

/// <summary>Compares two versions of one text by their words, to see whether one says what the other does not.</summary>
internal static class VersionWords
{
    private const int FewestWords = 4;

    /// <summary>Whether a notable part (a quarter, and at least four) of the different words of one version is missing in the other.</summary>
    /// <param name="version">The version that would be left out.</param>
    /// <param name="other">The version that is read.</param>
    public static bool SaysMore(BodyText version, BodyText other)
    {
        var known = new HashSet<int>();
        Collect(other, known);
        var own = new HashSet<int>();
        Collect(version, own);
        var more = own.Count(word => !known.Contains(word));
        return more >= FewestWords && more * 4 > own.Count;
    }

    private static void Collect(BodyText text, HashSet<int> words)
    {
        if (text.IsHtml)
            HtmlLetters.ForEachContent(text.Text, content => Collect(content, words));
        else
            Collect(text.Text, words);
    }

    /// <summary>Words as hashes, case ignored. What holds an entity is passed over, since it is not decoded here.</summary>
    private static void Collect(ReadOnlySpan<char> text, HashSet<int> words)
    {
        var i = 0;
        while (i < text.Length)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                if (text[i] == '&')
                    while (i < text.Length && !char.IsWhiteSpace(text[i]) && text[i] != ';')
                        i++;
                i++;
                continue;
            }

            var start = i;
            while (i < text.Length && char.IsLetterOrDigit(text[i]))
                i++;
            if (i - start > 1 && (i == text.Length || text[i] != '&'))
                words.Add(string.GetHashCode(text[start..i], StringComparison.OrdinalIgnoreCase));
        }
    }
}
