namespace Lector.Core.Reading.Lexical;

/// <summary>The part of a question that names a document, as in <em>under the NDA between A and B</em>; the rest is what is asked of it.</summary>
/// <remarks>
/// Pick the document with the whole question, the passage with the part that asks: else the passages that hold the names (title page,
/// signatures) come before the one that answers. The rule knows no phrase. Each term of the question earns the logarithm of how much more probable it is at the
/// front of the best document (fields and first passages, mixed half and half with the folder) than in the folder. The stretch of
/// consecutive terms that earns most (J. Bentley, "Programming Pearls: Algorithm Design Techniques", CACM 27(9), 1984) names
/// the document, if it earns more than it takes to tell one document from all others: the logarithm of their number.
/// </remarks>
internal static class NamingPart
{
    /// <summary>Passages that count as the front of a document.</summary>
    public const int FrontPassages = 2;

    // What a term must earn before it speaks for a name: most words do not.
    private const double Doubt = .5;

    /// <summary>Finds it.</summary>
    /// <param name="question">The question.</param>
    /// <param name="folder">Frequencies of the question's distinct terms.</param>
    /// <param name="document">The document that fits the whole question best.</param>
    /// <returns>For each position of the question's sequence whether it belongs to the name; all false where none is named, where nothing else would be left, or where the document is all front.</returns>
    public static bool[] Find(QuestionTerms question, FolderStatistics folder, DocumentTerms document)
    {
        var named = new bool[question.Sequence.Length];
        if (document.Passages <= FrontPassages + 1)
            return named;
        var (best, sum, start) = ((Sum: 0.0, Start: 0, End: 0), 0.0, 0);
        var length = FrontLength(document);
        for (var i = 0; i < named.Length; i++)
        {
            if (sum <= 0)
                (sum, start) = (0, i);
            var term = Array.BinarySearch(question.Distinct, question.Sequence[i]);
            var common = (folder.Occurrences[term] + .5) / (folder.Length + 1);
            sum += Math.Log(.5 + (.5 * FrontCount(document, question.Sequence[i]) / length / common)) - Doubt;
            if (sum > best.Sum)
                best = (sum, start, i + 1);
        }
        if (best.Sum > Math.Log(folder.Documents + 1) && best.End - best.Start < named.Length)
            named.AsSpan(best.Start, best.End - best.Start).Fill(true);
        return named;
    }

    /// <summary>Occurrences of a term in the fields and first passages.</summary>
    public static int FrontCount(DocumentTerms document, ulong term)
    {
        var at = document.Find(term);
        if (at < 0)
            return 0;
        var count = 0;
        var places = document.PlacesOf(at);
        while (places.Next() && places.Place < DocumentTerms.Fields + FrontPassages)
            count += places.Place == (int)TermField.Head ? 0 : places.Count;
        return count;
    }

    private static double FrontLength(DocumentTerms document)
    {
        var length = 1;
        for (var field = TermField.Subject; field < TermField.Head; field++)
            length += document.FieldLength(field);
        for (var i = 0; i < FrontPassages; i++)
            length += document.PassageLength(i);
        return length;
    }
}
