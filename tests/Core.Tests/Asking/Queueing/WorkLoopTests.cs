using Lector.Core.Asking.Queueing;
using Lector.Core.Storage;

namespace Lector.Core.Tests.Asking.Queueing;

public sealed class WorkLoopTests : TimeProvider, IWorkSource, IResultQueue, IStore
{
    private readonly CancellationTokenSource stop = new();
    private DateTimeOffset now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);
    private int received;
    private int written;

    [Fact]
    public async Task A_store_that_is_away_for_a_while_does_not_end_a_reader_that_waits()
    {
        await new WorkLoop(this, this, this, new CountingReader(), "reader", this).Run(drain: false, stop.Token);
        Assert.Equal((5, 7), (received, written));
    }

    public override DateTimeOffset GetUtcNow() => now;

    Task<IWorkLease?> IWorkSource.Receive(TimeSpan patience, CancellationToken cancel)
    {
        now += TimeSpan.FromMinutes(2);
        if (++received == 5)
            stop.Cancel();
        return Task.FromResult<IWorkLease?>(null);
    }

    Task IResultQueue.Send(WorkResult result, CancellationToken cancel) => throw new NotSupportedException();

    // The first announcement arrives, and no other.
    Task<bool> IStore.Write(string name, Func<Stream, Task> write, WriteMode mode, CancellationToken cancel) =>
        ++written == 1 ? Task.FromResult(true) : throw new OutageException("The storage account cannot be reached.");

    Task<Stream?> IStore.OpenRead(string name, CancellationToken cancel) => throw new NotSupportedException();

    IAsyncEnumerable<StoredBlob> IStore.List(string prefix, CancellationToken cancel) => throw new NotSupportedException();

    Task IStore.Delete(string name, CancellationToken cancel) => throw new NotSupportedException();
}
