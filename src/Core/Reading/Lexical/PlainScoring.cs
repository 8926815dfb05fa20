using Lector.Core.Documents;

namespace Lector.Core.Reading.Lexical;

/// <summary>Plain BM25: the baseline. A document is one bag of the words of its subject and text; its passages are scored in the same way among themselves.</summary>
internal static class PlainScoring
{
    /// <summary>Scores a folder.</summary>
    public static LexicalScores Score(QuestionTerms question, Shards folder, LexicalOptions options, CancellationToken cancel)
    {
        var statistics = new FolderStatistics(question.Distinct);
        foreach (var part in folder.Scan(_ => new FolderStatistics(question.Distinct), (sum, _, document) => sum.Add(document), cancel))
            statistics.Add(part);

        var (scores, best) = (new float[folder.Documents], new Passage[folder.Documents]);
        var counts = question.Counts(_ => true);
        var query = new WeightedTerms(question.Distinct, [.. counts.Select((count, i) => count * statistics.Rarity(i))]);
        var averageLength = Math.Max(1, (statistics.Length + statistics.SubjectLength) / (double)Math.Max(1, statistics.Documents));
        var averagePassage = Math.Max(1, statistics.Length / (double)Math.Max(1, statistics.Passages));
        folder.Scan(_ => new PassageScorer(), (scorer, ordinal, document) =>
        {
            scores[ordinal] = (float)query.ScorePlain(document, averageLength);
            best[ordinal] = document.Passages == 0 ? default : document[scorer.Best(document, query, averagePassage).Index];
        }, cancel);

        var quoted = Ranking.Best(scores, options.QuotedDocuments);
        var quotes = new DocumentQuotes[quoted.Count];
        folder.Scan(_ => new PassageScorer(), (scorer, ordinal, document) =>
        {
            if (quoted.TryGetValue(ordinal, out var rank))
                quotes[rank] = DocumentQuotes.Of(ordinal, document, scores[ordinal], scorer.Score(document, query, averagePassage));
        }, cancel);
        return new LexicalScores(scores, scores, best, quotes);
    }
}
