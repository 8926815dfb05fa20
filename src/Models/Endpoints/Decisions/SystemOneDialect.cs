using System.Text.Json;
using Lector.Core.Reading;

namespace Lector.Models.Endpoints.Decisions;

/// <summary><c>POST /v1/systemone</c>: llama-server, Ollama, vLLM, Laya, Strands, LocalAI.</summary>
/// <remarks>Asks for Laya's counts of dropped tokens; servers that do not know the member ignore it, and where one refuses it the probe switches it off.</remarks>
internal sealed class SystemOneDialect : DecisionDialect
{
    /// <summary>Whether Laya's <c>state_token_counts</c> is asked for.</summary>
    public bool AskForCounts { get; set; }

    /// <inheritdoc/>
    public override string Name => "systemone";

    /// <inheritdoc/>
    public override string Path => "v1/systemone";

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json, string model, string question, string framed)
    {
        json.WriteString("model", model);
        json.WriteString("state", framed);
        if (AskForCounts)
            json.WriteBoolean("state_token_counts", true);
        json.WriteStartObject("questions");
        json.WriteStartObject(Id);
        json.WriteString("type", "noul");
        json.WriteString("instructions", Instructions(question));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public override Decision Read(JsonElement reply)
    {
        if (reply.ValueKind != JsonValueKind.Object || !reply.TryGetProperty("answers", out var answers) || answers.ValueKind != JsonValueKind.Object
            || !answers.TryGetProperty(Id, out var answer) || answer.ValueKind != JsonValueKind.Object)
            return Decision.None(UnreadCause.NoVerdict);
        return answer.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            ? type.GetString() switch
            {
                "noul" when Mass(reply) < YesNo.LeastMass => Decision.None(UnreadCause.LowMass),
                "noul" => Probability(answer, "noul", ReplyMembers.Tokens(reply, "input_tokens")) with { Cut = Cut(reply) },
                "refusal" => Decision.None(UnreadCause.Refused),
                _ => Decision.None(UnreadCause.NoVerdict),
            }
            : Decision.None(UnreadCause.NoVerdict);
    }

    // vLLM: diagnostics.{id}.label_mass, how likely yes and no were together.
    private static double? Mass(JsonElement reply) =>
        ReplyMembers.Object(reply, "diagnostics") is { } all && ReplyMembers.Object(all, Id) is { } one ? ReplyMembers.Number(one, "label_mass") : null;

    // Laya: usage.truncated, usage.state_tokens_dropped (a number, or a map by question).
    private static bool? Cut(JsonElement reply)
    {
        if (ReplyMembers.Object(reply, "usage") is not { } usage)
            return null;
        bool? cut = usage.TryGetProperty("truncated", out var truncated) && truncated.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? truncated.ValueKind == JsonValueKind.True
            : null;
        if (!usage.TryGetProperty("state_tokens_dropped", out var dropped))
            return cut;
        var any = dropped.ValueKind switch
        {
            JsonValueKind.Number => dropped.GetDouble() > 0,
            JsonValueKind.Object => dropped.EnumerateObject().Any(d => d.Value.ValueKind == JsonValueKind.Number && d.Value.GetDouble() > 0),
            _ => false,
        };
        return any || (cut ?? false);
    }
}
