namespace Lector.Core.Reading.Lexical;

/// <summary>Scores the passages of documents, one document after another, reusing its memory. One thread at a time.</summary>
internal sealed class PassageScorer
{
    private float[] scores = new float[64];

    /// <summary>Scores a document's passages.</summary>
    /// <param name="document">The document.</param>
    /// <param name="query">What is looked for.</param>
    /// <param name="averageLength">Average length of a passage, in terms.</param>
    /// <returns>One share of the query's weight a passage, in [0, 1); valid until the next call.</returns>
    public ReadOnlySpan<float> Score(DocumentTerms document, WeightedTerms query, double averageLength)
    {
        if (scores.Length < document.Passages)
            scores = new float[document.Passages * 2];
        var result = scores.AsSpan(0, document.Passages);
        result.Clear();
        if (query.Total <= 0)
            return result;
        for (var i = 0; i < query.Terms.Length; i++)
        {
            var at = query.Weights[i] == 0 ? -1 : document.Find(query.Terms[i]);
            if (at < 0)
                continue;
            var weight = query.Weights[i] / query.Total;
            var places = document.PlacesOf(at);
            while (places.Next())
            {
                var passage = places.Place - DocumentTerms.Fields;
                if (passage >= 0)
                    result[passage] += (float)(weight * Bm25.Saturate(places.Count, document.PassageLength(passage), averageLength));
            }
        }
        return result;
    }

    /// <summary>The best passage of a document; the first of equal ones.</summary>
    public (int Index, float Score) Best(DocumentTerms document, WeightedTerms query, double averageLength)
    {
        var all = Score(document, query, averageLength);
        var best = 0;
        for (var i = 1; i < all.Length; i++)
        {
            if (all[i] > all[best])
                best = i;
        }
        return (best, all.IsEmpty ? 0 : all[best]);
    }
}
