using Lector.Core.Reading;
using Lector.Models.Endpoints.Decisions;

namespace Lector.Models.Endpoints;

/// <summary>Reads by a decision server: a model whose only output is a probability, so that it cannot write by construction.</summary>
/// <remarks>One question a request, for others in the same request move the answer on several servers; <c>confidence</c> is never looked at, for it means five different things.</remarks>
internal sealed class DecisionReader : PointReader
{
    private readonly Endpoint endpoint;
    private readonly DecisionDialect dialect;
    private readonly string model;
    private readonly TokenCounter? counter;
    private readonly int? context;
    private readonly CountProof? counts;

    /// <param name="identity">Who reads.</param>
    /// <param name="slots">Requests that the server works on at once.</param>
    /// <param name="endpoint">The server.</param>
    /// <param name="dialect">Its wire format.</param>
    /// <param name="model">The model's name there.</param>
    /// <param name="counter">Its tokenizer, where it offers one.</param>
    /// <param name="context">Tokens of its window, where known.</param>
    public DecisionReader(ReaderIdentity identity, int slots, Endpoint endpoint, DecisionDialect dialect, string model, TokenCounter? counter, int? context)
        : base(identity, slots)
    {
        (this.endpoint, this.dialect, this.model, this.counter, this.context) = (endpoint, dialect, model, counter, context);
        counts = counter is null ? null : new CountProof(counter, async (question, text, cancel) => (await Decide(question, text, cancel)).Tokens);
    }

    /// <inheritdoc/>
    protected override Task<bool> Fits(string question, string framed, CancellationToken cancel) => counts?.Fits(question, framed, context, cancel) ?? base.Fits(question, framed, cancel);

    /// <inheritdoc/>
    protected override async Task<Verdict> Ask(string question, string framed, CancellationToken cancel)
    {
        var ids = counter is null ? null : await counter.Ids(framed, cancel);
        var decision = await Decide(question, framed, cancel);
        if (decision.Cause != UnreadCause.None)
            return Verdict.Unread(decision.Cause);
        if (decision.Cut == true)
            return Verdict.Unread(UnreadCause.TooLong);
        return await Proof(question, framed, decision, ids, cancel) is { } grade
            ? new Verdict((float)decision.Probability, ids?.Length ?? decision.Tokens, grade, UnreadCause.None)
            : Verdict.Unread(UnreadCause.TooLong);
    }

    private async Task<Decision> Decide(string question, string framed, CancellationToken cancel)
    {
        var reply = await endpoint.Post(dialect.Path, json => dialect.Write(json, model, question, framed), cancel);
        if (!reply.Ok)
            return reply.SaysTooLong ? Decision.None(UnreadCause.TooLong)
                : (int)reply.Status is 401 or 403 or >= 300 and < 400 ? throw new ReaderUnavailableException($"The reader {endpoint.Shown} cannot be used: {Diagnosis.Of(reply, "/" + dialect.Path, model)}.")
                : Decision.None(UnreadCause.ServerError);
        using var json = reply.Json();
        return json is null ? Decision.None(UnreadCause.NoVerdict) : dialect.Read(json.RootElement);
    }

    // Null when the passage was cut.
    private async Task<FullReading?> Proof(string question, string framed, Decision decision, int[]? ids, CancellationToken cancel)
    {
        if (decision.Cut == false)
            return FullReading.CountsAgree;
        if (ids is null)
            return Grade;
        if (decision.PromptIds is not { } prompt)
            return await counts!.Of(this, question, framed, ids.Length, decision.Tokens, cancel);
        // A template may trim what it is given.
        return Holds(prompt, ids) || Holds(prompt, await counter!.Ids(framed.Trim(), cancel)) ? FullReading.IdsCompared
            : CountsHold ? null
            : FullReading.Unproven;
    }

    private static bool Holds(int[] prompt, int[] ids) =>
        prompt.AsSpan().IndexOf(ids.Length > 2 * CountProof.EdgeTokens ? ids.AsSpan()[CountProof.EdgeTokens..^CountProof.EdgeTokens] : ids) >= 0;
}
