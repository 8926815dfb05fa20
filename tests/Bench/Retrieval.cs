using System.Globalization;
using Lector.Core.Evaluating;
using Lector.Core.Reading.Lexical;
using Lector.Formats;
using Lector.Local.Evaluating;

namespace Lector.Bench;

/// <summary>Retrieval on labelled corpora, the lexical reader beside plain BM25 in the same run.</summary>
internal static class Retrieval
{
    private static readonly (string Folder, string Questions, string Labels)[] Sets =
    [
        ("cranfield", "questions.jsonl", "labels.jsonl"),
        ("cacm", "questions.jsonl", "labels.jsonl"),
        ("hotpotqa-500", "questions.jsonl", "labels.jsonl"),
        ("hotpotqa-sent-100", "questions.jsonl", "labels.jsonl"),
        ("enron-berkeley", "questions.jsonl", "labels.jsonl"),
        ("contractnli", "questions.jsonl", "labels.jsonl"),
        ("cuad", "questions.jsonl", "labels.jsonl"),
        ("cuad", "questions_single.jsonl", "labels_single.jsonl"),
    ];

    /// <summary>Prints the table, one line a corpus and reader, and sums it up; a corpus that is not there is skipped.</summary>
    public static Task<IReadOnlyList<Measured>> Run(Measuring measuring, CancellationToken cancel)
    {
        var output = measuring.Output;
        var rows = new List<Measured>();
        output.WriteLine($"{"corpus",-18} {"reader",-8} {"docs",6} {"asked",5}  {"nDCG@10",7} {"R@10",5} {"R@50",5} {"R@100",5}  {"docs95",7} {"ratio",5}  {"evidence in 1 · 3 · 5 · 10 · 20",-32} {"seconds",7}");
        foreach (var (folder, questions, labels) in Sets)
        {
            var name = questions == "questions.jsonl" ? folder : folder + " single";
            if (!Directory.Exists(Path.Combine(measuring.Corpora, folder)))
            {
                rows.Add(Measuring.Skipped(name, "the corpus is not unpacked"));
                continue;
            }

            var corpus = LabelledCorpus.Read(Path.Combine(measuring.Corpora, folder), questions, labels, new Extractor(new ExtractionLimits()), cancel);
            var plain = ReaderEvaluation.Run(corpus, LexicalMethod.Bm25, cancel);
            output.WriteLine(Row(name, plain, plain));
            var read = ReaderEvaluation.Run(corpus, LexicalMethod.Feedback, cancel);
            output.WriteLine(Row(name, read, plain));
            rows.Add(Sum(name, read, plain));
        }

        return Task.FromResult<IReadOnlyList<Measured>>(rows);
    }

    // Targets hold for corpora of ten questions or more.
    private static Measured Sum(string name, EvaluationResult read, EvaluationResult plain)
    {
        var evidence = read.SpanRecall is { } spans ? FormattableString.Invariant($"; evidence in five passages {spans[5]:.000} (bm25 {plain.SpanRecall![5]:.000})") : "";
        var most = name switch { "cranfield" => ".75", "cacm" => ".55", "hotpotqa-500" => ".60", _ => "1.02" };
        return new Measured(
            FormattableString.Invariant($"{name}: {read.Documents:N0} documents, {read.Questions} questions"),
            FormattableString.Invariant($"nDCG@10 {read.Ndcg10:.000} (bm25 {plain.Ndcg10:.000}); documents for 95% {read.Documents95:N0} ({read.Documents95 / plain.Documents95:0.00} of bm25's){evidence}"),
            $"nDCG@10 at most .01 lower; {most}{(name == "cuad single" ? "; evidence .64" : "")}");
    }

    private static string Row(string name, EvaluationResult result, EvaluationResult plain)
    {
        var spans = result.SpanRecall is null ? "-" : string.Join(" · ", result.SpanRecall.Values.Select(share => share.ToString(".000", CultureInfo.InvariantCulture)));
        var recall = string.Join(' ', result.Recall.Values.Select(share => share.ToString(".000", CultureInfo.InvariantCulture).PadLeft(5)));
        return FormattableString.Invariant(
            $"{name,-18} {result.Reader,-8} {result.Documents,6} {result.Questions,5}  {result.Ndcg10,7:.000} {recall}  {result.Documents95,7:0.0} {result.Documents95 / plain.Documents95,5:0.00}  {spans,-32} {result.Seconds,7:0.0}");
    }
}
