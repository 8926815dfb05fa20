using System.Text.Json;
using Lector.Core.Reading;

namespace Lector.Models.Endpoints;

/// <summary>Reads by a pointwise cross-encoder over <c>/v1/rerank</c> (llama-server, vLLM, Jina's and Cohere's shape) or TEI's <c>/rerank</c>.</summary>
/// <remarks>One passage a request: servers batch by themselves, and no passage can push another down. A score is the model's logit or its probability; which, the golden pairs tell once.</remarks>
internal sealed class RerankReader : PointReader
{
    // [CLS] question [SEP] passage [SEP]; some models separate by two tokens.
    private const int SeparatingTokens = 4;

    private readonly Endpoint endpoint;
    private readonly string model;
    private readonly TokenCounter? counter;
    private readonly int? context;
    private readonly CountProof? counts;
    private volatile CountedQuestion? counted;

    /// <param name="identity">Who reads.</param>
    /// <param name="slots">Requests that the server works on at once.</param>
    /// <param name="endpoint">The server.</param>
    /// <param name="model">The model's name there.</param>
    /// <param name="tei">TEI's path and body instead of <c>/v1/rerank</c>.</param>
    /// <param name="counter">Its tokenizer, where it offers one.</param>
    /// <param name="context">Tokens of its window, where known.</param>
    public RerankReader(ReaderIdentity identity, int slots, Endpoint endpoint, string model, bool tei, TokenCounter? counter, int? context)
        : base(identity, slots)
    {
        (this.endpoint, this.model, Tei, this.counter, this.context) = (endpoint, model, tei, counter, context);
        counts = counter is null ? null : new CountProof(counter, async (question, text, cancel) => (await Rank(question, [text], cancel)).Tokens);
    }

    /// <summary>Whether the server speaks TEI's form.</summary>
    public bool Tei { get; }

    /// <summary>Whether scores are logits, which the logistic function maps to [0, 1].</summary>
    public bool Logits { get; set; }

    /// <inheritdoc/>
    public override bool HoldsBack => counter is not null && context is not null;

    /// <summary>The path.</summary>
    public string Path => Tei ? "rerank" : "v1/rerank";

    /// <inheritdoc/>
    protected override async Task<Verdict> Ask(string question, string framed, CancellationToken cancel)
    {
        var ids = counter is null ? null : await counter.Ids(framed, cancel);
        if (ids is not null && ids.Length + await TokensOf(question, cancel) + SeparatingTokens > context)
            return Verdict.Unread(UnreadCause.TooLong);
        var ranking = await Rank(question, [framed], cancel);
        if (ranking.Cause != UnreadCause.None)
            return Verdict.Unread(ranking.Cause);
        if (Relevance(ranking.Scores[0]) is not { } relevance)
            return Verdict.Unread(UnreadCause.OutOfRange);
        return (ids is null ? Grade : await counts!.Of(this, question, framed, ids.Length, ranking.Tokens, cancel)) is { } grade
            ? new Verdict((float)relevance, ids?.Length ?? ranking.Tokens, grade, UnreadCause.None)
            : Verdict.Unread(UnreadCause.TooLong);
    }

    // A cross-encoder reads the question before the passage, in the same window.
    private async Task<int> TokensOf(string question, CancellationToken cancel)
    {
        Carrying.Set();
        var known = counted;
        if (known?.Question != question)
            counted = known = new CountedQuestion(question, (await counter!.Ids(question, cancel)).Length);
        return known.Tokens;
    }

    /// <summary>A raw score as relevance in [0, 1]; null when it is not in the range that the golden pairs showed.</summary>
    public double? Relevance(double score) => Logits ? 1 / (1 + Math.Exp(-score)) : score is >= 0 and <= 1 ? score : null;

    /// <summary>Asks about several texts at once.</summary>
    internal async Task<Ranking> Rank(string question, IReadOnlyList<string> texts, CancellationToken cancel)
    {
        var reply = await endpoint.Post(Path, json =>
        {
            json.WriteString("query", question);
            json.WriteStartArray(Tei ? "texts" : "documents");
            foreach (var text in texts)
                json.WriteStringValue(text);
            json.WriteEndArray();
            if (Tei)
            {
                json.WriteBoolean("raw_scores", true);
                json.WriteBoolean("truncate", false);
            }
            else
                json.WriteString("model", model);
        }, cancel);
        if (!reply.Ok)
            return (int)reply.Status is 401 or 403 or >= 300 and < 400
                ? throw new ReaderUnavailableException($"The reader {endpoint.Shown} cannot be used: {Diagnosis.Of(reply, "/" + Path, model)}.")
                : new Ranking([], 0, reply.SaysTooLong ? UnreadCause.TooLong : UnreadCause.ServerError, reply);
        using var json = reply.Json();
        return Parse(json?.RootElement ?? default, texts.Count) with { Reply = reply };
    }

    private sealed record CountedQuestion(string Question, int Tokens);

    private static Ranking Parse(JsonElement reply, int count)
    {
        var results = reply.ValueKind == JsonValueKind.Array ? reply
            : reply.ValueKind == JsonValueKind.Object && reply.TryGetProperty("results", out var found) ? found : default;
        if (results.ValueKind != JsonValueKind.Array || results.GetArrayLength() != count)
            return new Ranking([], 0, UnreadCause.NoVerdict, null);
        var scores = new double?[count];
        foreach (var result in results.EnumerateArray())
        {
            if (ReplyMembers.Integer(result, "index") is not { } index || index < 0 || index >= count || scores[index] is not null
                || (ReplyMembers.Number(result, "relevance_score") ?? ReplyMembers.Number(result, "score")) is not { } score)
                return new Ranking([], 0, UnreadCause.NoVerdict, null);
            scores[index] = score;
        }

        if (!scores.All(s => double.IsFinite(s!.Value)))
            return new Ranking([], 0, UnreadCause.OutOfRange, null);
        var tokens = ReplyMembers.Tokens(reply, "prompt_tokens") is > 0 and var prompt ? prompt : ReplyMembers.Tokens(reply, "total_tokens");
        return new Ranking([.. scores.Select(s => s!.Value)], tokens, UnreadCause.None, null);
    }
}

/// <summary>What a rerank server said.</summary>
/// <param name="Scores">Raw scores in the order of the texts; empty where there is a <paramref name="Cause"/>.</param>
/// <param name="Tokens">Tokens of the request by the server's usage, or 0.</param>
/// <param name="Cause">Why there are none.</param>
/// <param name="Reply">The reply, for diagnoses.</param>
internal readonly record struct Ranking(double[] Scores, int Tokens, UnreadCause Cause, Reply? Reply);
