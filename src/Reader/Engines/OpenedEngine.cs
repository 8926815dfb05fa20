using Lector.Core;
using Lector.Core.Reading;
using Lector.Models.Endpoints;

namespace Lector.Reader.Engines;

/// <summary>An engine that passed its examination.</summary>
/// <param name="reader">Reads.</param>
/// <param name="close">Closes it.</param>
internal sealed class OpenedEngine(IReader reader, Func<ValueTask> close) : IAsyncDisposable
{
    /// <summary>Reads.</summary>
    public IReader Reader { get; } = reader;

    /// <summary>Opens the engine of the settings.</summary>
    /// <param name="settings">Which.</param>
    /// <param name="say">Told when a server is waited for and when it goes on.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Stops within a second.</param>
    /// <returns>What was found, and the engine; null where the report refuses it.</returns>
    /// <exception cref="UserErrorException">The model or the address cannot be used as it is set.</exception>
    /// <exception cref="ReaderUnavailableException">The model cannot be loaded.</exception>
    public static Task<(ProbeReport Report, OpenedEngine? Engine)> Open(ReaderSettings settings, Action<string> say, TimeProvider time, CancellationToken cancel) => settings.Engine switch
    {
        ReaderEngine.Llama => Llama(settings, time, cancel),
        ReaderEngine.Encoder => Encoder(settings, time, cancel),
        _ => Endpoint(settings, say, time, cancel),
    };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => close();

    private static async Task<(ProbeReport, OpenedEngine?)> Llama(ReaderSettings settings, TimeProvider time, CancellationToken cancel)
    {
        var (report, reader) = await LlamaReader.Open(settings.ModelFile!, settings.Forks, Environment.ProcessorCount, time, cancel, settings.Model);
        return (report, reader is null ? null : new OpenedEngine(reader, reader.DisposeAsync));
    }

    private static async Task<(ProbeReport, OpenedEngine?)> Endpoint(ReaderSettings settings, Action<string> say, TimeProvider time, CancellationToken cancel)
    {
        var choice = new ReaderChoice { Address = settings.Address, ModelName = settings.Model, Dialect = settings.Dialect, Key = settings.Key, Say = say };
        try
        {
            var opened = await EndpointReaders.Open(choice, time, cancel);
            return (opened.Report, new OpenedEngine(opened.Reader ?? new CosineReader(opened.Embedder!), opened.DisposeAsync));
        }
        catch (ReaderUnavailableException)
        {
            // Once more, for all that there is to tell.
            return (await EndpointReaders.Check(choice, time, cancel), null);
        }
    }

    private static async Task<(ProbeReport, OpenedEngine?)> Encoder(ReaderSettings settings, TimeProvider time, CancellationToken cancel)
    {
        var (report, encoder) = await ExaminedEncoder.Open(settings.ModelFile!, time, cancel);
        return (report, report.Refusal is null ? new OpenedEngine(new CosineReader(encoder), () => default) : null);
    }
}
