using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Core.Reading.Lexical;

namespace Lector.Core.Asking;

/// <summary>The scores of a run's readable documents, known by their position among them.</summary>
/// <param name="SetAside">What is relevant and what is set aside.</param>
/// <param name="Best">Each document's best passage.</param>
/// <param name="Quotes">The passages of the documents that may be quoted.</param>
internal sealed record Scoring(IReadOnlyList<float> SetAside, IReadOnlyList<Passage> Best, IReadOnlyList<DocumentQuotes> Quotes)
{
    /// <summary>Documents whose set-aside score is at or above this are relevant.</summary>
    public double Cut => Grades is null ? LexicalReader.DefaultCut : LexicalReader.CombinedCut;

    /// <summary>Where the best passage scores below this, nothing found answers the question.</summary>
    public double Floor => Grades is null ? LexicalReader.DefaultFloor : LexicalReader.CombinedFloor;

    /// <summary>Passages by what shows that the model read all of them; null without a model.</summary>
    public IReadOnlyDictionary<FullReading, int>? Grades { get; private init; }

    /// <summary>Tokens that the model processed; null without a model, and where it does not tell.</summary>
    public long? Tokens { get; private init; }

    /// <summary>Readable documents of which a passage has no verdict, and why the first of them has none.</summary>
    public IReadOnlyDictionary<int, UnreadCause> Unread { get; private init; } = new Dictionary<int, UnreadCause>();

    /// <summary>Scores a run by keyword statistics, and by the local model where one reads.</summary>
    public static async Task<Scoring> Of(AskPorts ports, RunPlan plan, RunDocuments documents, CancellationToken cancel)
    {
        var options = new LexicalOptions { Method = plan.Ask.Options.Reader == "bm25" ? LexicalMethod.Bm25 : LexicalMethod.Feedback };
        var vector = ports.Embedder is { } embedder ? await embedder.EmbedQuestion(plan.Ask.Question, cancel) : [];
        var opinion = documents.Judged(ports, cancel) is { } judged ? ModelScores.Of(judged, vector, (plan.Queued?.Identity ?? ports.Embedder?.Identity ?? ports.Reader?.Identity)!) : null;
        var scores = LexicalReader.Score(plan.Ask.Question, await documents.Terms(cancel), options, cancel, opinion?.Opinion);
        return new Scoring(scores.SetAside, scores.Best, scores.Quotes)
        {
            Grades = opinion?.Grades,
            Tokens = opinion?.Tokens,
            Unread = opinion?.Unread ?? new Dictionary<int, UnreadCause>(),
        };
    }
}
