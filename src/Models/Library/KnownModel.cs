using System.Text.Json;
using Lector.Core.Storage;
using Lector.Models.Encoders;

namespace Lector.Models.Library;

/// <summary>A model that Lector can fetch by name, because texts with known embeddings prove that a file is it.</summary>
/// <param name="Name">What a person types.</param>
/// <param name="About">What it is, in a line.</param>
/// <param name="Size">Bytes of the file, about: other conversions differ a little.</param>
/// <param name="Licence">SPDX identifier.</param>
/// <param name="Author">Who trained it.</param>
/// <param name="Addresses">Where the file was said to lie; tried in order.</param>
/// <param name="Tried">Whether the addresses were tried from where this version was built.</param>
/// <param name="MeasuredSha256">SHA-256 of the file that was measured, lower-case hex; a file from elsewhere is accepted by its golden texts.</param>
/// <param name="Measured">What was measured with it.</param>
public sealed record KnownModel(
    string Name, string About, long Size, string Licence, string Author, IReadOnlyList<Uri> Addresses, bool Tried, string MeasuredSha256, string Measured)
{
    private static readonly Table Inside = Load();

    /// <summary>All of them, the first one first to be used.</summary>
    public static IReadOnlyList<KnownModel> All => Inside.Models;

    /// <summary>When the list was last looked over.</summary>
    public static DateOnly AsOf => Inside.AsOf;

    /// <summary>Texts that a file of this model must embed as the original does.</summary>
    public IReadOnlyList<GoldenText> Golden => GoldenText.Of(Name);

    private static Table Load()
    {
        using var stream = typeof(KnownModel).Assembly.GetManifestResourceStream(typeof(KnownModel), "known-models.json")!;
        return JsonSerializer.Deserialize<Table>(stream, Json.Options)!;
    }

    private sealed record Table(DateOnly AsOf, KnownModel[] Models);
}
