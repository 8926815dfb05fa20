using Lector.Core;
using Lector.Core.Reading;
using Lector.Models.Encoders;
using Lector.Models.Processes;

namespace Lector.Models.Endpoints;

/// <summary>Opens readers: finds out what serves at an address, or serves a model file, and lets through only what passes its checks.</summary>
public static class EndpointReaders
{
    /// <summary>Opens the reader that the user chose.</summary>
    /// <param name="choice">An address, or a model file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Stops within a second and leaves no server behind.</param>
    /// <returns>A reader that answered the golden pairs and the canary; its owner disposes it.</returns>
    /// <exception cref="ReaderUnavailableException">It cannot be reached, does not fit, or failed a check; the message names which.</exception>
    /// <exception cref="UserErrorException">The choice itself cannot be followed: a third party that was not allowed, a file that is no model.</exception>
    public static async Task<OpenedReader> Open(ReaderChoice choice, TimeProvider time, CancellationToken cancel)
    {
        var (endpoint, child) = await Connect(choice, time, cancel);
        var closed = false;
        try
        {
            var probed = await new Probe(endpoint, choice, child?.Facts, time).Run(cancel);
            if (probed.Report.Refusal is { } why)
                throw new ReaderUnavailableException(why);
            endpoint.Patience.Limit = choice.Patience;
            var recognition = new Recognition(endpoint, probed, time);
            endpoint.Patience.Judges = recognition.Judges;
            if (child is null)
                endpoint.Patience.Doubts.Recognise = recognition.Ask;
            endpoint.Forwarded = () => probed.At(endpoint);
            closed = true;
            return new OpenedReader(probed.Reader, probed.Embedder, probed.Report, () => endpoint.Patience.Pause, Close);
        }
        finally
        {
            if (!closed)
                await Close();
        }

        async ValueTask Close()
        {
            endpoint.Dispose();
            if (child is not null)
                await child.DisposeAsync();
        }
    }

    /// <summary>Asks what serves at an address, or what a model file is, and which reader would be used.</summary>
    /// <param name="choice">An address, or a model file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Stops within a second.</param>
    /// <returns>What was found; a server that cannot be used is a report with a <see cref="ProbeReport.Refusal"/>.</returns>
    /// <exception cref="UserErrorException">The choice itself cannot be followed.</exception>
    public static async Task<ProbeReport> Check(ReaderChoice choice, TimeProvider time, CancellationToken cancel)
    {
        if (choice.Model is { } file && File.Exists(file) && EncoderReader.Reads(file))
            return (await ExaminedEncoder.Open(file, time, cancel)).Report;
        Endpoint endpoint;
        LlamaServer? child;
        try
        {
            (endpoint, child) = await Connect(choice, time, cancel);
        }
        catch (ReaderUnavailableException e)
        {
            return new ProbeReport { Address = choice.Address is { } address ? Endpoint.Show(address) : choice.Model!, Refusal = e.Message };
        }

        using (endpoint)
        await using (child)
            try
            {
                return (await new Probe(endpoint, choice, child?.Facts, time).Run(cancel)).Report;
            }
            catch (Exception e) when (e is ReaderUnavailableException or UserErrorException)
            {
                return new ProbeReport { Address = endpoint.Shown, Place = endpoint.Place, Forwarder = endpoint.Forwarder, Refusal = e.Message };
            }
    }

    private static async Task<(Endpoint, LlamaServer?)> Connect(ReaderChoice choice, TimeProvider time, CancellationToken cancel)
    {
        if (choice.Address is null == choice.Model is null)
            throw new ArgumentException("A reader is chosen by an address or by a model file, not by both.", nameof(choice));
        if (choice.Model is null)
        {
            var endpoint = await Endpoint.Open(choice, time, cancel);
            // At the start a person waits: a server that is not there is named at once.
            endpoint.Patience.Limit = TimeSpan.FromSeconds(Math.Min(2, choice.Patience.TotalSeconds));
            return (endpoint, null);
        }

        var child = await LlamaServer.Start(choice, time, cancel);
        return (child.Connect(choice, time), child);
    }
}
