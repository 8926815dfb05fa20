using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Lector.Core;

namespace Lector.Cloud.Access;

/// <summary>The way to a storage account.</summary>
public static class StorageAccount
{
    private const string Emulator = "UseDevelopmentStorage=true";

    /// <summary>Prepares a client; nothing is sent yet.</summary>
    /// <param name="place">The account's blob address, such as <c>https://NAME.blob.core.windows.net</c>; for local development the connection string of an emulator on this machine.</param>
    /// <param name="identity">Who asks; not used with an emulator.</param>
    /// <exception cref="UserErrorException">It is no such address, or holds a key or a signature for an account that is no emulator.</exception>
    public static BlobServiceClient Open(string place, TokenCredential identity) => Open(place, identity, null);

    internal static BlobServiceClient Open(string place, TokenCredential identity, HttpPipelinePolicy? policy)
    {
        place = place.Trim();
        if (place.Contains('=') && !place.StartsWith("http", StringComparison.OrdinalIgnoreCase))
            return OfEmulator(place, policy);
        if (!Uri.TryCreate(place, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps || address.UserInfo.Length > 0)
            throw new UserErrorException("The storage account's address is no https address. Give its blob address, such as https://NAME.blob.core.windows.net.");
        if (address.Query.Length > 0)
            throw new UserErrorException("The storage account's address holds a query, such as a shared access signature. Give the bare address; Lector comes with an identity that has a role there.");
        return new BlobServiceClient(address, identity, Options(policy));
    }

    private static BlobServiceClient OfEmulator(string connection, HttpPipelinePolicy? policy)
    {
        BlobServiceClient client;
        try
        {
            client = new BlobServiceClient(connection, Options(policy));
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new UserErrorException($"The storage account's setting is neither an address nor a connection string. Give https://NAME.blob.core.windows.net, or {Emulator} for an emulator on this machine.", e);
        }

        return client.Uri.IsLoopback ? client
            : throw new UserErrorException($"A connection string is taken for an emulator on this machine only, and {client.Uri.Host} is none: an account's key opens everything in it. Give the address https://{client.Uri.Host}, and let an identity have a role there.");
    }

    private static BlobClientOptions Options(HttpPipelinePolicy? policy)
    {
        var options = new BlobClientOptions
        {
            // Half a second, then one, two, four: what does not answer by then is said to be unreachable.
            Retry = { Mode = RetryMode.Exponential, MaxRetries = 4, Delay = TimeSpan.FromSeconds(.5), MaxDelay = TimeSpan.FromSeconds(10), NetworkTimeout = TimeSpan.FromSeconds(60) },
            // Addresses hold the names of people's files: they belong neither into traces nor into logs.
            Diagnostics = { IsDistributedTracingEnabled = false, IsLoggingEnabled = false, IsTelemetryEnabled = false },
        };
        if (policy is not null)
            options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        return options;
    }
}
