using System.Numerics.Tensors;
using Lector.Core;
using Lector.Models.Encoders;

namespace Lector.Models.Library;

/// <summary>Whether a model file is a model that Lector knows: it must reproduce embeddings of the original.</summary>
internal static class Acceptance
{
    /// <summary>Rounding to 8 bits leaves a cosine above .9996 (Q8_0, measured); another model, or weights that are damaged, fall far below this.</summary>
    public const float LeastCosine = .999f;

    /// <summary>Tries a file against the golden texts of every known model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="cancel">Stops within a second.</param>
    /// <returns>The model that it is, its hash, and the smallest cosine.</returns>
    /// <exception cref="UserErrorException">It is none of them, or no model file at all.</exception>
    public static async Task<(KnownModel Model, string Sha256, float Cosine)> Try(string path, string name, CancellationToken cancel)
    {
        var reader = EncoderReader.Open(path, Environment.ProcessorCount);
        var nearest = "";
        foreach (var known in KnownModel.All)
        {
            if (known.Golden[0].Embedding.Length != reader.Dimensions)
                continue;
            var vectors = await reader.EmbedBeginnings([.. known.Golden.Select(g => g.Text)], cancel).ConfigureAwait(false);
            var least = known.Golden.Zip(vectors, (golden, vector) => TensorPrimitives.CosineSimilarity<float>(golden.Embedding, vector)).Min();
            if (known.Golden.All(g => reader.CountTokens(g.Text) == g.Tokens) && least >= LeastCosine)
                return (known, reader.Sha256, least);
            nearest = FormattableString.Invariant($" (nearest: {known.Name}, cosine {least:f3}, {LeastCosine} is needed)");
        }

        throw new UserErrorException($"{name} does not reproduce the embeddings of any model that Lector knows{nearest}: it was not kept. To read with it all the same, give the file to --model.");
    }
}
