namespace Lector.Core.Evaluating;

/// <summary>How well a reader did on a labelled corpus: the object that <c>lector eval --json</c> prints.</summary>
/// <param name="Corpus">The corpus' name.</param>
/// <param name="Reader">Who read: <c>lexical</c>, <c>bm25</c>.</param>
/// <param name="Documents">Documents with text.</param>
/// <param name="Questions">Questions with at least one relevant document, header questions not counted.</param>
/// <param name="Ndcg10">Mean nDCG of the first ten in quote-first order, gain = grade.</param>
/// <param name="Recall">Mean recall by depth: 10 in quote-first order, 50 and 100 in set-aside order.</param>
/// <param name="Documents95">Mean number of documents, in set-aside order, until 95% of the relevant ones are found.</param>
/// <param name="SpanRecall">Share of the labelled characters of a document that stands in its first passages, by number of passages: the mean over all pairs of question and document with labelled spans; null without any.</param>
/// <param name="TokensRead">Tokens that a model processed: 0 for the lexical readers.</param>
/// <param name="Seconds">Wall time of reading and scoring.</param>
public sealed record EvaluationResult(
    string Corpus,
    string Reader,
    int Documents,
    int Questions,
    double Ndcg10,
    IReadOnlyDictionary<int, double> Recall,
    double Documents95,
    IReadOnlyDictionary<int, double>? SpanRecall,
    long TokensRead,
    double Seconds);
