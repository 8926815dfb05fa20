using Azure.Core;
using Azure.Identity;

namespace Lector.Cloud.Access;

/// <summary>Who Lector is towards Azure.</summary>
public static class AzureSignIn
{
    /// <summary>A managed identity in Azure; on a person's machine, whoever is signed in there.</summary>
    /// <param name="clientId">Client id of a user-assigned managed identity (<c>AZURE_CLIENT_ID</c>); null or empty: whoever runs this, as Azure CLI, Visual Studio or azd know them.</param>
    /// <returns>Fetches no token before it is used.</returns>
    /// <remarks>Where an identity is named, nothing else is tried: a chain would try the next account when the right one fails, and find out late or never.</remarks>
    public static TokenCredential Of(string? clientId) => string.IsNullOrWhiteSpace(clientId)
        ? new DefaultAzureCredential(new DefaultAzureCredentialOptions { ExcludeInteractiveBrowserCredential = true })
        : new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId.Trim()));
}
