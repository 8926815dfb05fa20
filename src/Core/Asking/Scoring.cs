using Lector.Core.Documents;
using Lector.Core.Reading.Lexical;

namespace Lector.Core.Asking;

/// <summary>The scores of a run's readable documents, known by their position among them.</summary>
internal sealed record Scoring(
    IReadOnlyList<float> SetAside, IReadOnlyList<Passage> Best, IReadOnlyList<DocumentQuotes> Quotes, double Cut, double Floor)
{
    /// <summary>Passages by what shows that the model read all of them; null without a model.</summary>
    public IReadOnlyDictionary<string, int>? Grades { get; init; }

    /// <summary>Tokens that the model processed.</summary>
    public long? Tokens { get; init; }

    /// <summary>Readable documents of which a passage has no verdict.</summary>
    public IReadOnlySet<int> Unread { get; init; } = new HashSet<int>();

    /// <summary>Scores a run.</summary>
    public static async Task<Scoring> Of(AskPorts ports, RunPlan plan, RunDocuments documents, CancellationToken cancel)
    {
        var options = new LexicalOptions { Method = plan.Ask.Options.Reader == "bm25" ? LexicalMethod.Bm25 : LexicalMethod.Feedback };
        var scores = LexicalReader.Score(plan.Ask.Question, await documents.Terms(cancel), options, cancel);
        return new Scoring(scores.SetAside, scores.Best, scores.Quotes, 0.1, 0.2);
    }
}
