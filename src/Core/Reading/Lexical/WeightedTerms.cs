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
    public double ScoreDocument(DocumentTerms document, double averageLength)
    {
        if (Total <= 0)
            return 0;
        var (score, length) = (0.0, (double)(document.Length + document.FieldLength(TermField.Subject)));
        for (var i = 0; i < Terms.Length; i++)
        {
            var at = Weights[i] == 0 ? -1 : document.Find(Terms[i]);
            if (at < 0)
                continue;
            var count = 0;
            var places = document.PlacesOf(at);
            while (places.Next())
            {
                if (places.Place is (int)TermField.Subject or >= DocumentTerms.Fields)
                    count += places.Count;
            }
            if (count > 0)
                score += Weights[i] * Bm25.Saturate(count, length, averageLength);
        }
        return score / Total;
    }
}
