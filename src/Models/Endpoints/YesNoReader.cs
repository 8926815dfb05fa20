using Lector.Core.Reading;
using Lector.Models.Endpoints.NextTokens;

namespace Lector.Models.Endpoints;

/// <summary>Reads by the next token of a chat or completion model: relevance is P(yes) / (P(yes) + P(no)); nothing is ever written.</summary>
/// <remarks>One generated token costs no decoding step: a verdict costs what its passage's tokens cost to read.</remarks>
/// <param name="identity">Who reads.</param>
/// <param name="slots">Passages that the source works on at once.</param>
/// <param name="source">Where the next token's probabilities come from.</param>
/// <param name="counter">The server's tokenizer, where it offers one and the source compares no counts itself.</param>
/// <param name="context">Tokens of the server's window, where known.</param>
internal sealed class YesNoReader(ReaderIdentity identity, int slots, INextTokenSource source, TokenCounter? counter = null, int? context = null) : PointReader(identity, slots)
{
    private readonly CountProof? counts = counter is null ? null : new CountProof(counter, async (question, text, cancel) => (await source.Ask(question, text, cancel)).PromptTokens);
    private readonly Lock gate = new();

    /// <summary>Lowest P(yes) + P(no) seen so far, in [0, 1].</summary>
    public double LeastMass { get; private set; } = 1;

    /// <summary>What was read so far.</summary>
    public ReadingTally Tally { get; private set; }

    /// <inheritdoc/>
    public override bool HoldsBack => source.HoldsBack;

    /// <summary>The form of the requests; null where no server is asked.</summary>
    public NextTokenForm? Form => source as NextTokenForm;

    /// <inheritdoc/>
    protected override Task<bool> Fits(string question, string framed, CancellationToken cancel) => counts?.Fits(question, framed, context, cancel) ?? base.Fits(question, framed, cancel);

    /// <inheritdoc/>
    protected override async Task<Verdict> Ask(string question, string framed, CancellationToken cancel)
    {
        var token = await source.Ask(question, framed, cancel);
        lock (gate)
        {
            if (token.Cause is UnreadCause.None or UnreadCause.LowMass)
                LeastMass = Math.Min(LeastMass, token.Answer.Mass);
            Tally = Tally.With(token);
        }

        if (token.Cause != UnreadCause.None)
            return Verdict.Unread(token.Cause);
        var (tokens, grade) = (token.PassageTokens > 0 ? token.PassageTokens : token.PromptTokens, token.Grade ?? Grade);
        if (token.Grade is null && counts is not null && token.PromptTokens > 0)
        {
            tokens = (await counter!.Ids(framed, cancel)).Length;
            if (await counts.Of(this, question, framed, tokens, token.PromptTokens, cancel) is not { } compared)
                return Verdict.Unread(UnreadCause.TooLong);
            grade = compared;
        }

        return CountsHold && token.Grade == FullReading.Unproven ? Verdict.Unread(UnreadCause.TooLong) : new Verdict((float)token.Answer.Relevance, tokens, grade, UnreadCause.None);
    }
}

/// <summary>Counts over the requests of a reader, as its server states them.</summary>
/// <param name="Requests">Requests that were answered.</param>
/// <param name="PromptTokens">Tokens of their prompts.</param>
/// <param name="CachedTokens">Those that were in the server's cache.</param>
/// <param name="PassageTokens">Tokens of the framed passages alone.</param>
/// <param name="Milliseconds">Reading time by the server's clock.</param>
internal readonly record struct ReadingTally(int Requests, long PromptTokens, long CachedTokens, long PassageTokens, double Milliseconds)
{
    /// <summary>The counts with one more request.</summary>
    public ReadingTally With(NextToken token) => token.PromptTokens == 0 ? this : new(
        Requests + 1, PromptTokens + token.PromptTokens, CachedTokens + (token.CachedTokens ?? 0), PassageTokens + token.PassageTokens, Milliseconds + token.Milliseconds);
}
