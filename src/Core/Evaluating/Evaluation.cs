using Lector.Core.Reading.Lexical;

namespace Lector.Core.Evaluating;

/// <summary>Sums the measures of a corpus, question by question.</summary>
/// <param name="files">For each document, in the folder's order, the file that labels know it by: an attachment belongs to its mail's file.</param>
public sealed class Evaluation(IReadOnlyList<string> files)
{
    private static readonly int[] SpanDepths = [1, 3, 5, 10, 20];

    private readonly int fileCount = files.Distinct().Count();
    private readonly double[] spans = new double[SpanDepths.Length];
    private int documentsWithSpans;
    private double ndcg10;
    private double recall10;
    private double recall50;
    private double recall100;
    private double documents95;

    /// <summary>Questions so far that had a relevant document.</summary>
    public int Questions { get; private set; }

    /// <summary>Adds what a reader said of one question. A question without a relevant document is passed over.</summary>
    /// <param name="question">The question with its labels.</param>
    /// <param name="scores">The reader's scores, with the passages of every document.</param>
    public void Add(EvaluationQuestion question, LexicalScores scores)
    {
        if (question.Labels.Count == 0)
            return;
        Questions++;
        var (quoteFirst, setAside) = (GradesOf(question, scores.QuoteFirst), GradesOf(question, scores.SetAside));
        var (relevant, grades) = (question.Labels.Count, question.Labels.Values.Select(label => label.Grade).ToArray());
        ndcg10 += RankingMetrics.Ndcg(quoteFirst, grades, 10);
        recall10 += RankingMetrics.Recall(quoteFirst, relevant, 10);
        recall50 += RankingMetrics.Recall(setAside, relevant, 50);
        recall100 += RankingMetrics.Recall(setAside, relevant, 100);
        documents95 += RankingMetrics.DocumentsFor(setAside, relevant, .95, fileCount);
        if (question.Labels.Values.Any(label => label.Spans.Count > 0))
            AddSpans(question, scores.Quotes);
    }

    /// <summary>The means over all questions added.</summary>
    /// <param name="corpus">The corpus' name.</param>
    /// <param name="reader">Who read.</param>
    /// <param name="tokensRead">Tokens that a model processed.</param>
    /// <param name="seconds">Wall time.</param>
    public EvaluationResult Result(string corpus, string reader, long tokensRead, double seconds)
    {
        var count = Math.Max(1, Questions);
        var recall = new SortedDictionary<int, double> { [10] = Round(recall10 / count), [50] = Round(recall50 / count), [100] = Round(recall100 / count) };
        var spanRecall = documentsWithSpans == 0
            ? null
            : new SortedDictionary<int, double>(SpanDepths.Zip(spans).ToDictionary(pair => pair.First, pair => Round(pair.Second / documentsWithSpans)));
        return new EvaluationResult(corpus, reader, files.Count, Questions, Round(ndcg10 / count), recall, Math.Round(documents95 / count, 2), spanRecall, tokensRead, Math.Round(seconds, 2));
    }

    // A file's place in the ranking is that of its best document.
    private List<double> GradesOf(EvaluationQuestion question, IReadOnlyList<float> scores)
    {
        var (seen, grades) = (new HashSet<string>(StringComparer.Ordinal), new List<double>());
        foreach (var ordinal in Ranking.Of(scores))
        {
            if (seen.Add(files[ordinal]))
                grades.Add(question.Labels.TryGetValue(files[ordinal], out var label) ? label.Grade : 0);
        }
        return grades;
    }

    // A document that the reader gave no passages of holds all its evidence outside the first ones.
    private void AddSpans(EvaluationQuestion question, IReadOnlyList<DocumentQuotes> quotes)
    {
        var unseen = question.Labels.Where(pair => pair.Value.Spans.Count > 0).ToDictionary();
        documentsWithSpans += unseen.Count;
        foreach (var quote in quotes)
        {
            if (!unseen.Remove(files[quote.Document], out var label))
                continue;
            var order = Enumerable.Range(0, quote.Passages.Count).OrderByDescending(i => quote.Scores[i]).Select(i => quote.Passages[i]).ToArray();
            for (var i = 0; i < SpanDepths.Length; i++)
                spans[i] += SpanCoverage.Of(label.Spans, order[..Math.Min(order.Length, SpanDepths[i])]).Share;
        }
    }

    private static double Round(double share) => Math.Round(share, 4);
}
