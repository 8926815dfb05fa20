using System.Net.Http.Headers;

namespace Lector.Models.Endpoints;

/// <summary>Products that pass a request on to somebody else's model, known by what they say of themselves.</summary>
internal static class Forwarders
{
    private static readonly (string Prefix, string Product)[] Known =
    [
        ("x-litellm-", "a LiteLLM proxy"), ("llm_provider-", "a LiteLLM proxy"), ("x-openrouter-", "OpenRouter"), ("x-portkey-", "a Portkey gateway"),
        ("helicone-", "a Helicone gateway"), ("cf-aig-", "Cloudflare's AI gateway"), ("x-kong-llm-", "a Kong AI gateway"), ("x-vercel-ai-", "Vercel's AI gateway"),
    ];

    // What answers in the house with the headers of a service outside had its answer from there.
    private static readonly (string Prefix, string Product)[] KnownInHouse =
    [
        .. Known,
        ("openai-", "a relay to OpenAI or Azure"), ("x-ms-region", "a relay to Azure"), ("anthropic-", "a relay to Anthropic"), ("x-groq-", "a relay to Groq"),
        ("x-amzn-", "a relay to Amazon's cloud"), ("cf-ray", "a relay to a service behind Cloudflare"),
    ];

    /// <summary>The product that a response's headers name, or null.</summary>
    /// <param name="headers">The headers.</param>
    /// <param name="inHouse">Whether the address itself is in the house: headers of a service outside are then those of one that it relays to.</param>
    public static string? In(HttpResponseHeaders headers, bool inHouse)
    {
        foreach (var header in headers.NonValidated)
            foreach (var (prefix, product) in inHouse ? KnownInHouse : Known)
                if (header.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                    return product;
        return null;
    }

    /// <summary>Whether an Ollama model runs in Ollama's cloud, by its name (<c>gpt-oss:120b-cloud</c>, <c>deepseek-v3.1:cloud</c>).</summary>
    public static bool IsOllamaCloud(string model) => model.EndsWith("-cloud", StringComparison.OrdinalIgnoreCase) || model.EndsWith(":cloud", StringComparison.OrdinalIgnoreCase);
}
