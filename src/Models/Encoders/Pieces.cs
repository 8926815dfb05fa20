namespace Lector.Models.Encoders;

/// <summary>How a text that is longer than a model's input is cut.</summary>
internal static class Pieces
{
    /// <summary>Cuts tokens into the fewest pieces that fit, of like length, each beginning with a word where there is one in its first half.</summary>
    /// <param name="tokens">A text's tokens, without [CLS] and [SEP].</param>
    /// <param name="most">Tokens that fit, at least 1.</param>
    /// <returns>At least one piece (start inclusive, end exclusive); together they are the whole text, in order.</returns>
    public static IEnumerable<(int Start, int End)> Cut(IReadOnlyList<WordToken> tokens, int most)
    {
        var start = 0;
        for (var left = (tokens.Count + most - 1) / most; left > 1 && tokens.Count - start > most; left = Math.Max(left - 1, (tokens.Count - start + most - 1) / most))
        {
            var length = Math.Min(most, (tokens.Count - start + left - 1) / left);
            var end = start + length;
            while (end > start + (length + 1) / 2 && !tokens[end].StartsWord)
                end--;
            if (!tokens[end].StartsWord)
                end = start + length;
            yield return (start, end);
            start = end;
        }

        yield return (start, tokens.Count);
    }
}
