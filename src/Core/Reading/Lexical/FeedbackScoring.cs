using Lector.Core.Documents;

namespace Lector.Core.Reading.Lexical;

/// <summary>BM25 with the fields of mail, best passages and two relevance models, one of documents and one of passages, in six scans of the folder.</summary>
/// <remarks>
/// The document model finds everything but can hurt the first ten, so it decides only what is set aside. The passage model finds clauses that say
/// the same in other words; it counts the more, the more passages the documents have, for where they have one it says nothing
/// that the document does not.
/// </remarks>
internal sealed class FeedbackScoring
{
    // Ten documents and 60 terms are RM3's usual figures. Passages are shorter and more alike: more of them, fewer terms.
    private const int FeedbackDocuments = 10;
    private const int DocumentModelTerms = 60;
    private const int FeedbackPassages = 50;
    private const int PassageModelTerms = 30;

    // Frequencies in the folder are looked up for ten times as many.
    private const int Candidates = 10;

    // Shares of the scores; what is left over is the share of what is mixed with.
    private const double PassageInBase = .3;
    private const double PassageModelShare = .4;
    private const double BaseInSetAside = .1;
    private const double NameShare = .5;

    private readonly QuestionTerms question;
    private readonly Shards folder;
    private readonly LexicalOptions options;
    private readonly ModelOpinion? model;
    private readonly CancellationToken cancel;

    private readonly int[] asked;
    private readonly FolderStatistics statistics;
    private readonly AnsweredHeads answered;
    private readonly double averageDocument;
    private readonly double averagePassage;

    private FeedbackScoring(QuestionTerms question, Shards folder, LexicalOptions options, ModelOpinion? model, CancellationToken cancel)
    {
        (this.question, this.folder, this.options, this.model, this.cancel) = (question, folder, options, model, cancel);
        asked = question.Counts(_ => true);
        var parts = folder.Scan(
            _ => (Sum: new FolderStatistics(question.Distinct), Heads: new AnsweredHeads.Part(question.Distinct)),
            (part, ordinal, document) =>
            {
                part.Sum.Add(document);
                part.Heads.Add(ordinal, document);
            }, cancel);
        statistics = new FolderStatistics(question.Distinct);
        foreach (var (sum, _) in parts)
            statistics.Add(sum);
        answered = new AnsweredHeads(parts.Select((part, shard) => (part.Heads, folder.FirstOf(shard))));
        averageDocument = Math.Max(1, (statistics.Length + statistics.SubjectLength) / (double)Math.Max(1, statistics.Documents));
        averagePassage = Math.Max(1, statistics.Length / (double)Math.Max(1, statistics.Passages));
    }

    /// <summary>Scores a folder.</summary>
    public static LexicalScores Score(QuestionTerms question, Shards folder, LexicalOptions options, ModelOpinion? model, CancellationToken cancel)
    {
        var scoring = new FeedbackScoring(question, folder, options, model, cancel);
        var found = scoring.Find();
        var (quoteFirst, setAside) = (found.QuoteFirst, found.SetAside);
        model?.Join(quoteFirst, found.Model!, model.Weights.QuoteFirst);
        model?.Join(setAside, found.Moved!, model.Weights.SetAside);
        return new LexicalScores(quoteFirst, setAside, found.Best, scoring.Quote(found.Asked, quoteFirst));
    }

    /// <summary>What is known of a folder's documents before the two opinions are joined: what weights are fitted on.</summary>
    public static Evidence Find(QuestionTerms question, Shards folder, LexicalOptions options, ModelOpinion? model, CancellationToken cancel) =>
        new FeedbackScoring(question, folder, options, model, cancel).Find();

    private Evidence Find()
    {
        var byModel = model?.BestOfDocuments();
        var (quoteFirst, best) = ScoreQuestion(byModel);
        var named = best.Count == 0 ? new bool[question.Sequence.Length] : NamingPart.Find(question, statistics, best[0].Kept);
        var wide = Widen(best, named);
        var (setAside, passages) = ScoreWide(wide, quoteFirst, named);
        return new Evidence(quoteFirst, setAside, byModel, model?.Move([.. best.Select(hit => hit.Document)]), passages, wide.Asked);
    }

