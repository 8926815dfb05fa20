using System.Text.Json;
using Lector.Core.Reading;

namespace Lector.Models.Endpoints.NextTokens;

/// <summary>Ollama's own <c>POST /api/chat</c>: log-probabilities at the top level since 0.12.11, and the window set in the request.</summary>
/// <remarks>Ollama cuts a prompt that exceeds <c>num_ctx</c> without a word: the window is set here, and what may not fit it is not sent.</remarks>
internal sealed class OllamaForm(Endpoint endpoint, string model, int? context) : NextTokenForm(endpoint, model)
{
    private const int Window = 4096;
    private readonly int window = Math.Min(context ?? Window, Window);

    /// <inheritdoc/>
    public override string Name => "/api/chat with num_ctx";

    /// <inheritdoc/>
    public override bool HoldsBack => true;

    /// <inheritdoc/>
    public override string Path => "api/chat";

    /// <inheritdoc/>
    public override async Task<NextToken> Ask(string question, string framed, CancellationToken cancel)
    {
        // No tokenizer here: a token stands for at least one byte of UTF-8, so what has fewer bytes than the window has tokens fits, template included.
        var content = Preamble(question) + framed;
        if (System.Text.Encoding.UTF8.GetByteCount(content) > window - 256)
            return NextToken.None(UnreadCause.TooLong);
        var (json, cause) = await Post(body =>
        {
            body.WriteString("model", Model);
            body.WriteStartArray("messages");
            body.WriteStartObject();
            body.WriteString("role", "user");
            body.WriteString("content", content);
            body.WriteEndObject();
            body.WriteEndArray();
            body.WriteBoolean("stream", false);
            body.WriteBoolean("think", false);
            body.WriteBoolean("logprobs", true);
            body.WriteNumber("top_logprobs", Candidates);
            body.WriteStartObject("options");
            body.WriteNumber("num_predict", 1);
            body.WriteNumber("temperature", 0);
            body.WriteNumber("num_ctx", window);
            body.WriteEndObject();
        }, cancel);
        using (json)
        {
            if (json is null)
                return NextToken.None(cause);
            var reply = json.RootElement;
            var position = reply.TryGetProperty("logprobs", out var logs) && logs.ValueKind == JsonValueKind.Array && logs.GetArrayLength() > 0 ? logs[0] : default;
            return Answer(Position(position)) with { PromptTokens = ReplyMembers.Count(reply, "prompt_eval_count") ?? 0 };
        }
    }
}
