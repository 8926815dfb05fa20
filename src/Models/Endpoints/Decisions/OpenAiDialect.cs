using System.Text.Json;
using Lector.Core.Reading;

namespace Lector.Models.Endpoints.Decisions;

/// <summary>OpenAI's <c>POST /v1/decisions</c>, which proxies speak too. A refusal is an answer of its own type, without a number.</summary>
internal sealed class OpenAiDialect : DecisionDialect
{
    /// <inheritdoc/>
    public override string Name => "openai";

    /// <inheritdoc/>
    public override string Path => "v1/decisions";

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json, string model, string question, string framed)
    {
        json.WriteString("model", model);
        json.WriteString("input", framed);
        json.WriteStartArray("questions");
        json.WriteStartObject();
        json.WriteString("type", "predicate");
        json.WriteString("name", Id);
        json.WriteString("instructions", Instructions(question));
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <inheritdoc/>
    public override Decision Read(JsonElement reply)
    {
        // Exactly one question was asked: none is a missing answer, two are one too many.
        if (reply.ValueKind != JsonValueKind.Object || !reply.TryGetProperty("answers", out var answers) || answers.ValueKind != JsonValueKind.Array
            || answers.GetArrayLength() != 1 || answers[0].ValueKind != JsonValueKind.Object
            || !answers[0].TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
            return Decision.None(UnreadCause.NoVerdict);
        return type.GetString() switch
        {
            "predicate" => Probability(answers[0], "probability", ReplyMembers.Tokens(reply, "input_tokens")),
            "refusal" => Decision.None(UnreadCause.Refused),
            _ => Decision.None(UnreadCause.NoVerdict),
        };
    }
}
