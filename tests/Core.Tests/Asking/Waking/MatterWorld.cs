using Lector.Core.Asking;
using Lector.Core.Asking.Waking;
using Lector.Core.Documents;

namespace Lector.Core.Tests.Asking.Waking;

/// <summary>A container of uploads with its triggers, a clock and a distributed engine, all simulated: events are late, doubled or lost, and clocks differ.</summary>
internal sealed class MatterWorld : TimeProvider, IDocumentSource, IExtractor, IAskInstances
{
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(60);

    private readonly PriorityQueue<Func<Task>, DateTimeOffset> events = new();
    private readonly SortedDictionary<string, DateTimeOffset> files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (DateTimeOffset Ends, bool Waits)> instances = [];
    private readonly HashSet<string> wakes = [];
    private readonly AskSteps steps = new();
    private DateTimeOffset now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);
    private int scheduled;

    public MatterWorld() => WakeSteps.AddTo(steps, Ports, _ => Task.FromResult(Ports), this, Quiet, (_, _) => Task.FromResult<DateTimeOffset?>(files.Count > 0 ? files.Values.Max() : null));

    public MemoryStore Store { get; } = new();

    public AskPorts Ports => new(Store, _ => this, this, this);

    /// <summary>Why an ask cannot be begun, by its id; null where it can.</summary>
    public Func<string, Exception?> Fault { get; set; } = _ => null;

    /// <summary>Happens while the documents are listed.</summary>
    public Func<Task> WhileListed { get; set; } = () => Task.CompletedTask;

    /// <summary>Happens while an instance is started.</summary>
    public Func<Task> WhileStarted { get; set; } = () => Task.CompletedTask;

    /// <summary>What came of the looks.</summary>
    public List<Woken> Woken { get; } = [];

    public List<(string Ask, string Run, int Files)> Started { get; } = [];

    public List<string> Stopped { get; } = [];

    public int Wakes => wakes.Count;

    public int Scheduled => scheduled;

    /// <summary>By how much the storage's clock is ahead of the functions'.</summary>
    public TimeSpan Ahead { get; init; }

    /// <summary>How long a run reads.</summary>
    public TimeSpan RunTakes { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Whether a run then waits for a person's word.</summary>
    public bool RunWaits { get; init; }

    public string Name => "simulated";

    public string Version => "1";

    public override DateTimeOffset GetUtcNow() => now;

    public async Task Stand(string question)
    {
        var ask = Core.Asking.Ask.Of("matter", question, new AskOptions { Standing = true });
        await new StoredAsk(ask, now).Write(Store, default);
    }

    /// <summary>Uploads a file at a time, and tells the trigger of it after so long, so often.</summary>
    public void Upload(TimeSpan after, string name, TimeSpan late, int times = 1)
    {
        var at = now + after;
        events.Enqueue(() => Act(() => files[name] = at + Ahead), at);
        for (var i = 0; i < times; i++)
            events.Enqueue(() => Wake(new WakeRef("matter", WakeTime.Of(now, Quiet)), default), at + late + TimeSpan.FromSeconds(i));
    }

    public async Task Run()
    {
        while (events.TryDequeue(out var happens, out var at))
        {
            now = at > now ? at : now;
            await happens();
        }
    }

    public Task Wake(WakeRef wake, CancellationToken cancel)
    {
        scheduled++;
        if (wakes.Add(wake.InstanceId))
            events.Enqueue(async () => Woken.Add(await steps.Do(WakeSteps.LookAround, wake, default)), wake.At);
        return Task.CompletedTask;
    }

    /// <summary>Looks now.</summary>
    public Task<Woken> Look() => steps.Do(WakeSteps.LookAround, new WakeRef("matter", now), default);

    public async Task<bool> Start(AskRef run, CancellationToken cancel)
    {
        if (Fault(run.Ask) is { } fault)
            throw fault;
        await WhileStarted();
        if (!instances.TryAdd(RunInstances.Id(new RunRef(run.Matter, run.Ask, run.Run)), (now + RunTakes, RunWaits)))
            return false;
        Started.Add((run.Ask, run.Run, files.Count));
        return true;
    }

    public Task<InstanceStage> Look(RunRef run, CancellationToken cancel) => Task.FromResult(
        !instances.TryGetValue(RunInstances.Id(run), out var instance) ? InstanceStage.None
        : instance.Ends > now ? InstanceStage.UnderWay
        : instance.Waits ? InstanceStage.AwaitingApproval
        : InstanceStage.Ended);

    public Task Stop(IReadOnlyList<string> ids, CancellationToken cancel) => Act(() =>
    {
        Stopped.Add(ids[^1]);
        instances[ids[^1]] = (now, false);
    });

    public Task Forget(IReadOnlyList<string> ids, CancellationToken cancel) => throw new InvalidOperationException("A wake forgets no run.");

    public async IAsyncEnumerable<SourceFile> List([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await WhileListed();
        foreach (var (name, changed) in files)
            yield return await Task.FromResult(new SourceFile(name, 1, $"{changed.UtcTicks}"));
    }

    public Task<InputFile> Open(SourceFile file, CancellationToken cancel) => throw new NotSupportedException();

    public IEnumerable<FoundDocument> Extract(InputFile file, CancellationToken cancel) => throw new NotSupportedException();

    private static Task Act(Action act)
    {
        act();
        return Task.CompletedTask;
    }
}
