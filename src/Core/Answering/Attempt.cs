namespace Lector.Core.Answering;

/// <summary>One sending of a request: a row of the cost and disclosure ledgers.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Started">When it was sent.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="RequestSha256">SHA-256 of the body, lower-case hex.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Status">HTTP status; null when none came.</param>
/// <param name="Sent">False when no byte of the body left, because no connection was made.</param>
/// <param name="Usage">Tokens as the service reports them, or null.</param>
/// <param name="Model">The model that the service says answered, or null.</param>
/// <param name="Message">What happened, when it was not answered; never document text.</param>
public sealed record Attempt(
    int Number, DateTimeOffset Started, double Seconds, string RequestSha256, AttemptOutcome Outcome, int? Status, bool Sent, FrontierUsage? Usage, string? Model, string? Message);

/// <summary>What came of an <see cref="Attempt"/>.</summary>
public enum AttemptOutcome
{
    /// <summary>The model answered, usably or not.</summary>
    Answered,

    /// <summary>The service answered that it did not do it.</summary>
    Busy,

    /// <summary>The service refused, or could not be reached.</summary>
    Refused,

    /// <summary>It is unknown whether the model did the work, and was paid.</summary>
    Unknown,
}
