using System.Text.Json;

namespace Lector.Models.Endpoints.NextTokens;

/// <summary><c>POST /v1/chat/completions</c> with <c>logprobs</c>: vLLM, SGLang, LM Studio, Ollama by some accounts, and any other OpenAI-compatible server.</summary>
internal sealed class ChatForm(Endpoint endpoint, string model, bool plain, int candidates = NextTokenForm.MostCandidates) : NextTokenForm(endpoint, model, candidates)
{
    /// <inheritdoc/>
    public override string Name => plain ? "/v1/chat/completions, standard fields only" : "/v1/chat/completions";

    /// <inheritdoc/>
    public override string Path => "v1/chat/completions";

    /// <inheritdoc/>
    public override async Task<NextToken> Ask(string question, string framed, CancellationToken cancel)
    {
        var (json, cause) = await Post(body =>
        {
            body.WriteString("model", Model);
            body.WriteStartArray("messages");
            body.WriteStartObject();
            body.WriteString("role", "user");
            body.WriteString("content", Preamble(question) + framed);
            body.WriteEndObject();
            body.WriteEndArray();
            body.WriteNumber("max_tokens", 1);
            body.WriteNumber("temperature", 0);
            body.WriteBoolean("logprobs", true);
            body.WriteNumber("top_logprobs", Candidates);
            if (plain)
                return;
            body.WriteStartObject("chat_template_kwargs");
            body.WriteBoolean("enable_thinking", false);
            body.WriteEndObject();
        }, cancel);
        using (json)
        {
            if (json is null)
                return NextToken.None(cause);
            var reply = json.RootElement;
            var choice = reply.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() == 1 ? choices[0] : default;
            if (choice.ValueKind != JsonValueKind.Object)
                return NextToken.None(Core.Reading.UnreadCause.NoVerdict);
            var position = ReplyMembers.Object(choice, "logprobs") is { } logs && logs.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array && content.GetArrayLength() > 0
                ? content[0]
                : default;
            return Answer(Position(position)) with { PromptTokens = ReplyMembers.Tokens(reply, "prompt_tokens"), CachedTokens = Cached(reply) };
        }
    }
}
