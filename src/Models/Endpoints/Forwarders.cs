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

    /// <summary>The product that a response's headers name, or null.</summary>
    public static string? In(HttpResponseHeaders headers)
    {
        foreach (var header in headers.NonValidated)
            foreach (var (prefix, product) in Known)
                if (header.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                    return product;
        return null;
    }

    /// <summary>Whether an Ollama model runs in Ollama's cloud, by its name (<c>gpt-oss:120b-cloud</c>, <c>deepseek-v3.1:cloud</c>).</summary>
    public static bool IsOllamaCloud(string model) => model.EndsWith("-cloud", StringComparison.OrdinalIgnoreCase) || model.EndsWith(":cloud", StringComparison.OrdinalIgnoreCase);
}
