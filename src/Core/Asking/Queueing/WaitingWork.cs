using Lector.Core.Storage;

namespace Lector.Core.Asking.Queueing;

/// <summary>What the store shows of a run whose items are at the queue, between the orchestration's own reports.</summary>
public static class WaitingWork
{
    /// <summary>Since when no reader of the run's identity has given a sign of life while work of it was posted.</summary>
    /// <param name="store">Where runs are kept.</param>
    /// <param name="run">The run.</param>
    /// <param name="plan">Its plan, with a reader.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>Null while a reader is there, and where nothing is posted.</returns>
    public static async Task<DateTimeOffset?> Since(IStore store, RunRef run, RunPlan plan, TimeProvider time, CancellationToken cancel)
    {
        var readers = await Announcements.Load(store, time, cancel);
        var key = Verdicts.Key(plan.Queued!.Identity);
        if (readers.There(key, time.GetUtcNow()) > 0)
            return null;
        DateTimeOffset? posted = null;
        await foreach (var blob in store.List(run.Path(QueuedGroup.Folder), cancel))
            posted = posted is { } before && before <= blob.Changed ? before : blob.Changed;
        return posted is null ? null : readers.SeenLast(key) is { } seen && seen > posted ? seen : posted;
    }
}
