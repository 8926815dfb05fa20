using System.Diagnostics;
using System.Text.RegularExpressions;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Storage.Blobs;
using Lector.Cloud.Access;
using Lector.Hosts.Tests;

[assembly: AssemblyFixture(typeof(Lector.Azure.Tests.Cloud.Azurite))]

namespace Lector.Azure.Tests.Cloud;

/// <summary>Azure Storage's emulator, the npm package <c>azurite</c>, in memory and on this machine only; started with the first test that needs it.</summary>
public sealed partial class Azurite : IAsyncDisposable
{
    private const string Key = "bGVjdG9yLXRlc3Q=";
    private const int Most = 200;

    private readonly Lazy<Task<string>> address;
    private Process? process;
    private int accounts;

    public Azurite() => address = new(Start);

    /// <summary>An account that no other test uses, by its connection string.</summary>
    public async Task<string> Connection()
    {
        var at = await address.Value;
        var account = $"test{Interlocked.Increment(ref accounts)}";
        return $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={Key};BlobEndpoint={at}/{account};";
    }

    /// <summary>A client of such an account.</summary>
    /// <param name="policy">Sees every attempt of every request.</param>
    public async Task<BlobServiceClient> Account(HttpPipelinePolicy? policy = null) => Open(await Connection(), policy);

    /// <summary>Another client of an account.</summary>
    public static BlobServiceClient Open(string connection, HttpPipelinePolicy? policy = null) => StorageAccount.Open(connection, new DefaultAzureCredential(), policy);

    public async ValueTask DisposeAsync()
    {
        if (process is null)
            return;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    // LECTOR_AZURITE names the program; else it is looked for on PATH.
    private static string? Program() =>
        Environment.GetEnvironmentVariable("LECTOR_AZURITE") is { Length: > 0 } named ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { "azurite-blob", "azurite-blob.cmd" }, Path.Combine).FirstOrDefault(File.Exists);

    private async Task<string> Start()
    {
        var program = Tools.Needed(Program(), "azurite (npm install azurite, then azurite-blob on PATH or in LECTOR_AZURITE)");
        var start = new ProcessStartInfo(program, ["--inMemoryPersistence", "--blobPort", "0", "--disableTelemetry", "--skipApiVersionCheck"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["AZURITE_ACCOUNTS"] = string.Join(';', Enumerable.Range(1, Most).Select(i => $"test{i}:{Key}"));
        process = Process.Start(start)!;
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (Listens().Match(line) is { Success: true } match)
            {
                // Its log of requests is read away, or it would wait for a reader.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return match.Value;
            }
        }

        throw new InvalidOperationException($"{program} ended before it listened.");
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+$")]
    private static partial Regex Listens();
}
