using Lector.Core.Answering;
using Lector.Core.Asking;
using Lector.Local.Running;

namespace Lector.Local.Showing;

/// <summary>A run as one object for programs.</summary>
internal sealed record RunJson
{
    public required string Run { get; init; }

    public required string ReadBy { get; init; }

    public required DocumentCounts Documents { get; init; }

    public required PassageCounts Passages { get; init; }

    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)]
    public required RunAnswer? Answer { get; init; }

    public string? Abstained { get; init; }

    public required decimal Cost { get; init; }

    public required RunDisclosure Disclosure { get; init; }

    public required double Seconds { get; init; }

    /// <summary>The object of a run.</summary>
    public static RunJson Of(RunFolder run, TimeSpan took) => new()
    {
        Run = run.Path,
        ReadBy = run.Record.Selection.ReadBy.Words,
        Documents = run.Record.Funnel.Documents,
        Passages = run.Record.Funnel.Passages,
        Answer = run.Answer.Claims.Count == 0 ? null : new RunAnswer(run.Answer.Claims, run.Answer.Withheld.Count, run.Answer.Notice),
        Abstained = run.Answer.Abstained?.Reason,
        Cost = run.Cost.Least,
        Disclosure = new RunDisclosure(run.Disclosure.Spans, run.Disclosure.Characters, run.Disclosure.Destinations, run.LedgerHead),
        Seconds = Math.Round(took.TotalSeconds, 3),
    };
}

/// <summary>An answer for programs.</summary>
internal sealed record RunAnswer(IReadOnlyList<CheckedClaim> Claims, int Withheld, string Notice);

/// <summary>What left the house, in numbers.</summary>
internal sealed record RunDisclosure(int Spans, long Characters, IReadOnlyList<string> Destinations, string LedgerHead);
