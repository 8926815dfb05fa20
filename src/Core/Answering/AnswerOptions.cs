namespace Lector.Core.Answering;

/// <summary>What a frontier request asks for besides its question and evidence.</summary>
public sealed record AnswerOptions
{
    /// <summary>The model named in a request that is only prepared: no destination was chosen.</summary>
    public const string NotChosen = "not chosen";

    /// <summary>The model as its service names it; on Azure the deployment's name.</summary>
    public string Model { get; init; } = NotChosen;

    /// <summary>Tokens that the visible answer may have, at least 1. A model that thinks first gets <see cref="HiddenTokens"/> on top.</summary>
    public int VisibleTokens { get; init; } = 800;

    /// <summary>Which members of the chat completions body the server knows.</summary>
    public ChatDialect Dialect { get; init; }

    /// <summary>The value of <c>reasoning_effort</c>; <c>off</c> leaves the member out. Null: the lowest that a model of this name takes, see <see cref="Effort"/>. Ignored by <see cref="ChatDialect.Compatible"/>.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The <c>reasoning_effort</c> that is sent, or null when the member is left out.</summary>
    /// <remarks>
    /// By name: <c>gpt-5.1</c> and later, <c>gpt-6</c>: none; <c>gpt-5</c>: minimal; <c>o1</c>, <c>o3</c>, <c>o4</c>: low; any other name: left out,
    /// because a model that does not think refuses the member. An Azure deployment may have any name: set <see cref="Reasoning"/> there.
    /// </remarks>
    public string? Effort => Dialect == ChatDialect.Compatible || Reasoning == "off" ? null : Reasoning ?? LowestEffort(Model);

    /// <summary>Tokens that hidden thinking may take before the answer: 0 without thinking, else 1,200. They are counted and paid as output.</summary>
    public int HiddenTokens => Effort is null or "none" ? 0 : 1200;

    private static string? LowestEffort(string model)
    {
        var name = model[(model.LastIndexOf('/') + 1)..];
        return name switch
        {
            _ when name.StartsWith("gpt-5.", StringComparison.OrdinalIgnoreCase) || name.StartsWith("gpt-6", StringComparison.OrdinalIgnoreCase) => "none",
            _ when name.Contains("chat", StringComparison.OrdinalIgnoreCase) => null,
            _ when name.StartsWith("gpt-5", StringComparison.OrdinalIgnoreCase) => "minimal",
            _ when name is ['o' or 'O', '1' or '3' or '4', ..] => "low",
            _ => null,
        };
    }
}

/// <summary>Which members of a chat completions body a server knows.</summary>
public enum ChatDialect
{
    /// <summary>OpenAI's and Azure OpenAI's: <c>max_completion_tokens</c>, <c>reasoning_effort</c>, <c>store: false</c>. Servers that ignore unknown members (vLLM, llama-server, Ollama) take it too.</summary>
    OpenAI,

    /// <summary>Servers that know only <c>max_tokens</c> or refuse unknown members: neither <c>store</c> nor <c>reasoning_effort</c> is sent, so nothing is asked about retention.</summary>
    Compatible,
}
