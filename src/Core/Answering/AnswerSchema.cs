namespace Lector.Core.Answering;

/// <summary>The JSON that the frontier model is asked for, as a JSON schema in the subset that strict structured output takes.</summary>
/// <remarks>Every member is required and no other is allowed, as OpenAI's strict mode asks; an evidence that suffices is an empty <c>insufficient</c>.</remarks>
public static class AnswerSchema
{
    /// <summary>The schema's name in the request.</summary>
    public const string Name = "answer";

    /// <summary>The schema.</summary>
    public const string Json =
        """{"type":"object","properties":{"claims":{"type":"array","items":{"type":"object","properties":{"text":{"type":"string"},"quotes":{"type":"array","items":{"type":"object","properties":{"evidence":{"type":"integer"},"words":{"type":"string"}},"required":["evidence","words"],"additionalProperties":false}}},"required":["text","quotes"],"additionalProperties":false}},"insufficient":{"type":"string"}},"required":["claims","insufficient"],"additionalProperties":false}""";

    /// <summary>An answer's shape as an example: for the instructions, because a chat window and many servers see no schema.</summary>
    public const string Example = """{"claims":[{"text":"","quotes":[{"evidence":1,"words":""}]}],"insufficient":""}""";
}
