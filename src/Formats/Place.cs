namespace Lector.Formats;

/// <summary>Where a piece of an input file lies.</summary>
/// <param name="Path">As <see cref="Core.Documents.FoundDocument.Path"/>.</param>
/// <param name="Parent">Path of the nearest document around it, or null.</param>
/// <param name="Name">Its own name with extension: a hint at its format.</param>
/// <param name="Depth">Containers around it.</param>
/// <param name="MediaType">What the mail that carries it says it is, or null.</param>
internal sealed record Place(string Path, string? Parent, string Name, int Depth, string? MediaType = null)
{
    /// <summary>A file at the top.</summary>
    public static Place Of(string path) => new(path, null, path[(path.LastIndexOf('/') + 1)..], 0);

    /// <summary>Inside this place, which is no document itself.</summary>
    /// <param name="entry">Its harmless path there.</param>
    public Place Entry(string entry) => new($"{Path}!/{entry}", Parent, entry[(entry.LastIndexOf('/') + 1)..], Depth + 1);

    /// <summary>Attached to this place, which is a document.</summary>
    /// <param name="name">Its harmless name there.</param>
    /// <param name="mediaType">What the mail says it is.</param>
    public Place Attachment(string name, string? mediaType) => new($"{Path}!/{name}", Path, name, Depth + 1, mediaType);
}
