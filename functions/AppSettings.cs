using Lector.Cloud.Access;
using Lector.Core;
using Microsoft.Extensions.Configuration;

namespace Lector.Functions;

/// <summary>Everything that the app takes from its environment, checked.</summary>
/// <param name="Options">The section <c>Lector</c>.</param>
/// <param name="Documents">The documents' account: <c>Documents__blobServiceUri</c>, or on a developer's machine the connection string <c>Documents</c> of an emulator.</param>
/// <param name="ClientId"><c>AZURE_CLIENT_ID</c>: the managed identity; null on a developer's machine.</param>
/// <param name="Insights"><c>APPLICATIONINSIGHTS_CONNECTION_STRING</c>, or null: no telemetry is sent.</param>
public sealed record AppSettings(LectorOptions Options, string Documents, string? ClientId, string? Insights)
{
    /// <summary><c>ServiceBus__fullyQualifiedNamespace</c>: where readers take their work; null where the app reads itself.</summary>
    public string? Queues { get; private init; }

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="configuration">Where they are.</param>
    /// <param name="development">Whether this is a developer's machine.</param>
    /// <exception cref="UserErrorException">Something is missing or wrong; all of it is named.</exception>
    public static AppSettings Read(IConfiguration configuration, bool development)
    {
        LectorOptions options;
        try
        {
            options = configuration.GetSection(LectorOptions.Section).Get<LectorOptions>() ?? new LectorOptions();
        }
        catch (InvalidOperationException e)
        {
            throw new UserErrorException($"A setting of section {LectorOptions.Section} has a value that it cannot have: {e.Message} README lists the settings.", e);
        }

        var documents = configuration["Documents:blobServiceUri"] is { Length: > 0 } address ? address : configuration["Documents"] ?? "";
        List<string> faults = [.. options.Faults(development)];
        try
        {
            StorageAccount.Open(documents, AzureSignIn.Of(null));
        }
        catch (UserErrorException e)
        {
            faults.Add($"Documents__blobServiceUri: {e.Message}");
        }

        var queues = options.Reading == ReadingMode.Queue ? configuration["ServiceBus:fullyQualifiedNamespace"] ?? "" : null;
        if (queues is not null && Fault(queues) is { } fault)
            faults.Add($"ServiceBus__fullyQualifiedNamespace: {fault}");

        return faults.Count == 0
            ? new AppSettings(options, documents, Text("AZURE_CLIENT_ID"), Text("APPLICATIONINSIGHTS_CONNECTION_STRING")) { Queues = queues }
            : throw new UserErrorException("The app cannot start. " + string.Join(" ", faults));

        string? Text(string name) => configuration[name] is { Length: > 0 } value ? value : null;
    }

    private static string? Fault(string queues)
    {
        try
        {
            // Prepared only; no connection is made.
            ServiceBusAccess.Open(queues, AzureSignIn.Of(null));
            return null;
        }
        catch (UserErrorException e)
        {
            return e.Message;
        }
    }
}
