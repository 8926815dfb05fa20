using Azure.Core;
using Azure.Identity;
using Lector.Cloud.Access;
using Lector.Core;
using Microsoft.Extensions.Configuration;

namespace Lector.Reader;

/// <summary>Who the program is towards Azure, by the variables that Azure's own tools use.</summary>
/// <remarks>Exactly one way is taken: a chain would try the next account when the right one fails, and find out late or never.</remarks>
internal sealed record SignIn
{
    /// <summary><c>AZURE_CLIENT_ID</c>.</summary>
    public string? ClientId { get; init; }

    /// <summary><c>AZURE_TENANT_ID</c>.</summary>
    public string? TenantId { get; init; }

    /// <summary><c>AZURE_CLIENT_CERTIFICATE_PATH</c>: a PEM or PFX file with the private key of a service principal.</summary>
    public string? CertificatePath { get; init; }

    /// <summary><c>AZURE_FEDERATED_TOKEN_FILE</c>: workload identity, such as that of a Kubernetes cluster.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Takes them from the environment.</summary>
    public static SignIn Of(IConfiguration environment) => new()
    {
        ClientId = environment["AZURE_CLIENT_ID"],
        TenantId = environment["AZURE_TENANT_ID"],
        CertificatePath = environment["AZURE_CLIENT_CERTIFICATE_PATH"],
        TokenFile = environment["AZURE_FEDERATED_TOKEN_FILE"],
    };

    /// <summary>The credential: a federated token, a certificate, a managed identity, or whoever is signed in on this machine.</summary>
    /// <exception cref="UserErrorException">A certificate is named without its tenant or client, or is not there.</exception>
    public TokenCredential Credential()
    {
        var isNamed = ClientId is { Length: > 0 } && TenantId is { Length: > 0 };
        if (TokenFile is { Length: > 0 })
            return new WorkloadIdentityCredential();
        if (CertificatePath is not { Length: > 0 } path)
            return AzureSignIn.Of(ClientId);
        if (!isNamed)
            throw new UserErrorException("AZURE_CLIENT_CERTIFICATE_PATH needs AZURE_CLIENT_ID and AZURE_TENANT_ID beside it: the service principal's application id and its tenant.");
        if (!File.Exists(path))
            throw new UserErrorException($"AZURE_CLIENT_CERTIFICATE_PATH names {path}, which is not there or may not be read by this user. It is a PEM or PFX file with the service principal's certificate and its private key.");
        return new ClientCertificateCredential(TenantId, ClientId, path);
    }
}
