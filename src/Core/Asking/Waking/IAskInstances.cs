namespace Lector.Core.Asking.Waking;

/// <summary>The running instances of a distributed engine, as the steps that start asks see them.</summary>
public interface IAskInstances
{
    /// <summary>Starts a run's instance, unless one of its id is known in whatever state: neither one under way nor one that has ended is ever replaced.</summary>
    /// <returns>False where one was known.</returns>
    Task<bool> Start(AskRef run, CancellationToken cancel);

    /// <summary>How a run's instance stands.</summary>
    Task<InstanceStage> Look(RunRef run, CancellationToken cancel);

    /// <summary>Ends instances, where they are under way; what their steps still do finds the word to stop in the store.</summary>
    Task Stop(IReadOnlyList<string> ids, CancellationToken cancel);

    /// <summary>Forgets instances that have ended, so that their ids can be started once more.</summary>
    Task Forget(IReadOnlyList<string> ids, CancellationToken cancel);

    /// <summary>Has a matter looked at later, once for each minute.</summary>
    /// <param name="wake">The matter and the minute.</param>
    /// <param name="cancel">Stops.</param>
    Task Wake(WakeRef wake, CancellationToken cancel);
}

/// <summary>How far an instance is, as coarse as a decision needs it.</summary>
public enum InstanceStage
{
    /// <summary>There is none of that id.</summary>
    None,

    /// <summary>It reads, selects or answers, or will.</summary>
    UnderWay,

    /// <summary>It waits for a person's word.</summary>
    AwaitingApproval,

    /// <summary>It is completed, failed or terminated.</summary>
    Ended,
}
