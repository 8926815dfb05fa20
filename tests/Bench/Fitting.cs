using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Lector.Core.Asking;
using Lector.Core.Evaluating;
using Lector.Core.Reading;
using Lector.Core.Reading.Lexical;
using Lector.Core.Storage;
using Lector.Formats;
using Lector.Local.Evaluating;
using Lector.Local.Folders;

namespace Lector.Bench;

/// <summary>Fits how a model's scores are joined with the lexical ones, leaving one corpus out, and holds the result against both alone on the corpus left out.</summary>
/// <remarks>
/// Each weight is the one that does best on what it decides, in the mean over the corpora: quote-first by nDCG@10, set-aside by the logarithm of the documents for 95% recall.
/// Both scores are standardised per question. Between passages both opinions count the same: nothing is fitted there.
/// </remarks>
internal static class Fitting
{
    private const double Alone = 1e6;
    private static readonly double[] Weights = [0, .25, .5, .75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];

    /// <summary>Fits, prints a Markdown table, and writes what Lector ships.</summary>
    /// <param name="corpora">Folders of labelled corpora to fit on.</param>
    /// <param name="heldOut">Folders of labelled corpora that are read with weights fitted on the others, and never fitted on.</param>
    /// <param name="model">The embedding model.</param>
    /// <param name="quantisation">Of its file, for the record.</param>
    /// <param name="store">Folder that keeps embeddings between runs.</param>
    /// <param name="json">The file to write, or null to print only.</param>
    /// <param name="to">Where the table goes.</param>
    /// <param name="cancel">Stops.</param>
    public static async Task Run(IReadOnlyList<string> corpora, IReadOnlyList<string> heldOut, IEmbedder model, string quantisation, string store, string? json, TextWriter to, CancellationToken cancel)
    {
        var (sets, read) = (new List<Set>(), new List<Set>());
        foreach (var folder in corpora)
            sets.Add(await Set.Load(folder, model, store, cancel));
        foreach (var folder in heldOut)
            read.Add(await Set.Load(folder, model, store, cancel));
        var left = new List<CorpusLeftOut>();
        await to.WriteLineAsync("| corpus (documents / questions) | reader | nDCG@10 | R@100 | documents for 95% | evidence in 5 passages |\n|---|---|---|---|---|---|");
        foreach (var set in sets.Concat(read))
        {
            var weights = Fit([.. sets.Where(other => other != set)]);
            var plain = ReaderEvaluation.Run(set.Corpus, LexicalMethod.Bm25, cancel);
            var lexical = ReaderEvaluation.Run(set.Corpus, LexicalMethod.Feedback, cancel);
            var alone = set.Read(opinion => opinion with { Combination = new Combination(Alone, Alone, Alone), Moved = null }, cancel);
            var joined = set.Read(opinion => opinion with { Combination = weights }, cancel);
            foreach (var (name, result) in new[] { ("bm25", plain), ("lexical", lexical), (model.Identity.Model + " alone", alone), (string.Create(CultureInfo.InvariantCulture, $"combination ({weights.QuoteFirst:0.00}, {weights.SetAside:0.00})"), joined) })
                await to.WriteLineAsync(Row(name, result, plain));
            await to.FlushAsync(cancel);
            left.Add(new CorpusLeftOut(
                set.Corpus.Name, MatterPaths.Key([.. set.Corpus.Hashes]), joined.Questions, weights, [lexical.Ndcg10, alone.Ndcg10, joined.Ndcg10], [lexical.Documents95, alone.Documents95, joined.Documents95]));
        }

        await to.WriteLineAsync($"\n| nDCG@10 · documents for 95%, at weights of | {string.Join(" | ", Weights.Select(weight => weight.ToString("0.00", CultureInfo.InvariantCulture)))} |\n|---|{string.Concat(Weights.Select(_ => "---|"))}");
        foreach (var set in sets.Concat(read))
            await to.WriteLineAsync($"| {set.Corpus.Name} | {string.Join(" | ", Weights.Select(weight => string.Create(CultureInfo.InvariantCulture, $"{set.Curve[weight].Ndcg10:.0000} · {set.Curve[weight].Documents95:0}")))} |");

        var all = Fit(sets);
        await to.WriteLineAsync(FormattableString.Invariant($"fitted on all: quote first {all.QuoteFirst:0.00}, set aside {all.SetAside:0.00}"));
        var fitted = new FittedCombination(model.Identity.Model, $"{model.Identity.Version}, {model.Identity.Kind}", quantisation, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date), all, left);
        if (json is not null)
            await File.WriteAllTextAsync(json, JsonSerializer.Serialize(new FittedCombinations([fitted]), Json.Readable) + "\n", cancel);
    }

    private static Combination Fit(IReadOnlyCollection<Set> sets) => new(
        Weights.MaxBy(weight => sets.Sum(set => set.Curve[weight].Ndcg10)),
        Weights.MinBy(weight => sets.Sum(set => Math.Log(set.Curve[weight].Documents95))),
        Combination.Default.Passages);

    private static string Row(string name, EvaluationResult result, EvaluationResult plain) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {result.Corpus} ({result.Documents:N0} / {result.Questions}) | {name} | {result.Ndcg10:.000} | {result.Recall[100]:.000} | {result.Documents95:N0} ({result.Documents95 / plain.Documents95:0.00}) | {(result.SpanRecall is { } spans ? spans[5].ToString(".000", CultureInfo.InvariantCulture) : "")} |");

    // What each weight does on a corpus.
    private sealed record Set(LabelledCorpus Corpus, IReadOnlyDictionary<string, ModelScores> Opinions, IReadOnlyDictionary<double, EvaluationResult> Curve)
    {
        public static async Task<Set> Load(string folder, IEmbedder model, string store, CancellationToken cancel)
        {
            var corpus = LabelledCorpus.Read(folder, "questions.jsonl", "labels.jsonl", new Extractor(new ExtractionLimits()), cancel);
            var opinions = await new CorpusReading(corpus, new FolderStore(store), null).Opinions(model, null, cancel);
            var evaluations = Weights.ToDictionary(weight => weight, _ => new Evaluation(corpus.Files));
            var scored = corpus.Questions.Where(question => question.Labels.Count > 0).ToArray().AsParallel().AsOrdered().WithCancellation(cancel)
                .Select(question => (Question: question, Scores: Score(corpus, question.Text, opinions[question.Id].Opinion, cancel)));
            foreach (var (question, scores) in scored)
            {
                foreach (var (weight, joined) in scores)
                    evaluations[weight].Add(question, joined);
            }

            return new Set(corpus, opinions, evaluations.ToDictionary(pair => pair.Key, pair => pair.Value.Result(corpus.Name, "", 0, 0)));
        }

        private static List<(double Weight, LexicalScores Scores)> Score(LabelledCorpus corpus, string question, SecondOpinion opinion, CancellationToken cancel)
        {
            var model = new ModelOpinion(opinion with { Combination = Combination.Default });
            var found = FeedbackScoring.Find(new QuestionTerms(question), new Shards([() => corpus.Documents], 1), new LexicalOptions(), model, cancel);
            return [.. Weights.Select(weight =>
            {
                var (quoteFirst, setAside) = ((float[])found.QuoteFirst.Clone(), (float[])found.SetAside.Clone());
                model.Join(quoteFirst, found.Model!, weight);
                model.Join(setAside, found.Moved!, weight);
                return (weight, new LexicalScores(quoteFirst, setAside, [], []));
            })];
        }

        public EvaluationResult Read(Func<SecondOpinion, SecondOpinion> with, CancellationToken cancel) =>
            ReaderEvaluation.Run(Corpus, "model", Opinions.ToDictionary(pair => pair.Key, pair => pair.Value with { Opinion = with(pair.Value.Opinion) }), 0, Stopwatch.StartNew(), cancel);
    }
}
