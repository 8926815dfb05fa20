using Lector.Core.Answering;
using Lector.Core.Reading;

namespace Lector.Core.Ledgers.Costs;

/// <summary>What a run used: everything that its cost is computed from, besides the prices.</summary>
public sealed record CostInputs
{
    /// <summary>When the run began; its UTC day chooses the prices.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What reading took.</summary>
    public required ReadingUse Reading { get; init; }

    /// <summary>Every attempt to send the one request, in order; empty where nothing was sent.</summary>
    public IReadOnlyList<SpeakingAttempt> Attempts { get; init; } = [];

    /// <summary>The frontier model that was chosen, or null.</summary>
    public string? Frontier { get; init; }

    /// <summary>The whole folder's text, for the counterfactuals; its call is this run's call.</summary>
    public required Volume Folder { get; init; }
}

/// <summary>What reading took.</summary>
/// <param name="Reader">Who read, as the record says it.</param>
/// <param name="Model">The reading model's name for the price table, or null where no model read.</param>
/// <param name="Place">Where it read: only a third party's reading is priced by the table.</param>
/// <param name="Passages">Passages judged, cached verdicts included.</param>
/// <param name="FromCache">Of these, taken from verdicts of an earlier run.</param>
/// <param name="Tokens">Tokens that the engine processed for this run, or null where it does not tell.</param>
/// <param name="Characters">UTF-16 units of the passages judged.</param>
/// <param name="Seconds">Wall time of reading.</param>
/// <param name="HourlyPrice">What the reading machine costs an hour in the table's currency, where the person said so.</param>
public sealed record ReadingUse(string Reader, string? Model, ReaderPlace Place, long Passages, long FromCache, long? Tokens, long Characters, double Seconds, decimal? HourlyPrice = null);

/// <summary>One attempt to send the one request.</summary>
/// <param name="At">When it was sent.</param>
/// <param name="Model">The model that the service says answered, else the one asked for.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Usage">Tokens as the service reports them, or null.</param>
/// <param name="EstimatedInput">Input tokens of the request by Lector's estimator.</param>
/// <param name="EstimatedOutput">Output tokens by the same estimator: of the answer that came, else the most that was allowed.</param>
public sealed record SpeakingAttempt(DateTimeOffset At, string Model, SpeakingOutcome Outcome, FrontierUsage? Usage, int EstimatedInput, int EstimatedOutput)
{
    /// <summary>The money side of an attempt.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="model">The model that was asked for.</param>
    /// <param name="estimatedInput">Input tokens of the request by Lector's estimator.</param>
    /// <param name="estimatedOutput">Output tokens by the same estimator: of the answer that came, else the most that was allowed.</param>
    public static SpeakingAttempt Of(Attempt attempt, string model, int estimatedInput, int estimatedOutput) => new(
        attempt.Started,
        attempt.Model ?? model,
        attempt.Outcome switch { AttemptOutcome.Answered => SpeakingOutcome.Answered, AttemptOutcome.Unknown => SpeakingOutcome.Unknown, _ => SpeakingOutcome.NotDone },
        attempt.Usage,
        estimatedInput,
        estimatedOutput);
}

/// <summary>What came of an attempt, as far as money goes.</summary>
public enum SpeakingOutcome
{
    /// <summary>The model answered.</summary>
    Answered,

    /// <summary>The service said that it did not do it, or was not reached: nothing is charged.</summary>
    NotDone,

    /// <summary>Whether the model did the work cannot be known: it may have been charged.</summary>
    Unknown,

    /// <summary>A person carried the request by hand: what that costs is not seen.</summary>
    CarriedByHand,
}
