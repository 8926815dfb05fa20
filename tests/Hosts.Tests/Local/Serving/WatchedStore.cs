using Lector.Core.Storage;

namespace Lector.Hosts.Tests.Local.Serving;

/// <summary>A store that tells a test what it is about to do, and waits for it.</summary>
internal sealed class WatchedStore(IStore inner) : IStore
{
    public Func<string, Task> Writing { get; init; } = _ => Task.CompletedTask;

    public Func<string, Task> Listing { get; init; } = _ => Task.CompletedTask;

    public Task<Stream?> OpenRead(string name, CancellationToken cancel) => inner.OpenRead(name, cancel);

    public async Task<bool> Write(string name, Func<Stream, Task> write, WriteMode mode, CancellationToken cancel)
    {
        await Writing(name);
        return await inner.Write(name, write, mode, cancel);
    }

    public async IAsyncEnumerable<StoredBlob> List(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await Listing(prefix);
        await foreach (var blob in inner.List(prefix, cancel))
            yield return blob;
    }

    public Task Delete(string name, CancellationToken cancel) => inner.Delete(name, cancel);
}
