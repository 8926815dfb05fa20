using Lector.Core.Documents;

namespace Lector.Core.Selecting;

/// <summary>Short replies, whose meaning stands in the mail that they answer: "Agreed, go ahead." holds no word of the question.</summary>
public static class Replies
{
    /// <summary>The longest mail that counts as a short reply, in UTF-16 units of its whole text; a longer one, or one that quotes what it answers, has words of its own to be found by.</summary>
    public const int MostLength = 300;

    /// <summary>A short reply's share of the score of the mail that it answers.</summary>
    public const double Share = 0.8;

    /// <summary>Gives the passages of short replies at least a share of the best score of the mail that they answer.</summary>
    /// <param name="candidates">Passages with the scores of their own words, also those of 0.</param>
    /// <param name="document">Fields, and length of the text in UTF-16 units, of a candidate's document.</param>
    /// <returns>The same candidates in the same order. A reply to a raised reply is not raised by it.</returns>
    public static IReadOnlyList<Candidate> Raise(IReadOnlyList<Candidate> candidates, Func<int, (DocumentFields Fields, int Length)> document)
    {
        var best = new Dictionary<string, (int Document, double Score)>();
        foreach (var candidate in candidates)
        {
            if (document(candidate.Document).Fields.MessageId is { } id && (!best.TryGetValue(id, out var known) || known.Score < candidate.Score))
                best[id] = (candidate.Document, candidate.Score);
        }

        return [.. candidates.Select(candidate => document(candidate.Document) is ({ InReplyTo: { } asked }, <= MostLength)
            && best.TryGetValue(asked, out var answered) && answered.Document != candidate.Document && answered.Score * Share > candidate.Score
                ? candidate with { Score = answered.Score * Share }
                : candidate)];
    }
}
