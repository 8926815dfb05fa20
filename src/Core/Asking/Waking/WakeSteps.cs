namespace Lector.Core.Asking.Waking;

/// <summary>The steps and flows that start asks in a distributed host.</summary>
public static class WakeSteps
{
    /// <summary>Takes the snapshot of a matter's documents for an ask and starts its run.</summary>
    public static Step<BeginRef, Begun> Begin { get; } = new(nameof(Begin), 2);

    /// <summary>Looks whether a matter's documents lie still, and begins its standing asks if so.</summary>
    public static Step<WakeRef, Woken> LookAround { get; } = new(nameof(LookAround), 2);

    /// <summary>A person's ask, from being taken to its run's start.</summary>
    public static Flow<BeginRef, Begun> Take { get; } = new(nameof(Take));

    /// <summary>What follows an upload after a quiet time.</summary>
    public static Flow<WakeRef, Woken> Wake { get; } = new(nameof(Wake));

    /// <summary>Binds them to a host's ports.</summary>
    /// <param name="steps">Where they are added.</param>
    /// <param name="ports">What looking around works with; who reads is not asked.</param>
    /// <param name="open">What beginning an ask works with: a reader behind an address is opened for it.</param>
    /// <param name="instances">The running instances.</param>
    /// <param name="quiet">How long documents must have lain still before standing asks are asked again.</param>
    /// <param name="newest">When a matter's newest document was last written; null without any.</param>
    public static void AddTo(AskSteps steps, AskPorts ports, Func<CancellationToken, Task<AskPorts>> open, IAskInstances instances, TimeSpan quiet, Func<string, CancellationToken, Task<DateTimeOffset?>> newest)
    {
        async Task<Begun> Begun(BeginRef ask, CancellationToken cancel) => await new BeginStep(await open(cancel), instances).Run(ask, cancel);
        steps.Add(Begin, Begun);
        steps.Add(LookAround, new LookAroundStep(ports, instances, Begun, quiet, newest).Run);
        steps.Add(Take, WakeOrchestration.RunTake);
        steps.Add(Wake, WakeOrchestration.RunWake);
    }
}

/// <summary>An ask to begin.</summary>
/// <param name="Matter">Slug of the matter.</param>
/// <param name="Ask">Id of the ask.</param>
/// <param name="Anew">Whether a run of the same documents that has ended is run once more: a person said so.</param>
public sealed record BeginRef(string Matter, string Ask, bool Anew)
{
    /// <summary>The instance that takes an ask: one for each time that it was asked.</summary>
    /// <param name="requested">When it was taken.</param>
    public string InstanceId(DateTimeOffset requested) => $"take.{Ask}.{requested.UtcDateTime.ToString("yyyyMMddHHmmssfff", System.Globalization.CultureInfo.InvariantCulture)}";
}

/// <summary>What came of beginning an ask.</summary>
/// <param name="Run">Key of the snapshot; empty where no run came of it.</param>
/// <param name="Started">Whether it was started now; else it was there already.</param>
public sealed record Begun(string Run, bool Started);

/// <summary>A matter to look at.</summary>
/// <param name="Matter">Slug of the matter.</param>
/// <param name="At">The whole minute that it is for.</param>
public sealed record WakeRef(string Matter, DateTimeOffset At)
{
    /// <summary>Its instance.</summary>
    public string InstanceId => WakeTime.Id(Matter, At);
}

/// <summary>What came of looking.</summary>
/// <param name="Standing">Standing asks of the matter.</param>
/// <param name="Started">Of these, started now.</param>
/// <param name="Again">Whether it is looked at again later, by another wake.</param>
/// <param name="Failed">Of the standing asks, those that could not be begun: worth another look.</param>
public sealed record Woken(int Standing, int Started, bool Again, int Failed = 0);
