namespace Lector.Core.Asking;

/// <summary>The map of who answers whom of the run whose groups are read, made once and not once a group: all groups of a run share it.</summary>
internal sealed class LastThreads(Storage.IStore store)
{
    private readonly Lock gate = new();
    private RunRef? of;
    private Task<Threads>? threads;

    /// <summary>The map of a run.</summary>
    public Task<Threads> Of(RunRef run, RunPlan plan, CancellationToken cancel)
    {
        lock (gate)
        {
            if (of != run || threads is null || threads.IsFaulted || threads.IsCanceled)
                (of, threads) = (run, Threads.Load(store, plan, cancel));
            return threads;
        }
    }
}
