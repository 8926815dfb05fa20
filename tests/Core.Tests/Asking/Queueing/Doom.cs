using Lector.Core.Asking.Queueing;
using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Tests.Asking.Queueing;

/// <summary>The places between two effects of a reader program.</summary>
public enum ReaderStep
{
    BeforeReceive,
    AfterReceive,
    BeforeRead,
    AfterRead,
    AfterShard,
    AfterResult,
    AfterComplete,
}

/// <summary>Kills a reader program at a place: from there on none of its effects happens.</summary>
/// <param name="at">Where, or null for nowhere.</param>
/// <param name="time">The how manieth time it comes there, from 1.</param>
internal sealed class Doom(ReaderStep? at, int time)
{
    private bool dead;
    private int left = time;

    public IWorkSource Through(IWorkSource source) => new Source(this, source);

    public IResultQueue Through(IResultQueue results) => new ResultsOf(this, results);

    public IReader Through(IReader reader) => new ReaderOf(this, reader);

    public IStore Through(IStore store) => new StoreOf(this, store);

    private void Pass(ReaderStep? step = null)
    {
        if (!dead && step is not null && step == at && --left == 0)
            dead = true;
        if (dead)
            throw new Killed();
    }

    private sealed class Source(Doom doom, IWorkSource source) : IWorkSource
    {
        public async Task<IWorkLease?> Receive(TimeSpan patience, CancellationToken cancel)
        {
            doom.Pass(ReaderStep.BeforeReceive);
            var lease = await source.Receive(patience, cancel);
            if (lease is null)
                return null;
            doom.Pass(ReaderStep.AfterReceive);
            return new LeaseOf(doom, lease);
        }
    }

    private sealed class LeaseOf(Doom doom, IWorkLease lease) : IWorkLease
    {
        public WorkItem? Item => lease.Item;

        public int Deliveries => lease.Deliveries;

        public Task Renew(CancellationToken cancel)
        {
            doom.Pass();
            return lease.Renew(cancel);
        }

        public async Task Complete(CancellationToken cancel)
        {
            doom.Pass();
            await lease.Complete(cancel);
            doom.Pass(ReaderStep.AfterComplete);
        }

        public Task Abandon(CancellationToken cancel)
        {
            doom.Pass();
            return lease.Abandon(cancel);
        }
    }

    private sealed class ResultsOf(Doom doom, IResultQueue results) : IResultQueue
    {
        public async Task Send(WorkResult result, CancellationToken cancel)
        {
            doom.Pass();
            await results.Send(result, cancel);
            doom.Pass(ReaderStep.AfterResult);
        }
    }

    private sealed class ReaderOf(Doom doom, IReader reader) : IReader
    {
        public ReaderIdentity Identity => reader.Identity;

        public async Task<IReadOnlyList<Verdict>> Read(string question, IReadOnlyList<PassageInContext> passages, CancellationToken cancel)
        {
            doom.Pass(ReaderStep.BeforeRead);
            var verdicts = await reader.Read(question, passages, cancel);
            doom.Pass(ReaderStep.AfterRead);
            return verdicts;
        }
    }

    private sealed class StoreOf(Doom doom, IStore store) : IStore
    {
        public Task<Stream?> OpenRead(string name, CancellationToken cancel)
        {
            doom.Pass();
            return store.OpenRead(name, cancel);
        }

        public async Task<bool> Write(string name, Func<Stream, Task> write, WriteMode mode, CancellationToken cancel)
        {
            doom.Pass();
            var written = await store.Write(name, write, mode, cancel);
            doom.Pass(name.Contains("/items/") ? ReaderStep.AfterShard : null);
            return written;
        }

        public IAsyncEnumerable<StoredBlob> List(string prefix, CancellationToken cancel) => store.List(prefix, cancel);

        public Task Delete(string name, CancellationToken cancel)
        {
            doom.Pass();
            return store.Delete(name, cancel);
        }
    }
}
