namespace Lector.Core.Reading.Lexical;

/// <summary>How often terms occur in a stretch of a document.</summary>
/// <param name="Terms">The terms, ascending.</param>
/// <param name="Counts">Their counts, at least 1.</param>
/// <param name="Length">Sum of the counts.</param>
internal sealed record TermBag(ulong[] Terms, int[] Counts, int Length)
{
    /// <summary>The words of a document's subject and text.</summary>
    public static TermBag OfDocument(DocumentTerms document) => Of(document, place => place is (int)TermField.Subject or >= DocumentTerms.Fields);

    /// <summary>The words of one passage.</summary>
    public static TermBag OfPassage(DocumentTerms document, int passage) => Of(document, place => place == DocumentTerms.Fields + passage);

    private static TermBag Of(DocumentTerms document, Func<int, bool> takes)
    {
        var (terms, counts, length) = (new List<ulong>(), new List<int>(), 0);
        for (var i = 0; i < document.Terms.Length; i++)
        {
            var count = 0;
            var places = document.PlacesOf(i);
            while (places.Next())
            {
                if (takes(places.Place))
                    count += places.Count;
            }
            if (count == 0)
                continue;
            terms.Add(document.Terms[i]);
            counts.Add(count);
            length += count;
        }
        return new TermBag([.. terms], [.. counts], length);
    }
}
