namespace Lector.Core.Reading.Lexical;

/// <summary>Order by score, greatest first; of equal scores the document that comes first in the folder.</summary>
public static class Ranking
{
    /// <summary>All positions whose score is above 0, best first.</summary>
    /// <param name="scores">One score a document.</param>
    public static int[] Of(IReadOnlyList<float> scores)
    {
        var order = Enumerable.Range(0, scores.Count).Where(i => scores[i] > 0).ToArray();
        Array.Sort(order, (a, b) => scores[a] == scores[b] ? a.CompareTo(b) : scores[b].CompareTo(scores[a]));
        return order;
    }

    /// <summary>The best positions whose score is above 0, each with its rank from 0.</summary>
    /// <param name="scores">One score a document.</param>
    /// <param name="count">At most so many.</param>
    internal static Dictionary<int, int> Best(IReadOnlyList<float> scores, int count) =>
        Of(scores).Take(count).Select((ordinal, rank) => (ordinal, rank)).ToDictionary(pair => pair.ordinal, pair => pair.rank);
}
