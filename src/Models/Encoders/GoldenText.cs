using System.Text.Json;
using Lector.Core.Storage;

namespace Lector.Models.Encoders;

/// <summary>A text whose embedding by the original model is known: a file that reproduces it is that model.</summary>
/// <param name="Text">The text.</param>
/// <param name="Tokens">Its tokens, [CLS] and [SEP] included, before any cut.</param>
/// <param name="Embedding">The original's unit vector of its first <see cref="EncoderReader.PieceTokens"/> tokens.</param>
public sealed record GoldenText(string Text, int Tokens, float[] Embedding)
{
    /// <summary>Ten texts embedded by sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0).</summary>
    public static IReadOnlyList<GoldenText> OfAllMiniLm { get; } = Load("all-MiniLM-L6-v2.golden.json");

    private static GoldenText[] Load(string name)
    {
        using var stream = typeof(GoldenText).Assembly.GetManifestResourceStream(typeof(GoldenText), name)!;
        return JsonSerializer.Deserialize<GoldenText[]>(stream, Json.Options)!;
    }
}
