using System.Text.Json;
using Lector.Core.Storage;

namespace Lector.Models.Encoders;

/// <summary>A text whose embedding by the original model is known: a file that reproduces it is that model.</summary>
/// <param name="Text">The text.</param>
/// <param name="Tokens">Its tokens, [CLS] and [SEP] included, before any cut.</param>
/// <param name="Embedding">The original's unit vector of its first <see cref="EncoderReader.PieceTokens"/> tokens.</param>
public sealed record GoldenText(string Text, int Tokens, float[] Embedding)
{
    /// <summary>The texts of a known model, embedded by the original: sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0).</summary>
    /// <param name="model">The model's name.</param>
    public static IReadOnlyList<GoldenText> Of(string model)
    {
        using var stream = typeof(GoldenText).Assembly.GetManifestResourceStream(typeof(GoldenText), model + ".golden.json")
            ?? throw new ArgumentException($"no golden texts of {model}", nameof(model));
        return JsonSerializer.Deserialize<GoldenText[]>(stream, Json.Options)!;
    }
}
