namespace Lector.Core.Reading.Lexical;

/// <summary>Terms to look for, each with what it is worth.</summary>
internal sealed class WeightedTerms
{
    /// <summary>Takes terms and weights.</summary>
    /// <param name="terms">Ascending.</param>
    /// <param name="weights">At least 0, one a term.</param>
    public WeightedTerms(ulong[] terms, double[] weights) => (Terms, Weights, Total) = (terms, weights, weights.Sum());

    /// <summary>The terms, ascending.</summary>
    public ulong[] Terms { get; }

    /// <summary>Their weights.</summary>
    public double[] Weights { get; }

    /// <summary>Sum of the weights.</summary>
    public double Total { get; }

    /// <summary>The share of the weight that a document's subject and text earn as one bag of words, in [0, 1).</summary>
    public double ScorePlain(DocumentTerms document, double averageLength) => Score(document, averageLength, fields: false, null);

    /// <summary>The share of the weight that a document earns with its fields, in [0, 1).</summary>
    /// <param name="document">The document.</param>
    /// <param name="averageLength">Average length of subject and text, in terms.</param>
    /// <param name="answered">Counts in the head of the mail that it answers, or null.</param>
    /// <remarks>BM25F (Robertson, Zaragoza and Taylor, CIKM 2004): counts are added over the fields before they saturate. Only the text's length is held against it.</remarks>
    public double ScoreFields(DocumentTerms document, double averageLength, Dictionary<ulong, int>? answered) => Score(document, averageLength, fields: true, answered);

    private double Score(DocumentTerms document, double averageLength, bool fields, Dictionary<ulong, int>? answered)
    {
        if (Total <= 0)
            return 0;
        var (score, length) = (0.0, (double)(document.Length + document.FieldLength(TermField.Subject)));
        for (var i = 0; i < Terms.Length; i++)
        {
            if (Weights[i] == 0)
                continue;
            var count = answered?.GetValueOrDefault(Terms[i]) ?? 0;
            var at = document.Find(Terms[i]);
            if (at >= 0)
            {
                var places = document.PlacesOf(at);
                while (places.Next())
                {
                    // The head is part of the text.
                    if (places.Place is (int)TermField.Subject or >= DocumentTerms.Fields || (fields && places.Place != (int)TermField.Head))
                        count += places.Count;
                }
            }
            if (count > 0)
                score += Weights[i] * Bm25.Saturate(count, length, averageLength);
        }
        return score / Total;
    }
}
