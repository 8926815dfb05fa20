using System.Text.Json;
using Lector.Core.Asking;
using Lector.Core.Reading;
using Lector.Core.Storage;
using Lector.Models.Endpoints;

namespace Lector.Functions.Activities;

/// <summary>Opens what the steps of this process work with, by the settings.</summary>
/// <param name="options">The settings.</param>
/// <param name="ports">Everything but who reads.</param>
/// <param name="newest">When a matter's newest document was last written, by its slug.</param>
public sealed class AzurePorts(LectorOptions options, AskPorts ports, Func<string, CancellationToken, Task<DateTimeOffset?>> newest) : IOpenPorts, IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private OpenPorts? open;
    private OpenedReader? reader;

    /// <inheritdoc/>
    public async Task<OpenPorts> Open(CancellationToken cancel)
    {
        if (open is { } known)
            return known;
        await gate.WaitAsync(cancel);
        try
        {
            return open ??= new OpenPorts(await WithReader(cancel), options.Quiet, newest);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        gate.Dispose();
        if (reader is not null)
            await reader.DisposeAsync();
    }

    private async Task<AskPorts> WithReader(CancellationToken cancel)
    {
        if (options.Reading != ReadingMode.Endpoint)
            return ports;
        // There is no setting that lets passages leave: an address of a third party is refused here, by name.
        reader = await EndpointReaders.Open(
            new ReaderChoice { Address = ReaderChoice.ParseAddress(options.ReaderAddress!), ModelName = options.ReaderModel is { Length: > 0 } name ? name : null, Dialect = options.Dialect }, ports.Time, cancel);
        if (reader.Identity.Place == ReaderPlace.ThirdParty)
            throw new ReaderUnavailableException($"The reader at {reader.Identity.Address} forwards to a third party, and in Azure no passage goes to one. Use a server of your own.");
        return ports with { Reader = reader.Reader, Embedder = reader.Embedder, ReaderReport = JsonSerializer.SerializeToElement(reader.Report, Json.Options) };
    }
}
