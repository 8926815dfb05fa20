using System.Diagnostics;
using Lector.Core.Evaluating;
using Lector.Core.Reading.Lexical;

namespace Lector.Local.Evaluating;

/// <summary>Asks a reader all questions of a corpus and holds its scores against the labels.</summary>
public static class ReaderEvaluation
{
    /// <summary>Evaluates the lexical reader.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <param name="method">Which method.</param>
    /// <param name="cancel">Stops between documents.</param>
    public static EvaluationResult Run(LabelledCorpus corpus, LexicalMethod method, CancellationToken cancel)
    {
        var (watch, evaluation) = (Stopwatch.StartNew(), new Evaluation(corpus.Files));
        var options = new LexicalOptions { Method = method, QuotedDocuments = corpus.Documents.Count, Parallelism = 1 };
        var asked = corpus.Questions.Where(question => question.Labels.Count > 0).ToArray();
        var scored = asked.AsParallel().AsOrdered().WithCancellation(cancel)
            .Select(question => (Question: question, Scores: LexicalReader.Score(question.Text, [() => corpus.Documents], options, cancel)));
        foreach (var (question, scores) in scored)
            evaluation.Add(question, scores);
        return evaluation.Result(corpus.Name, method == LexicalMethod.Bm25 ? "bm25" : "lexical", 0, watch.Elapsed.TotalSeconds);
    }
}
