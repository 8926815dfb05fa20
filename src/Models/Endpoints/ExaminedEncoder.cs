using Lector.Core;
using Lector.Core.Reading;
using Lector.Models.Encoders;

namespace Lector.Models.Endpoints;

/// <summary>An encoder in this process that was asked what every reader is asked before it may read.</summary>
/// <param name="Report">What was found; with a <see cref="ProbeReport.Refusal"/> where the encoder may not read.</param>
/// <param name="Encoder">The encoder.</param>
public sealed record ExaminedEncoder(ProbeReport Report, EncoderReader Encoder)
{
    /// <summary>Loads a model file and examines it.</summary>
    /// <param name="path">A GGUF file that <see cref="EncoderReader.Reads"/>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Stops within a second.</param>
    /// <exception cref="UserErrorException">The file cannot be read, is broken, or holds another kind of model.</exception>
    public static async Task<ExaminedEncoder> Open(string path, TimeProvider time, CancellationToken cancel)
    {
        var encoder = EncoderReader.Open(path, Environment.ProcessorCount);
        var warnings = new List<string>();
        var report = Known(encoder) with { Warnings = warnings };
        return new ExaminedEncoder(await new Examination($"The model {Path.GetFileName(path)}", time).Of(encoder, report, warnings, cancel), encoder);
    }

    /// <summary>Takes over an encoder of the model library without asking it: at its acceptance it reproduced the original's embeddings, which is more than an examination asks, and its file's hash is that one's.</summary>
    public static ExaminedEncoder Accepted(EncoderReader encoder) => new(Known(encoder) with { Grade = FullReading.IdsCompared }, encoder);

    private static ProbeReport Known(EncoderReader encoder) => new()
    {
        Address = "in this process",
        Place = ReaderPlace.InProcess,
        Kind = encoder.Identity.Kind,
        Model = encoder.Identity.Model,
        Licence = encoder.Identity.Licence,
        FileHash = encoder.Sha256,
        CountsTokens = true,
    };
}
