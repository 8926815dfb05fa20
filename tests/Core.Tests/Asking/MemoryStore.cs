using System.Runtime.CompilerServices;
using Lector.Core.Storage;

namespace Lector.Core.Tests.Asking;

/// <summary>A store in memory.</summary>
internal sealed class MemoryStore : IStore
{
    /// <summary>All blobs by name.</summary>
    public SortedDictionary<string, byte[]> Blobs { get; } = new(StringComparer.Ordinal);

    public Task<Stream?> OpenRead(string name, CancellationToken cancel)
    {
        lock (Blobs)
            return Task.FromResult<Stream?>(Blobs.TryGetValue(name, out var bytes) ? new MemoryStream(bytes, writable: false) : null);
    }

    public async Task<bool> Write(string name, Func<Stream, Task> write, WriteMode mode, CancellationToken cancel)
    {
        using var content = new MemoryStream();
        await write(content);
        cancel.ThrowIfCancellationRequested();
        lock (Blobs)
        {
            if (mode == WriteMode.OnlyIfNew && Blobs.ContainsKey(name))
                return false;
            Blobs[name] = content.ToArray();
            return true;
        }
    }

    public async IAsyncEnumerable<StoredBlob> List(string prefix, [EnumeratorCancellation] CancellationToken cancel)
    {
        KeyValuePair<string, byte[]>[] found;
        lock (Blobs)
            found = [.. Blobs.Where(blob => blob.Key.StartsWith(prefix, StringComparison.Ordinal))];
        foreach (var (name, bytes) in found)
            yield return await Task.FromResult(new StoredBlob(name, bytes.Length, DateTimeOffset.UnixEpoch));
    }

    public Task Delete(string name, CancellationToken cancel)
    {
        lock (Blobs)
            Blobs.Remove(name);
        return Task.CompletedTask;
    }
}