    // Each document's share of the question as it was asked, and the best documents.
    private (float[] Scores, IReadOnlyList<BestHits<DocumentTerms>.Hit> Best) ScoreQuestion(float[]? modelBest)
    {
        var documents = new WeightedTerms(question.Distinct, [.. asked.Select((count, i) => count * statistics.Rarity(i))]);
        var passages = new WeightedTerms(question.Distinct, [.. asked.Select((count, i) => count * statistics.PassageRarity(i))]);
        var scores = new float[folder.Documents];
        var parts = folder.Scan(_ => (Passages: new PassageScorer(), Best: new BestHits<DocumentTerms>(FeedbackDocuments)), (part, ordinal, document) =>
        {
            var score = documents.ScoreFields(document, averageDocument, answered.Of(ordinal));
            if (score > 0)
                score = Mix(score, part.Passages.Best(document, passages, averagePassage).Score, PassageInBase);
            scores[ordinal] = (float)score;
            part.Best.Offer(score, ordinal, () => document);
        }, cancel);
        return (scores, modelBest is null ? BestHits<DocumentTerms>.Merge(parts.Select(part => part.Best), FeedbackDocuments) : Rejudge(scores, modelBest));
    }

    // The best documents once the model has been heard.
    private IReadOnlyList<BestHits<DocumentTerms>.Hit> Rejudge(float[] scores, float[] modelBest)
    {
        var joined = (float[])scores.Clone();
        model!.Join(joined, modelBest, model.Weights.QuoteFirst);
        var parts = folder.Scan(_ => new BestHits<DocumentTerms>(FeedbackDocuments), (best, ordinal, document) => best.Offer(joined[ordinal], ordinal, () => document), cancel);
        return BestHits<DocumentTerms>.Merge(parts, FeedbackDocuments);
    }

    // Both relevance models.
    private WideQuestion Widen(IReadOnlyList<BestHits<DocumentTerms>.Hit> best, bool[] named)
    {
        var askedCounts = question.Counts(i => !named[i]);
        var askedPart = new WeightedTerms(question.Distinct, [.. askedCounts.Select((count, i) => count * statistics.PassageRarity(i))]);
        var spread = (Ours: SpreadOf(askedPart), Theirs: model?.OfPassages() ?? default);
        var parts = folder.Scan(
            shard => (Passages: new PassageScorer(), Model: model?.Open(shard), Best: new BestHits<TermBag>(FeedbackPassages)),
            (part, ordinal, document) =>
            {
                var scores = part.Passages.Score(document, askedPart, averagePassage);
                part.Model?.MoveNext();
                var (at, top) = (0, 0.0);
                for (var i = 0; i < scores.Length; i++)
                {
                    var score = part.Model is null ? scores[i] : model!.Join(scores[i], part.Model.Current[i], spread.Ours, spread.Theirs, model.Weights.Passages);
                    if (score > top)
                        (at, top) = (i, score);
                }
                // One passage a document, or one contract's wording would speak for all.
                part.Best.Offer(top, ordinal, () => TermBag.OfPassage(document, at));
            }, cancel);
        var passages = BestHits<TermBag>.Merge(parts.Select(part => part.Best), FeedbackPassages);

        var ofDocuments = new RelevanceModel([.. best.Select(hit => (hit.Score, TermBag.OfDocument(hit.Kept)))], Candidates * DocumentModelTerms);
        // Squared: the best passages of a small folder are soon beside the point.
        var ofPassages = new RelevanceModel([.. passages.Select(hit => (hit.Score * hit.Score, hit.Kept))], Candidates * PassageModelTerms);
        var (inDocuments, inPassages) = (Count(ofDocuments.Candidates), Count(ofPassages.Candidates));
        return new WideQuestion(
            ofDocuments.Widen(Terms(asked, statistics.Rarity), inDocuments.Rarity, i => inDocuments.InDocuments[i] / (double)inDocuments.Documents, DocumentModelTerms),
            WidenPassages(asked),
            WidenPassages(askedCounts));

        WeightedTerms WidenPassages(int[] counts) => ofPassages.Widen(
            Terms(counts, statistics.PassageRarity), inPassages.PassageRarity, i => inPassages.InPassages[i] / (double)inPassages.Passages, PassageModelTerms);
    }

