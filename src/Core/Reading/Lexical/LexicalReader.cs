using Lector.Core.Documents;

namespace Lector.Core.Reading.Lexical;

/// <summary>Reads by keyword statistics, not by a language model: counts each document once, whatever the question, and scores a folder's counts against a question.</summary>
public static class LexicalReader
{
    /// <summary>Changes whenever the same text may yield other counts: stored counts of another version are of no use.</summary>
    public const string Version = "1";

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
    /// <returns>The scores: the same to the last bit however the documents are spread over shards in that order, and whatever the parallelism.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was signalled.</exception>
    public static LexicalScores Score(string question, IReadOnlyList<Func<IEnumerable<DocumentTerms>>> shards, LexicalOptions options, CancellationToken cancel)
    {
        var folder = new Shards(shards, options.Parallelism);
        var terms = new QuestionTerms(question);
        return PlainScoring.Score(terms, folder, options, cancel);
    }
}
