using System.Diagnostics;
using System.Runtime;

namespace Lector.Cloud.Pdf;

/// <summary>Runs work that knows no limits on a thread of its own, and ends it where it must.</summary>
/// <remarks>
/// A library cannot be killed as a process can. <see cref="ControlledExecution"/> ends managed code wherever it is, a loop without end included; what it may leave
/// half done are that library's own objects, which nobody looks at any more. The stack is large, because deep nesting is one of the ways to end a process.
/// </remarks>
internal static class LimitedThread
{
    private const int Stack = 64 << 20;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(700);

    /// <summary>Runs work to its end, or to a limit.</summary>
    /// <param name="work">Managed code that does no I/O.</param>
    /// <param name="limit">Longest time.</param>
    /// <param name="memory">Most bytes by which the managed heap may grow meanwhile. Work on other threads counts too: the limit is against a runaway, not an account.</param>
    /// <param name="cancel">Ends it within a second.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was signalled.</exception>
    public static LimitedRun<T> Run<T>(Func<T> work, TimeSpan limit, long memory, CancellationToken cancel)
        where T : class
    {
        T? result = null;
        Exception? fault = null;
        var stop = new CancellationTokenSource();
        var thread = new Thread(() =>
        {
            try
            {
#pragma warning disable SYSLIB0046 // It is obsolete to say that it is dangerous: state of others that the work touches may be left half done. This work touches none.
                ControlledExecution.Run(() => result = work(), stop.Token);
#pragma warning restore SYSLIB0046
            }
            catch (Exception e)
            {
                fault = e;
            }
        }, Stack)
        { IsBackground = true };

        var before = GC.GetTotalMemory(forceFullCollection: false);
        var clock = Stopwatch.StartNew();
        thread.Start();
        while (!thread.Join(Look))
        {
            var (late, large) = (clock.Elapsed > limit, Grew(before, memory));
            if (!late && !large && !cancel.IsCancellationRequested)
                continue;
            // What does not end even so is left behind: it cannot hold the process, nor its result reach anyone.
            _ = stop.CancelAsync();
            thread.Join(Grace);
            cancel.ThrowIfCancellationRequested();
            return new LimitedRun<T>(null, null) { TimedOut = late, TooMuchMemory = large };
        }

        cancel.ThrowIfCancellationRequested();
        return new LimitedRun<T>(result, fault);
    }

    // Garbage counts until it is collected, so a suspicion is looked into.
    private static bool Grew(long before, long most) =>
        GC.GetTotalMemory(forceFullCollection: false) - before > most && GC.GetTotalMemory(forceFullCollection: true) - before > most;
}

/// <summary>What came of work on a <see cref="LimitedThread"/>.</summary>
/// <param name="Result">Its result; null where it has none.</param>
/// <param name="Fault">What it threw, or null.</param>
internal sealed record LimitedRun<T>(T? Result, Exception? Fault)
    where T : class
{
    /// <summary>It was ended at its time limit.</summary>
    public bool TimedOut { get; init; }

    /// <summary>It was ended at its memory limit.</summary>
    public bool TooMuchMemory { get; init; }
}
