namespace Lector.Core.Asking.Queueing;

/// <summary>Where the app posts work for readers.</summary>
/// <remarks>Delivers at least once, in any order. An item whose <see cref="WorkItem.MessageId"/> was posted shortly before may be swallowed.</remarks>
public interface IWorkQueue
{
    /// <summary>Posts items.</summary>
    /// <param name="items">Any number.</param>
    /// <param name="delay">How long readers do not see them.</param>
    /// <param name="cancel">Some may have been posted.</param>
    Task Post(IReadOnlyList<WorkItem> items, TimeSpan delay, CancellationToken cancel);
}

/// <summary>Where a reader takes its work from: each item is locked for it, and comes again when the lock expires.</summary>
public interface IWorkSource
{
    /// <summary>Waits for an item.</summary>
    /// <param name="patience">How long at most.</param>
    /// <param name="cancel">Stops waiting; no item is locked then.</param>
    /// <returns>Null when none came.</returns>
    Task<IWorkLease?> Receive(TimeSpan patience, CancellationToken cancel);
}

/// <summary>An item that is locked for this reader. Exactly one of <see cref="Complete"/> and <see cref="Abandon"/> ends it, or the lock's expiry.</summary>
public interface IWorkLease
{
    /// <summary>The work, or null where the message is not one that Lector wrote.</summary>
    WorkItem? Item { get; }

    /// <summary>How often it was given out, this time included.</summary>
    int Deliveries { get; }

    /// <summary>Locks it for another <see cref="Queues.Lock"/>.</summary>
    /// <exception cref="LeaseLostException">The lock has expired: another reader may have the item.</exception>
    Task Renew(CancellationToken cancel);

    /// <summary>It is done.</summary>
    /// <exception cref="LeaseLostException">The lock has expired: it comes again.</exception>
    Task Complete(CancellationToken cancel);

    /// <summary>Gives it back at once; counts as a delivery.</summary>
    /// <exception cref="LeaseLostException">The lock has expired: it comes again anyway.</exception>
    Task Abandon(CancellationToken cancel);
}

/// <summary>Where a reader says what it did.</summary>
public interface IResultQueue
{
    /// <summary>Sends a result; it is stored when this returns.</summary>
    Task Send(WorkResult result, CancellationToken cancel);
}

/// <summary>The lock of a work item has expired.</summary>
/// <param name="inner">What the queue said.</param>
public sealed class LeaseLostException(Exception? inner = null) : Exception("The lock of the work item has expired; it is given out again.", inner);
