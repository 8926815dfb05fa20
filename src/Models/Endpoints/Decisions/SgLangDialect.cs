using System.Text.Json;
using Lector.Core.Reading;

namespace Lector.Models.Endpoints.Decisions;

/// <summary>SGLang's <c>POST /v1/decisions</c> (also in Modular MAX): any chat model, label probabilities, and the prompt's token ids for proof.</summary>
internal sealed class SgLangDialect : DecisionDialect
{
    /// <inheritdoc/>
    public override string Name => "sglang";

    /// <inheritdoc/>
    public override string Path => "v1/decisions";

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json, string model, string question, string framed)
    {
        json.WriteString("model", model);
        json.WriteString("input", framed);
        json.WriteStartArray("questions");
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WriteString("type", "yes_no");
        json.WriteString("question", Instructions(question));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteBoolean("return_prompt_token_ids", true);
    }

    /// <inheritdoc/>
    public override Decision Read(JsonElement reply)
    {
        if (reply.ValueKind != JsonValueKind.Object || !reply.TryGetProperty("answers", out var answers) || answers.ValueKind != JsonValueKind.Object
            || !answers.TryGetProperty(Id, out var answer) || answer.ValueKind != JsonValueKind.Object
            || !answer.TryGetProperty("probabilities", out var probabilities) || probabilities.ValueKind != JsonValueKind.Object)
            return Decision.None(UnreadCause.NoVerdict);
        var decision = Probability(probabilities, "yes", ReplyMembers.Tokens(reply, "prompt_tokens"));
        if (decision.Cause == UnreadCause.None && ReplyMembers.Number(answer, "label_mass") < YesNo.LeastMass)
            return Decision.None(UnreadCause.LowMass);
        return decision with { PromptIds = ReplyMembers.Ids(answer, "prompt_token_ids") };
    }
}
