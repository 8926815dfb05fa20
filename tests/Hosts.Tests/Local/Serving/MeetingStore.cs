using Lector.Core.Storage;

namespace Lector.Hosts.Tests.Local.Serving;

/// <summary>A store whose writers of one blob meet before any of them writes, as two that raced would.</summary>
internal sealed class MeetingStore(IStore store, string name, int writers) : IStore
{
    private readonly TaskCompletionSource met = new();
    private int arrived;

    public Task<Stream?> OpenRead(string blob, CancellationToken cancel) => store.OpenRead(blob, cancel);

    public async Task<bool> Write(string blob, Func<Stream, Task> write, WriteMode mode, CancellationToken cancel)
    {
        if (blob.EndsWith(name, StringComparison.Ordinal))
        {
            if (Interlocked.Increment(ref arrived) == writers)
                met.SetResult();
            await met.Task.WaitAsync(cancel);
        }

        return await store.Write(blob, write, mode, cancel);
    }

    public IAsyncEnumerable<StoredBlob> List(string prefix, CancellationToken cancel) => store.List(prefix, cancel);

    public Task Delete(string blob, CancellationToken cancel) => store.Delete(blob, cancel);
}
