namespace Lector.Core.Answering;

/// <summary>The frontier model: one request out, one reply back.</summary>
/// <remarks>An adapter sends <see cref="FrontierRequest.Body"/> byte for byte and never repeats it by itself: every attempt is one call here and one ledger row.</remarks>
public interface IFrontier
{
    /// <summary>Where requests go.</summary>
    FrontierDestination Destination { get; }

    /// <summary>Sends once.</summary>
    /// <returns>What came of it; transport and service errors are values.</returns>
    /// <exception cref="OperationCanceledException">Cancelled: whether the request arrived is unknown.</exception>
    Task<FrontierReply> Send(FrontierRequest request, CancellationToken cancel);
}

/// <summary>Who receives what leaves.</summary>
/// <param name="Address">Base address without credentials or query.</param>
/// <param name="Model">The model asked for.</param>
/// <param name="Operator">Who runs it, by its host name or as the user stated.</param>
/// <param name="Zone">Where it is processed, as the user stated, else <c>not stated</c>.</param>
/// <param name="Retention">What is known of retention, such as <c>store: false requested, not proven</c>.</param>
/// <param name="Terms">The terms as entered by the user, or null.</param>
public sealed record FrontierDestination(string Address, string Model, string Operator, string Zone, string Retention, string? Terms)
{
    /// <summary>The HTTP proxy that requests are tunnelled through, or null. It sees the host name and the size, and the content only if this machine trusts its certificate.</summary>
    public string? Proxy { get; init; }
}

/// <summary>What came of one attempt.</summary>
public abstract record FrontierReply
{
    private FrontierReply() { }

    /// <summary>The model answered.</summary>
    /// <param name="Content">The reply's text as the model wrote it.</param>
    /// <param name="Usage">Tokens as the service reports them, or null where it does not.</param>
    /// <param name="Complete">False when the answer was cut at the output limit.</param>
    /// <param name="Model">The model that the service says answered.</param>
    public sealed record Answered(string Content, FrontierUsage? Usage, bool Complete, string? Model) : FrontierReply
    {
        /// <summary>Why the model, or a filter of its service, gave no answer, as a sentence; null when it gave one. The call is paid all the same.</summary>
        public string? Declined { get; init; }
    }

    /// <summary>The service answered that it did not do it (429, 503): the same request may be sent again.</summary>
    /// <param name="Status">HTTP status.</param>
    /// <param name="RetryAfter">How long the service asks to wait, where it says.</param>
    public sealed record Busy(int Status, TimeSpan? RetryAfter) : FrontierReply;

    /// <summary>The service refused (400, 401, 403, 404 …): sending the same again will not help.</summary>
    /// <param name="Status">HTTP status, or 0 when no connection was made at all.</param>
    /// <param name="Message">What happened and what to do; never document text.</param>
    public sealed record Refused(int Status, string Message) : FrontierReply;

    /// <summary>Whether the model did the work, and was paid, cannot be known (time-out, connection lost after sending, 500, 502, 504).</summary>
    /// <param name="Message">What happened; never document text.</param>
    public sealed record Unknown(string Message) : FrontierReply;
}

/// <summary>Tokens of one call as the service reports them: the truth in the cost ledger.</summary>
/// <param name="InputTokens">Tokens in, cached ones included.</param>
/// <param name="CachedTokens">Of these, read from a cache.</param>
/// <param name="OutputTokens">Tokens out, reasoning included.</param>
/// <param name="ReasoningTokens">Of these, hidden reasoning.</param>
public sealed record FrontierUsage(int InputTokens, int CachedTokens, int OutputTokens, int ReasoningTokens);
