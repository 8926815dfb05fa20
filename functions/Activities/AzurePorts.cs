using System.Text.Json;
using Lector.Core;
using Lector.Core.Asking;
using Lector.Core.Documents;
using Lector.Core.Storage;
using Lector.Models.Endpoints;

namespace Lector.Functions.Activities;

/// <summary>Opens what the steps of this process work with, by the settings.</summary>
/// <param name="options">The settings.</param>
/// <param name="ports">Everything but who reads.</param>
/// <param name="matters">The matters.</param>
public sealed class AzurePorts(LectorOptions options, AskPorts ports, IMatters matters) : IOpenPorts, IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private OpenPorts? open;
    private OpenedReader? reader;

    /// <inheritdoc/>
    public OpenPorts WithoutReader { get; } = new(ports, options.Quiet, matters.Newest);

    /// <inheritdoc/>
    public async Task<OpenPorts> Open(CancellationToken cancel)
    {
        if (open is { } known)
            return known;
        await gate.WaitAsync(cancel);
        try
        {
            return open ??= WithoutReader with { Ask = await WithReader(cancel) };
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
        var choice = new ReaderChoice { Address = ReaderChoice.ParseAddress(options.ReaderAddress!), ModelName = options.ReaderModel is { Length: > 0 } name ? name : null, Dialect = options.Dialect };
        try
        {
            reader = await EndpointReaders.Open(choice, ports.Time, cancel);
        }
        catch (UserErrorException e)
        {
            throw new UserErrorException($"{options.ReaderAddress} is not read with: it lies in no private network, or its server forwards, and here no setting lets passages go to a third party. Set Lector__ReaderAddress to a server of your own.", e);
        }

        return ports with { Reader = reader.Reader, Embedder = reader.Embedder, ReaderReport = JsonSerializer.SerializeToElement(reader.Report, Json.Options) };
    }
}
