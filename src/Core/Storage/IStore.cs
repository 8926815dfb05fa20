namespace Lector.Core.Storage;

/// <summary>Named blobs: a folder, a container. Names are relative paths of <c>[A-Za-z0-9._=-]</c> segments with forward slashes.</summary>
/// <remarks>Retries of I/O live inside the adapter. A blob is seen whole or not at all.</remarks>
public interface IStore
{
    /// <summary>Opens a blob for reading.</summary>
    /// <returns>A seekable stream at its beginning, or null when there is no such blob.</returns>
    Task<Stream?> OpenRead(string name, CancellationToken cancel);

    /// <summary>Writes a blob as a whole.</summary>
    /// <param name="name">The blob.</param>
    /// <param name="write">Writes the content to a forward-only stream.</param>
    /// <param name="mode">What to do when the blob is there.</param>
    /// <param name="cancel">Leaves no blob behind.</param>
    /// <returns>False when <paramref name="mode"/> is <see cref="WriteMode.OnlyIfNew"/> and the blob was there: it is unchanged.</returns>
    /// <exception cref="UserErrorException">The disk is full or the place may not be written.</exception>
    Task<bool> Write(string name, Func<Stream, Task> write, WriteMode mode, CancellationToken cancel);

    /// <summary>Names of all blobs that begin with a prefix, with their sizes, in ordinal order of their names.</summary>
    IAsyncEnumerable<StoredBlob> List(string prefix, CancellationToken cancel);

    /// <summary>Removes a blob; one that is not there is no error.</summary>
    Task Delete(string name, CancellationToken cancel);
}

/// <summary>One blob of a listing.</summary>
/// <param name="Name">Its name in the store.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Changed">When it was last written.</param>
public sealed record StoredBlob(string Name, long Size, DateTimeOffset Changed);

/// <summary>What a write does with a blob that is there already.</summary>
public enum WriteMode
{
    /// <summary>Replaces it.</summary>
    Replace,

    /// <summary>Leaves it and says so: the first writer wins.</summary>
    OnlyIfNew,
}
