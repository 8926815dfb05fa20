namespace Lector.Core.Documents;

/// <summary>Turns an input file into the documents that it holds.</summary>
public interface IExtractor
{
    /// <summary>Changes whenever the same bytes may yield another text: texts of another version are extracted anew.</summary>
    string Version { get; }

    /// <summary>Finds every document of a file, lazily and in a fixed order: a container is walked without being held in memory whole.</summary>
    /// <param name="file">The file; its name is a hint, its bytes decide the format.</param>
    /// <param name="cancel">Stops within a second; a child process started for the file is killed.</param>
    /// <returns>At least one document. Broken, hostile, encrypted or unknown content is a value (<see cref="Extraction.Unreadable"/>), never an exception.</returns>
    /// <exception cref="IOException">The file itself could not be opened or read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was signalled.</exception>
    IEnumerable<FoundDocument> Extract(InputFile file, CancellationToken cancel);
}

/// <summary>A file as a person put it into the matter.</summary>
/// <param name="Path">Path relative to the matter's documents, forward slashes.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Open">Opens the content, a seekable stream at its beginning.</param>
public sealed record InputFile(string Path, long Size, Func<Stream> Open);
