namespace Lector.Core.Evaluating;

/// <summary>How good an order of documents is for one question, held against labels.</summary>
/// <remarks>In all of them the ranking lists documents best first and leaves out those with a score of zero: they count as not found. A document is relevant when its grade is above 0.</remarks>
public static class RankingMetrics
{
    /// <summary>Normalised discounted cumulative gain of the first documents, in [0, 1].</summary>
    /// <param name="ranking">Grades of the ranked documents, best rank first; 0 where not relevant.</param>
    /// <param name="grades">All grades above 0 of the question, in any order; at least one.</param>
    /// <param name="depth">How many ranks count.</param>
    /// <remarks>Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM TOIS 20(4), 2002: gain = grade, discount = log2(rank + 1).</remarks>
    public static double Ndcg(IReadOnlyList<double> ranking, IReadOnlyList<double> grades, int depth) =>
        Gain(ranking.Take(depth)) / Gain(grades.OrderDescending().Take(depth));

    /// <summary>Share of the relevant documents among the first ones, in [0, 1].</summary>
    /// <param name="ranking">Grades of the ranked documents, best rank first.</param>
    /// <param name="relevant">Number of relevant documents, at least 1.</param>
    /// <param name="depth">How many ranks count.</param>
    public static double Recall(IReadOnlyList<double> ranking, int relevant, int depth) => ranking.Take(depth).Count(grade => grade > 0) / (double)relevant;

    /// <summary>How many documents are read down the ranking until a share of the relevant ones is found.</summary>
    /// <param name="ranking">Grades of the ranked documents, best rank first.</param>
    /// <param name="relevant">Number of relevant documents, at least 1.</param>
    /// <param name="share">The share in (0, 1]; rounded up to whole documents.</param>
    /// <param name="documents">All documents of the folder: what must be read when the ranking does not hold enough of them.</param>
    public static int DocumentsFor(IReadOnlyList<double> ranking, int relevant, double share, int documents)
    {
        var missing = (int)Math.Ceiling((share * relevant) - 1e-9);
        for (var rank = 0; rank < ranking.Count; rank++)
        {
            if (ranking[rank] > 0 && --missing == 0)
                return rank + 1;
        }
        return documents;
    }

    private static double Gain(IEnumerable<double> grades) => grades.Select((grade, rank) => grade / Math.Log2(rank + 2)).Sum();
}
