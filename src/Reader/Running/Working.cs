using System.Text;
using Lector.Cloud.Queues;
using Lector.Core.Asking.Queueing;
using Lector.Core.Reading;
using Lector.Reader.Engines;
using Microsoft.Extensions.Logging;

namespace Lector.Reader.Running;

/// <summary>The program's work: opens the engine, and then takes items until it is stopped or the queue is empty.</summary>
/// <param name="queues">Where work comes from and goes to.</param>
/// <param name="log">Names of models, counts and seconds.</param>
/// <param name="metrics">The same, counted.</param>
/// <param name="time">The clock.</param>
internal sealed class Working(IQueues queues, ILogger log, ReaderMetrics metrics, TimeProvider time)
{
    private long items;
    private long passages;

    /// <summary>Works.</summary>
    /// <param name="settings">Which engine.</param>
    /// <param name="drain">Whether an empty queue ends it.</param>
    /// <param name="stop">Gives the item in hand back and ends.</param>
    /// <returns>The exit code; being stopped is no fault.</returns>
    /// <exception cref="ReaderUnavailableException">The engine cannot be used.</exception>
    public async Task<int> Run(ReaderSettings settings, bool drain, CancellationToken stop)
    {
        try
        {
            await Work(settings, drain, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while the model was loaded: nothing was in hand.
        }

        return Exit.Done;
    }

    /// <summary>This program's name among all: its machine's, in the characters of store names, at most 60.</summary>
    internal static string Program(string machine)
    {
        var name = new StringBuilder();
        foreach (var c in machine.ToLowerInvariant())
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
                name.Append(c);
            else if (name.Length > 0 && name[^1] != '-')
                name.Append('-');
        return name.ToString().Trim('-') is { Length: > 0 } plain ? plain[..Math.Min(60, plain.Length)].TrimEnd('-') : "reader";
    }

    private async Task Work(ReaderSettings settings, bool drain, CancellationToken stop)
    {
        var (report, opened) = await OpenedEngine.Open(settings, note => log.Says(note), time, stop);
        await using var engine = opened ?? throw new ReaderUnavailableException(report.Refusal!);
        var (reader, program) = (new PacedReader(engine.Reader, time), Program(Environment.MachineName));
        log.Opened(program, reader.Identity.Model, reader.Identity.Kind, reader.Identity.Version, report.TokensPerSecond ?? 0);
        var work = new PatientSource(queues.Work, ServiceBusFaults.IsOutage, log, time);
        try
        {
            await new WorkLoop(work, queues.Results, queues.Store, reader, program, time) { Done = done => Tell(done, reader.TokensPerSecond) }.Run(drain, stop);
        }
        finally
        {
            log.Ended(items, passages);
        }
    }

    private void Tell(WorkDone done, double? pace)
    {
        (items, passages) = (items + 1, passages + done.Passages);
        metrics.Add(done, pace);
        if (done.Fault is { } fault)
            log.GivenBack(done.Took.TotalSeconds, fault);
        else
            log.Done(done.Passages, done.Took.TotalSeconds);
    }
}
