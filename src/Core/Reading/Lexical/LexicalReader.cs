using Lector.Core.Documents;

namespace Lector.Core.Reading.Lexical;

/// <summary>Reads by keyword statistics, not by a language model: counts each document once, whatever the question, and scores a folder's counts against a question.</summary>
public static class LexicalReader
{
    /// <summary>Changes whenever the same text may yield other counts: stored counts of another version are of no use.</summary>
    public const string Version = "1";

    /// <summary>A document whose set-aside score is at least this is relevant, below it is set aside.</summary>
    /// <remarks>
    /// Chosen for recall: on six labelled corpora (aerodynamics, computing, encyclopedia, mail, NDAs, contracts) it keeps .94, .95, 1, .76, 1 and 1 of
    /// the relevant documents and sets 42, 74, 84, 43, 1 and 6% of the folder aside. Where a question is about what most documents hold, little
    /// is set aside; where it is about a subject without its words (mail by topic), some is lost at any cut.
    /// </remarks>
    public const double DefaultCut = .02;

    /// <summary>Where the best passage of a folder scores below this (<see cref="DocumentQuotes.Scores"/>), nothing found answers the question.</summary>
    /// <remarks>
    /// Questions put to the wrong corpus stay below it in about half of all cases (median .14 to .28), questions put to their own
    /// reach .23 or more in 95 of 100, except where documents are bare titles (.13). It tells another subject, not a missing fact:
    /// a question in the folder's own words that no document answers passes.
    /// </remarks>
    public const double DefaultFloor = .15;

    /// <summary>The same as <see cref="DefaultCut"/> for scores that a model takes part in.</summary>
    /// <remarks>
    /// With all-MiniLM-L6-v2 it keeps .96, .99, .97 and 1 of the relevant documents (aerodynamics, NDAs, computing, contracts; 25 questions each) and sets
    /// 49, 5, 79 and 10% of the folder aside, where the keyword statistics alone keep .90, 1, .94 and 1 at their own cut. Not measured with other models.
    /// </remarks>
    public const double CombinedCut = .03;

    /// <summary>The same as <see cref="DefaultFloor"/> for scores that a model takes part in.</summary>
    /// <remarks>With all-MiniLM-L6-v2 95 of 100 questions put to their own corpus reach .11 or more (aerodynamics, NDAs, computing, contracts); the median of those put to the wrong one is .08 to .11.</remarks>
    public const double CombinedFloor = .11;

    [ThreadStatic]
    private static TermCounter? Counter;

    /// <summary>Counts the terms of a document.</summary>
    /// <param name="text">The document.</param>
    /// <param name="passages">Its passages, end to end (<see cref="Passages.Cut"/>).</param>
    public static DocumentTerms Count(DocumentText text, IReadOnlyList<Passage> passages) => (Counter ??= new TermCounter()).Count(text, passages);

    /// <summary>Scores every document of a folder against a question.</summary>
    /// <param name="question">The question, as the person asked it.</param>
    /// <param name="shards">The folder's documents; each shard is scanned several times and must yield the same documents in the same order each time.</param>
    /// <param name="options">How.</param>
    /// <param name="cancel">Stops between documents.</param>
    /// <param name="opinion">A model's second opinion, aligned with <paramref name="shards"/>; null for none. The plain baseline does not hear it.</param>
    /// <returns>The scores: the same to the last bit however the documents are spread over shards in that order, and whatever the parallelism.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was signalled.</exception>
    public static LexicalScores Score(
        string question, IReadOnlyList<Func<IEnumerable<DocumentTerms>>> shards, LexicalOptions options, CancellationToken cancel,
        SecondOpinion? opinion = null)
    {
        var (terms, folder) = (new QuestionTerms(question), new Shards(shards, options.Parallelism));
        return options.Method == LexicalMethod.Bm25
            ? PlainScoring.Score(terms, folder, options, cancel)
            : FeedbackScoring.Score(terms, folder, options, opinion is null ? null : new ModelOpinion(opinion), cancel);
    }
}
