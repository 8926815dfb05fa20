namespace Lector.Core.Documents;

/// <summary>Where a matter's files lie: a folder, a blob container.</summary>
public interface IDocumentSource
{
    /// <summary>What the source is, for records: the folder's or container's full name.</summary>
    string Name { get; }

    /// <summary>Lists every file, in ordinal order of its path.</summary>
    /// <exception cref="UserErrorException">The place is missing or may not be listed.</exception>
    IAsyncEnumerable<SourceFile> List(CancellationToken cancel);

    /// <summary>Opens one file, if it still is the one that was listed.</summary>
    /// <param name="file">A file of the listing.</param>
    /// <param name="cancel">Stops within a second.</param>
    /// <exception cref="FileNotFoundException">The file is gone.</exception>
    /// <exception cref="InvalidDataException">The file has changed since it was listed.</exception>
    /// <exception cref="IOException">The system cannot read it.</exception>
    Task<InputFile> Open(SourceFile file, CancellationToken cancel);
}

/// <summary>One file of a matter as it was listed.</summary>
/// <param name="Path">Relative path, forward slashes.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Version">Changes whenever the bytes change: SHA-256 in a folder, the entity tag in a container.</param>
/// <param name="Problem">Why the file cannot be read, in words, or null.</param>
public sealed record SourceFile(string Path, long Size, string Version, string? Problem = null);
