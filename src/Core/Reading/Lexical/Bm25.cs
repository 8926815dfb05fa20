namespace Lector.Core.Reading.Lexical;

/// <summary>The saturation of BM25: from how often a term occurs to how much of its weight that earns.</summary>
/// <remarks>S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", Foundations and Trends in Information Retrieval 3(4), 2009, formula 3.13, without its constant factor k1 + 1.</remarks>
internal static class Bm25
{
    /// <summary>How fast repetition stops to count.</summary>
    public const double K1 = 1.2;

    /// <summary>How far length is held against a text: 0 not at all, 1 in full.</summary>
    public const double B = .75;

    /// <summary>The share of a term's weight that is earned, in [0, 1).</summary>
    /// <param name="count">Occurrences, weighted where fields are.</param>
    /// <param name="length">Length of the text, in terms.</param>
    /// <param name="average">Average length, in terms; above 0.</param>
    public static double Saturate(double count, double length, double average) =>
        count / (count + (K1 * (1 - B + (B * length / average))));
}
