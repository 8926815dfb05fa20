using System.ClientModel.Primitives;
using Azure.AI.OpenAI;
using Azure.Core;
using Lector.Core;
using Lector.Models.Frontiers;
using OpenAI.Chat;

namespace Lector.Cloud.Frontiers;

/// <summary>A frontier model that is deployed in Azure OpenAI, asked by Azure's own client and an identity: no key.</summary>
/// <remarks>
/// <see cref="AzureOpenAIClient"/> hands out the same chat client as OpenAI's package, so that limits, headers and errors are those of <see cref="OpenAIFrontier"/>.
/// Its <c>x-ms-client-request-id</c> is taken out with the rest of what it would tell of this machine.
/// </remarks>
public static class AzureFrontier
{
    // The newest that the client knows; reasoning settings are known to it and not to the newest without "preview" (2024-10-21).
    private const AzureOpenAIClientOptions.ServiceVersion Version = AzureOpenAIClientOptions.ServiceVersion.V2025_04_01_Preview;

    /// <summary>Prepares the client; nothing is sent, and no token is fetched, before the one request.</summary>
    /// <param name="options">The resource's address and, as the model, the deployment's name. <see cref="FrontierOptions.Key"/> and <see cref="FrontierOptions.Entra"/> are ignored: it is always an identity.</param>
    /// <param name="identity">Who asks.</param>
    /// <exception cref="UserErrorException">The address is no host of Azure OpenAI.</exception>
    public static OpenAIFrontier Open(FrontierOptions options, TokenCredential identity) => Open(options, identity, null);

    internal static OpenAIFrontier Open(FrontierOptions options, TokenCredential identity, HttpMessageHandler? handler)
    {
        if (!FrontierAddress.IsAzure(options.Address) || options.Address.Scheme != Uri.UriSchemeHttps)
            throw new UserErrorException($"{options.Address.Host} is no https address of Azure OpenAI, and a sign-in to Azure is sent nowhere else. Give the resource's address, such as https://NAME.openai.azure.com.");
        var resource = new Uri(options.Address.GetLeftPart(UriPartial.Authority));
        var deployment = new Uri(resource, $"openai/deployments/{Uri.EscapeDataString(options.Model)}/");
        return new OpenAIFrontier(ByIdentity(options), deployment, Make, handler);

        ChatClient Make(Action<ClientPipelineOptions> strictly)
        {
            var client = new AzureOpenAIClientOptions(Version) { Audience = Audience(resource) };
            strictly(client);
            return new AzureOpenAIClient(resource, identity, client).GetChatClient(options.Model);
        }
    }

    private static AzureOpenAIAudience Audience(Uri resource) =>
        resource.Host.EndsWith(".azure.us", StringComparison.OrdinalIgnoreCase) ? AzureOpenAIAudience.AzureGovernment
        : resource.Host.EndsWith(".azure.cn", StringComparison.OrdinalIgnoreCase) ? new AzureOpenAIAudience("https://cognitiveservices.azure.cn/.default")
        : AzureOpenAIAudience.AzurePublicCloud;

    // A refusal then speaks of identities and roles.
    private static FrontierOptions ByIdentity(FrontierOptions options) => new()
    {
        Address = options.Address,
        Model = options.Model,
        Entra = true,
        Timeout = options.Timeout,
        Dialect = options.Dialect,
        Proxy = options.Proxy,
        Operator = options.Operator,
        Zone = options.Zone,
        Terms = options.Terms,
    };
}
