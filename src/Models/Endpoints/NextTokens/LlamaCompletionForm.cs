using System.Text.Json;
using Lector.Core.Reading;

namespace Lector.Models.Endpoints.NextTokens;

/// <summary>llama-server's <c>/completion</c> with a prompt of token ids: exact yes/no, the counts compared, and no text can pass for a control token.</summary>
/// <remarks>
/// The chat template is applied once a question, to a stand-in, and cut there into what comes before and after the passage; each passage is tokenized by itself with
/// control tokens off. The bias lifts all spellings of yes and no above the rest and is taken out again (<see cref="YesNo.Unbiased"/>), so that one request tells
/// both the ratio over the full vocabulary and the mass. <c>grammar</c> would tell neither.
/// </remarks>
internal sealed class LlamaCompletionForm : NextTokenForm
{
    private const string StandIn = "PASSAGE-STANDS-HERE";

    private readonly TokenCounter counter;
    private readonly int context;
    private readonly int[] spellings;
    private volatile Frame? frame;

    private LlamaCompletionForm(Endpoint endpoint, string model, TokenCounter counter, int context, int[] spellings)
        : base(endpoint, model) => (this.counter, this.context, this.spellings) = (counter, context, spellings);

    /// <inheritdoc/>
    public override string Name => "/completion with token ids";

    /// <inheritdoc/>
    public override string LogProbabilities => $"all {spellings.Length} spellings of yes and no, any number of candidates";

    /// <inheritdoc/>
    public override bool Exact => true;

    /// <inheritdoc/>
    public override bool HoldsBack => true;

    /// <inheritdoc/>
    public override string Path => "completion";

    /// <summary>Tokens of the shared beginning for a question, once it was asked.</summary>
    public int? SharedTokens => frame?.Before.Length;

    /// <summary>Prepares the form, where the server has what it needs.</summary>
    /// <param name="endpoint">A llama-server.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="counter">Its tokenizer.</param>
    /// <param name="context">Tokens a slot holds.</param>
    /// <param name="cancel">Stops at once.</param>
    /// <returns>Null when yes or no is no single token of this model, or there is no template endpoint.</returns>
    public static async Task<LlamaCompletionForm?> Prepare(Endpoint endpoint, string model, TokenCounter counter, int context, CancellationToken cancel)
    {
        var (yes, no) = (new HashSet<int>(), new HashSet<int>());
        var line = await counter.Ids("\n", cancel);
        foreach (var spelling in YesNo.Spellings)
        {
            var ids = YesNo.Word(spelling)!.Value ? yes : no;
            if (await counter.Ids(spelling, cancel) is [var id])
                ids.Add(id);
            // SentencePiece begins every text with a space: the spelling without one shows only behind something else.
            var behind = await counter.Ids("\n" + spelling, cancel);
            if (behind.Length == line.Length + 1 && behind.AsSpan().StartsWith(line))
                ids.Add(behind[^1]);
        }

        if (yes.Count == 0 || no.Count == 0)
            return null;
        var form = new LlamaCompletionForm(endpoint, model, counter, context, [.. yes, .. no]);
        return await form.Template("?", cancel) is null ? null : form;
    }

    /// <inheritdoc/>
    public override async Task<NextToken> Ask(string question, string framed, CancellationToken cancel)
    {
        var around = frame is { } known && known.Question == question ? known : frame = await Template(question, cancel)
            ?? throw new ReaderUnavailableException($"The reader {Endpoint.Shown} no longer applies its chat template (/apply-template); it did so at the start.");
        var passage = await counter.Ids(framed, cancel);
        var total = around.Before.Length + passage.Length + around.After.Length;
        if (total + 1 > context)
            return NextToken.None(UnreadCause.TooLong);

        var (json, cause) = await Post(body =>
        {
            body.WriteStartArray("prompt");
            foreach (var ids in (int[][])[around.Before, passage, around.After])
                foreach (var id in ids)
                    body.WriteNumberValue(id);
            body.WriteEndArray();
            body.WriteNumber("n_predict", 1);
            body.WriteNumber("temperature", 1);
            body.WriteStartArray("samplers");
            body.WriteStringValue("temperature");
            body.WriteEndArray();
            body.WriteBoolean("post_sampling_probs", true);
            body.WriteNumber("n_probs", spellings.Length + 4);
            body.WriteBoolean("cache_prompt", true);
            body.WriteStartArray("logit_bias");
            foreach (var id in spellings)
            {
                body.WriteStartArray();
                body.WriteNumberValue(id);
                body.WriteNumberValue(YesNo.Bias);
                body.WriteEndArray();
            }

            body.WriteEndArray();
            body.WriteStartArray("response_fields");
            foreach (var field in (string[])["completion_probabilities", "tokens_evaluated", "truncated", "timings"])
                body.WriteStringValue(field);
            body.WriteEndArray();
        }, cancel);
        using (json)
        {
            if (json is null)
                return NextToken.None(cause);
            var reply = json.RootElement;
            if (reply.TryGetProperty("truncated", out var truncated) && truncated.ValueKind == JsonValueKind.True)
                return NextToken.None(UnreadCause.TooLong);
            var position = reply.TryGetProperty("completion_probabilities", out var positions) && positions.ValueKind == JsonValueKind.Array && positions.GetArrayLength() > 0 ? positions[0] : default;
            var evaluated = ReplyMembers.Count(reply, "tokens_evaluated");
            var timings = ReplyMembers.Object(reply, "timings");
            return Answer(Position(position), answer => answer.Unbiased()) with
            {
                PromptTokens = total,
                PassageTokens = passage.Length,
                CachedTokens = Cached(reply),
                Milliseconds = timings is { } t ? ReplyMembers.Number(t, "prompt_ms") ?? 0 : 0,
                Grade = evaluated == total ? FullReading.CountsAgree : FullReading.Unproven,
            };
        }
    }

    private async Task<Frame?> Template(string question, CancellationToken cancel)
    {
        Carrying.Set();
        var reply = await Endpoint.Post("apply-template", body =>
        {
            body.WriteStartArray("messages");
            body.WriteStartObject();
            body.WriteString("role", "user");
            body.WriteString("content", Preamble(question) + StandIn);
            body.WriteEndObject();
            body.WriteEndArray();
            body.WriteStartObject("chat_template_kwargs");
            body.WriteBoolean("enable_thinking", false);
            body.WriteEndObject();
        }, cancel);
        using var json = reply.Ok ? reply.Json() : null;
        if (json is null || ReplyMembers.Text(json.RootElement, "prompt") is not { } prompt || prompt.Split(StandIn) is not [var before, var after])
            return null;

        // A beginning-of-text token is added by /completion to text only, not to ids: it is asked for by an empty text with special tokens.
        var beginning = await Beginning(cancel);
        var ids = await counter.TemplateIds(before, cancel);
        return new Frame(question, ids.Length > 0 && beginning.Length > 0 && ids[0] == beginning[0] ? ids : [.. beginning, .. ids], await counter.TemplateIds(after, cancel));
    }

    private async Task<int[]> Beginning(CancellationToken cancel)
    {
        var reply = await Endpoint.Post("tokenize", body =>
        {
            body.WriteString("content", "x");
            body.WriteBoolean("add_special", true);
        }, cancel);
        using var json = reply.Ok ? reply.Json() : null;
        var plain = await counter.Ids("x", cancel);
        if (json is null || ReplyMembers.Ids(json.RootElement, "tokens") is not { } with)
            return [];
        var at = with.AsSpan().IndexOf(plain);
        return at > 0 ? with[..at] : [];
    }

    private sealed record Frame(string Question, int[] Before, int[] After);
}
