using System.Diagnostics;
using Lector.Core.Asking;
using Lector.Core.Evaluating;
using Lector.Core.Reading.Lexical;

namespace Lector.Local.Evaluating;

/// <summary>Asks a reader all questions of a corpus and holds its scores against the labels.</summary>
public static class ReaderEvaluation
{
    /// <summary>Evaluates a lexical reader alone.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <param name="method">Which method.</param>
    /// <param name="cancel">Stops between documents.</param>
    public static EvaluationResult Run(LabelledCorpus corpus, LexicalMethod method, CancellationToken cancel) =>
        Run(corpus, method == LexicalMethod.Bm25 ? "bm25" : "lexical", new LexicalOptions { Method = method }, null, 0, Stopwatch.StartNew(), cancel);

    /// <summary>Evaluates a model beside the lexical reader.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <param name="name">What the reader is called.</param>
    /// <param name="opinions">What the model says of the corpus' passages, by question.</param>
    /// <param name="tokens">Tokens that it processed.</param>
    /// <param name="watch">Started before the model read.</param>
    /// <param name="cancel">Stops between documents.</param>
    public static EvaluationResult Run(LabelledCorpus corpus, string name, IReadOnlyDictionary<string, ModelScores> opinions, long tokens, Stopwatch watch, CancellationToken cancel) =>
        Run(corpus, name, new LexicalOptions(), opinions, tokens, watch, cancel);

    private static EvaluationResult Run(LabelledCorpus corpus, string name, LexicalOptions options, IReadOnlyDictionary<string, ModelScores>? opinions, long tokens, Stopwatch watch, CancellationToken cancel)
    {
        var evaluation = new Evaluation(corpus.Files);
        options = options with { QuotedDocuments = corpus.Documents.Count, Parallelism = 1 };
        var scored = Asked(corpus).AsParallel().AsOrdered().WithCancellation(cancel)
            .Select(question => (Question: question, Scores: LexicalReader.Score(question.Text, [() => corpus.Documents], options, cancel, opinions?[question.Id].Opinion)));
        foreach (var (question, scores) in scored)
            evaluation.Add(question, scores);
        return evaluation.Result(corpus.Name, name, tokens, watch.Elapsed.TotalSeconds);
    }

    /// <summary>The questions that count: those with a relevant document.</summary>
    internal static EvaluationQuestion[] Asked(LabelledCorpus corpus) => [.. corpus.Questions.Where(question => question.Labels.Count > 0)];
}
