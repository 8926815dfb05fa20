namespace Lector.Core.Asking.Queueing;

/// <summary>What a reader says of a work message, after its shard is written: a hint, for the shard in the store is the truth.</summary>
/// <param name="Item">The work.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="By">Key of the reader.</param>
public sealed record WorkResult(WorkItem Item, WorkOutcome Outcome, string By);

/// <summary>What came of a work message.</summary>
public enum WorkOutcome
{
    /// <summary>Its shard of verdicts is there.</summary>
    Read,

    /// <summary>It is for a reader of another identity, whose scores are not this one's.</summary>
    Refused,

    /// <summary>It was a call, and the reader has announced itself.</summary>
    Announced,
}
