using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Lector.Core.Documents;
using Lector.Core.Evaluating;
using Lector.Core.Reading.Lexical;
using Lector.Core.Storage;
using Lector.Formats;
using Lector.Local.Evaluating;
using Lector.Local.Folders;
using Lector.Local.Running;

namespace Lector.Local.Commands;

/// <summary><c>lector eval CORPUS</c>: holds a reader against labelled data, so that a reader is chosen by measured recall and not by name.</summary>
internal static class EvalCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Build() => Build(() => new Extractor(new ExtractionLimits()));

    /// <summary>The same with another extractor.</summary>
    internal static Command Build(Func<IExtractor> extractor)
    {
        var corpus = new Argument<string>("CORPUS") { Description = "a folder with docs/, questions.jsonl and labels.jsonl" };
        var questions = new Option<string>("--questions") { Description = "another file of questions, in CORPUS or by its path", DefaultValueFactory = _ => "questions.jsonl" };
        var labels = new Option<string>("--labels") { Description = "another file of labels, in CORPUS or by its path", DefaultValueFactory = _ => "labels.jsonl" };
        var json = new Option<bool>("--json") { Description = "print one JSON object" };
        var command = new Command("eval", "Measure a reader on labelled documents") { corpus, questions, labels, json };
        ReaderOptions.AddTo(command);
        RunOptions.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var read = LabelledCorpus.Read(parsed.GetValue(corpus)!, parsed.GetValue(questions)!, parsed.GetValue(labels)!, extractor(), cancel);
            await using var readers = await ReaderOptions.Open(parsed, RunOptions.Out(parsed), Console.Error.WriteLine, cancel);
            var result = await Evaluate(read, readers, RunOptions.Out(parsed), cancel);
            var to = parsed.InvocationConfiguration.Output;
            // Null stands in the object where a corpus has no spans: the options of stored records would leave it out.
            await to.WriteLineAsync(parsed.GetValue(json) ? JsonSerializer.Serialize(result, new JsonSerializerOptions(Json.Options) { DefaultIgnoreCondition = default }) : Text(result));
            return Exit.Done;
        });
        return command;
    }

    private static async Task<EvaluationResult> Evaluate(LabelledCorpus corpus, Readers readers, string @out, CancellationToken cancel)
    {
        if (readers is { Reader: null, Embedder: null })
            return ReaderEvaluation.Run(corpus, readers.Kind == "bm25" ? LexicalMethod.Bm25 : LexicalMethod.Feedback, cancel);
        readers.ReadFor("eval/ledger.jsonl", $"eval {corpus.Name}");
        var watch = Stopwatch.StartNew();
        var reading = new CorpusReading(corpus, new FolderStore(@out), Console.IsErrorRedirected ? null : Say);
        var opinions = await reading.Opinions(readers.Embedder, readers.Reader, cancel);
        if (reading.Unread > 0)
            await Console.Error.WriteLineAsync($"{(Console.IsErrorRedirected ? "" : Environment.NewLine)}Passages that the model did not read: {reading.Unread:N0}. They count as if it had no opinion of them; the same command asks it for them again.");
        var identity = readers.Embedder?.Identity ?? readers.Reader!.Identity;
        return ReaderEvaluation.Run(corpus, $"{identity.Model} + lexical", opinions, reading.Tokens, watch, cancel);

        static void Say(int passages) => Console.Error.Write($"\r{passages:N0} passages read by the model ");
    }

    private static string Text(EvaluationResult result) => string.Join(Environment.NewLine,
    [
        $"{result.Corpus}, read by {result.Reader}: {result.Documents:N0} documents, {result.Questions:N0} questions, {result.Seconds.ToString("0.0", CultureInfo.InvariantCulture)} s",
        $"nDCG of the first ten            {Share(result.Ndcg10)}",
        .. result.Recall.Select(pair => $"recall of the first {pair.Key,-12} {Share(pair.Value)}"),
        $"documents for 95% of the relevant {result.Documents95.ToString("0.0", CultureInfo.InvariantCulture)}",
        .. (result.SpanRecall ?? new Dictionary<int, double>()).Select(pair => $"evidence in the first {pair.Key,-2} passages  {Share(pair.Value)}"),
    ]);

    private static string Share(double share) => share.ToString("0.000", CultureInfo.InvariantCulture);
}
