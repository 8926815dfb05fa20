using System.Net;
using Lector.Core;
using Lector.Core.Answering;
using Lector.Core.Reading;

namespace Lector.Models.Frontiers;

/// <summary>What the address of an OpenAI-compatible service tells about it.</summary>
public static class FrontierAddress
{
    private static readonly (string Host, string Operator)[] Known =
    [
        ("api.openai.com", "OpenAI"), ("openai.azure.com", "Microsoft (Azure)"), ("services.ai.azure.com", "Microsoft (Azure)"), ("cognitiveservices.azure.com", "Microsoft (Azure)"),
        ("openai.azure.us", "Microsoft (Azure Government)"), ("openai.azure.cn", "21Vianet (Azure China)"), ("api.anthropic.com", "Anthropic"), ("googleapis.com", "Google"),
        ("amazonaws.com", "Amazon"), ("api.mistral.ai", "Mistral AI"), ("api.deepseek.com", "DeepSeek"), ("api.groq.com", "Groq"), ("api.x.ai", "xAI"), ("api.together.xyz", "Together"),
        ("api.fireworks.ai", "Fireworks"), ("api.perplexity.ai", "Perplexity"), ("openrouter.ai", "OpenRouter, which forwards to others"),
    ];

    // They answer 400 or 422 to members that they do not know.
    private static readonly string[] Strict = ["api.mistral.ai", "googleapis.com"];

    /// <summary>Takes an address as a person typed it.</summary>
    /// <param name="address"><c>https://api.openai.com/v1</c>, <c>https://NAME.openai.azure.com</c>, <c>http://localhost:8080/v1</c>; the path that OpenAI's and Azure's hosts need is added where it is missing.</param>
    /// <returns>The base address, ending in a slash, without user, query or fragment.</returns>
    /// <exception cref="UserErrorException">It is no such address, holds a key, or would send text unencrypted across a network that is not private.</exception>
    public static Uri Of(string address)
    {
        if (!Uri.TryCreate(address.Trim(), UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
            throw new UserErrorException("The frontier's address is no http or https address. Give its base address, such as https://api.openai.com/v1.");
        if (uri.UserInfo.Length > 0)
            throw new UserErrorException("The frontier's address holds a name or key. Take it out, and put the key into LECTOR_FRONTIER_KEY.");
        if (uri.Scheme == Uri.UriSchemeHttp && !IsNear(uri))
            throw new UserErrorException($"http://{uri.Host} would send document text unencrypted. Use https; plain http is taken for this machine and private networks only.");
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.AbsolutePath.Contains("/openai/deployments/", StringComparison.OrdinalIgnoreCase))
            throw new UserErrorException($"The frontier's address has a query or names a deployment. Give the base address (on Azure https://{uri.Host}/openai/v1) and the deployment as the model.");

        const string endpoint = "/chat/completions";
        var path = uri.AbsolutePath.TrimEnd('/');
        if (path.EndsWith(endpoint, StringComparison.OrdinalIgnoreCase))
            path = path[..^endpoint.Length];
        if (path.Length == 0 || (path == "/openai" && IsAzure(uri)))
            path = IsAzure(uri) ? "/openai/v1" : Is(uri, "api.openai.com") ? "/v1" : path;
        return new Uri($"{uri.Scheme}://{uri.Authority}{path}/");
    }

    /// <summary>The dialect that a service is known to take: <see cref="ChatDialect.OpenAI"/> unless it is known to refuse that.</summary>
    public static ChatDialect Dialect(Uri address) => Strict.Any(host => Is(address, host)) ? ChatDialect.Compatible : ChatDialect.OpenAI;

    /// <summary>Who runs a service, as far as its host name tells.</summary>
    internal static string Operator(Uri address) =>
        address.IsLoopback ? "this machine; Lector cannot see whether the server forwards"
        : Known.FirstOrDefault(known => Is(address, known.Host)) is { Operator: { } name } ? name
        : IsNear(address) ? "a host of the private network; Lector cannot see whether it forwards"
        : $"not known: {address.Host}";

    /// <summary>Whether the host is one of Azure's, in whichever cloud: only there may a token of the user's tenant go.</summary>
    internal static bool IsAzure(Uri address) =>
        Is(address, "openai.azure.com") || Is(address, "services.ai.azure.com") || Is(address, "cognitiveservices.azure.com") || Is(address, "openai.azure.us") || Is(address, "openai.azure.cn");

    /// <summary>The scope of a token for an Azure host (openai-dotnet's README names ai.azure.com; the national clouds keep the older name).</summary>
    internal static string Scope(Uri address) =>
        Is(address, "azure.us") ? "https://cognitiveservices.azure.us/.default"
        : Is(address, "azure.cn") ? "https://cognitiveservices.azure.cn/.default"
        : "https://ai.azure.com/.default";

    /// <summary>Whether the host is this machine or on a private network (RFC 1918, RFC 4193, link-local, names without a public suffix).</summary>
    internal static bool IsNear(Uri address)
    {
        if (address.IsLoopback)
            return true;
        if (!IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip))
            return !address.Host.Contains('.') || new[] { ".local", ".internal", ".lan", ".home.arpa", ".localhost" }.Any(end => address.Host.EndsWith(end, StringComparison.OrdinalIgnoreCase));
        return ReaderPlaces.Of(ip) is ReaderPlace.Loopback or ReaderPlace.PrivateNetwork;
    }

    private static bool Is(Uri address, string host) =>
        address.Host.Equals(host, StringComparison.OrdinalIgnoreCase) || address.Host.EndsWith("." + host, StringComparison.OrdinalIgnoreCase);
}