    // Completes the quote-first scores in place, and finds the set-aside scores and the best passages.
    private (float[] SetAside, Passage[] Best) ScoreWide(WideQuestion wide, float[] quoteFirst, bool[] named)
    {
        var (setAside, best) = (new float[folder.Documents], new Passage[folder.Documents]);
        var passageShare = PassageModelShare * (1 - (statistics.Documents / (double)Math.Max(statistics.Documents, Math.Max(1, statistics.Passages))));
        var name = named.Contains(true) ? question.Counts(i => named[i]) : null;
        folder.Scan(_ => new PassageScorer(), (scorer, ordinal, document) =>
        {
            var basic = (double)quoteFirst[ordinal];
            var passage = scorer.Best(document, wide.Whole, averagePassage).Score;
            var byModel = wide.Document.ScoreFields(document, averageDocument, answered.Of(ordinal));
            var quote = Mix(basic, passage, passageShare);
            var keep = Mix(Mix(byModel, passage, passageShare), basic, BaseInSetAside);
            if (name is not null)
            {
                var share = NamedShare(document, name);
                (quote, keep) = (Mix(quote, share, NameShare), Mix(keep, share, NameShare));
            }
            (quoteFirst[ordinal], setAside[ordinal]) = ((float)quote, (float)keep);
            if (document.Passages > 0)
                best[ordinal] = document[scorer.Best(document, wide.Asked, averagePassage).Index];
        }, cancel);
        return (setAside, best);
    }

    // Every passage of the best documents, ranked by the part of the question that asks.
    private DocumentQuotes[] Quote(WeightedTerms query, float[] quoteFirst)
    {
        var chosen = Ranking.Best(quoteFirst, options.QuotedDocuments);
        var quotes = new DocumentQuotes[chosen.Count];
        var spread = (Ours: SpreadOf(query), Theirs: model?.OfPassages() ?? default);
        folder.Scan(shard => (Passages: new PassageScorer(), Model: model?.Open(shard)), (part, ordinal, document) =>
        {
            part.Model?.MoveNext();
            if (!chosen.TryGetValue(ordinal, out var rank))
                return;
            var scores = part.Passages.Score(document, query, averagePassage).ToArray();
            for (var i = 0; i < scores.Length && part.Model is not null; i++)
                scores[i] = (float)model!.Join(scores[i], part.Model.Current[i], spread.Ours, spread.Theirs, model.Weights.Passages);
            quotes[rank] = DocumentQuotes.Of(ordinal, document, quoteFirst[ordinal], scores);
        }, cancel);
        return quotes;
    }

    // The share of the name's weight that stands at a document's front.
    private double NamedShare(DocumentTerms document, int[] name)
    {
        var (found, all) = (0.0, 0.0);
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == 0)
                continue;
            all += statistics.Rarity(i);
            if (NamingPart.FrontCount(document, question.Distinct[i]) > 0)
                found += statistics.Rarity(i);
        }
        return found / all;
    }

    private FolderStatistics Count(ulong[] terms)
    {
        var sum = new FolderStatistics(terms);
        foreach (var part in folder.Scan(_ => new FolderStatistics(terms), (part, _, document) => part.Add(document), cancel))
            sum.Add(part);
        return sum;
    }

    // Of the lexical scores of all passages; only a model needs it.
    private ModelOpinion.Spread SpreadOf(WeightedTerms query)
    {
        if (model is null)
            return default;
        var parts = folder.Scan(_ => (Passages: new PassageScorer(), Sum: new FixedPointSpread()), (part, _, document) => part.Sum.Add(part.Passages.Score(document, query, averagePassage)), cancel);
        return FixedPointSpread.Merge(parts.Select(part => part.Sum));
    }

    private List<(ulong Term, int Count, double Rarity)> Terms(int[] counts, Func<int, double> rarity) =>
        [.. question.Distinct.Select((term, i) => (term, counts[i], rarity(i))).Where(term => term.Item2 > 0)];

    private static double Mix(double one, double other, double shareOfOther) => ((1 - shareOfOther) * one) + (shareOfOther * other);

    /// <summary>What is known of a folder's documents, in their order.</summary>
    /// <param name="QuoteFirst">Lexical scores for quoting.</param>
    /// <param name="SetAside">Lexical scores for setting aside.</param>
    /// <param name="Model">The model's score of the best passage; null without a model.</param>
    /// <param name="Moved">The same once the question has been moved.</param>
    /// <param name="Best">The best passages.</param>
    /// <param name="Asked">What passages are asked for.</param>
    internal sealed record Evidence(float[] QuoteFirst, float[] SetAside, float[]? Model, float[]? Moved, Passage[] Best, WeightedTerms Asked);

    /// <summary>The question with the words that go with it.</summary>
    /// <param name="Document">For documents, by the model of documents.</param>
    /// <param name="Whole">For passages, by the model of passages: the whole question.</param>
    /// <param name="Asked">The same without the part that names a document.</param>
    private sealed record WideQuestion(WeightedTerms Document, WeightedTerms Whole, WeightedTerms Asked);
}
