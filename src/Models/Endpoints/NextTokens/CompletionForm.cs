using System.Text.Json;
using Lector.Core.Reading;

namespace Lector.Models.Endpoints.NextTokens;

/// <summary><c>POST /v1/completions</c> with <c>logprobs</c>: base models and servers without a chat template.</summary>
internal sealed class CompletionForm(Endpoint endpoint, string model, int candidates = NextTokenForm.MostCandidates) : NextTokenForm(endpoint, model, candidates)
{
    /// <inheritdoc/>
    public override string Name => "/v1/completions";

    /// <inheritdoc/>
    public override string Path => "v1/completions";

    /// <inheritdoc/>
    public override async Task<NextToken> Ask(string question, string framed, CancellationToken cancel)
    {
        var (json, cause) = await Post(body =>
        {
            body.WriteString("model", Model);
            body.WriteString("prompt", Preamble(question) + framed + "\n\nAnswer (Yes or No):");
            body.WriteNumber("max_tokens", 1);
            body.WriteNumber("temperature", 0);
            body.WriteNumber("logprobs", Candidates);
        }, cancel);
        using (json)
        {
            if (json is null)
                return NextToken.None(cause);
            var reply = json.RootElement;
            var choice = reply.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() == 1 ? choices[0] : default;
            if (choice.ValueKind != JsonValueKind.Object)
                return NextToken.None(UnreadCause.NoVerdict);
            var logs = ReplyMembers.Object(choice, "logprobs");
            return Answer(logs is { } found ? Candidate(found) : null) with { PromptTokens = ReplyMembers.Tokens(reply, "prompt_tokens"), CachedTokens = Cached(reply) };
        }
    }

    // llama-server answers in the chat form; the older form is a map from token to log-probability a position.
    private static List<TokenProbability>? Candidate(JsonElement logs)
    {
        if (logs.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array)
            return content.GetArrayLength() > 0 ? Position(content[0]) : null;
        if (!logs.TryGetProperty("top_logprobs", out var top) || top.ValueKind != JsonValueKind.Array || top.GetArrayLength() == 0 || top[0].ValueKind != JsonValueKind.Object)
            return null;
        List<TokenProbability> found = [.. top[0].EnumerateObject()
            .Where(t => t.Value.ValueKind == JsonValueKind.Number && t.Value.GetDouble() <= 0.0001)
            .Select(t => new TokenProbability(t.Name, Math.Min(1, Math.Exp(t.Value.GetDouble()))))];
        return found.Count == 0 ? null : found;
    }
}
