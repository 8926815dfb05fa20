using Lector.Core.Asking.Queueing;
using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Tests.Asking.Queueing;

/// <summary>A queue of work, one of results with the app's handlers behind it, and reader programs over one store: all that is between an orchestration and its verdicts.</summary>
/// <param name="store">The store.</param>
/// <param name="raise">Raises a signal to an instance.</param>
/// <param name="lockFor">How long a work item is locked.</param>
internal sealed class QueueWorld(IStore store, Func<string, string, Task> raise, TimeSpan lockFor) : IResultQueue, ISignals, IAsyncDisposable
{
    private readonly CancellationTokenSource over = new();
    private readonly List<Task> work = [];
    private int programs;

    public MemoryWork Work { get; } = new(TimeProvider.System, lockFor);

    public MemoryQueue<WorkResult> Results { get; } = new(TimeProvider.System) { LockFor = lockFor };

    /// <summary>Where the app posts; the queue itself unless a test puts a fault before it.</summary>
    public IWorkQueue? Posting { get; set; }

    /// <summary>Asked before a result is handled, and after; what it throws ends that handling.</summary>
    public Action<WorkResult, bool> Handling { get; set; } = (_, _) => { };

    /// <summary>Whether a signal is to be raised, and how often.</summary>
    public Func<string, int> Raised { get; set; } = _ => 1;

    public int Signals { get; private set; }

    /// <summary>Starts the app's side.</summary>
    public void Open() => work.Add(Task.Run(Pump));

    /// <summary>Starts a reader program.</summary>
    /// <param name="reader">Its engine.</param>
    /// <param name="doom">Where it is killed, or null.</param>
    /// <param name="stop">Stops it as SIGTERM does.</param>
    public Task Read(IReader reader, Doom? doom = null, CancellationToken stop = default)
    {
        var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, stop);
        doom ??= new Doom(null, 0);
        var loop = new WorkLoop(doom.Through(Work), doom.Through((IResultQueue)this), doom.Through(store), doom.Through(reader), $"reader-{Interlocked.Increment(ref programs)}", TimeProvider.System);
        var run = Task.Run(() => loop.Run(drain: false, either.Token));
        work.Add(run);
        return run;
    }

    public Task Send(WorkResult result, CancellationToken cancel)
    {
        Results.Post(Guid.NewGuid().ToString(), result);
        return Task.CompletedTask;
    }

    public async Task Raise(string instance, string signal, CancellationToken cancel)
    {
        for (var left = Raised(signal); left > 0; left--)
        {
            Signals++;
            await raise(instance, signal);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        foreach (var task in work)
            await task.ContinueWith(_ => { }, TaskScheduler.Default);
        over.Dispose();
    }

    private async Task Pump()
    {
        var handlers = new WorkResults(store, Posting ?? Work, this);
        while (!over.IsCancellationRequested)
        {
            foreach (var item in Work.Queue.Bury())
                await handlers.Fail(item, UnreadCause.Undelivered, default);
            if (Results.Take() is not { } lease)
            {
                await Task.Delay(5);
                continue;
            }

            try
            {
                Handling(lease.Value, false);
                await handlers.Handle(lease.Value, default);
                Handling(lease.Value, true);
                lease.Complete();
            }
            catch (Killed)
            {
                lease.Abandon();
            }
        }
    }
}

/// <summary>What ends a process in a test: nothing of it runs any more, its clean-up neither.</summary>
internal sealed class Killed : Exception;

/// <summary>A judge by a rule that anybody can repeat: a number made of the text alone.</summary>
internal sealed class CountingReader(string version = "1") : IReader
{
    private int passages;

    public ReaderIdentity Identity { get; } = new("chat", "counting", version, ReaderPlace.InProcess, null);

    /// <summary>Passages that were read.</summary>
    public int Passages => passages;

    /// <summary>Runs before passages are read.</summary>
    public Func<IReadOnlyList<PassageInContext>, CancellationToken, Task> Before { get; init; } = (_, _) => Task.CompletedTask;

    public async Task<IReadOnlyList<Verdict>> Read(string question, IReadOnlyList<PassageInContext> read, CancellationToken cancel)
    {
        await Before(read, cancel);
        Interlocked.Add(ref passages, read.Count);
        return [.. read.Select(passage => Of(passage.Text))];
    }

    public static Verdict Of(string text) => new(Convert.ToInt32(MatterPaths.Key(text)[..4], 16) / 65536f, text.Length / 4, FullReading.CountsAgree, UnreadCause.None);
}
