using Lector.Core.Asking;
using Lector.Core.Storage;

namespace Lector.Local.Running.Durable;

/// <summary>What instances share: the steps, the lanes that bound them, signals, clock and journal folder.</summary>
/// <param name="steps">The steps and flows.</param>
/// <param name="store">Where a person's word to stop lies.</param>
/// <param name="journals">Folder of the journals.</param>
/// <param name="time">The clock.</param>
/// <param name="lanes">Steps under way at once; hosts may share it.</param>
internal sealed class InstanceHost(AskSteps steps, IStore store, string journals, TimeProvider time, SemaphoreSlim lanes)
{
    private readonly GuardedSteps guarded = new(_ => Task.FromResult(steps), store, time);

    /// <summary>The code that a journal is of: another build may call its history in another order.</summary>
    public string Version { get; init; } = typeof(AskOrchestration).Module.ModuleVersionId.ToString("N");

    /// <summary>The steps and flows.</summary>
    public AskSteps Steps { get; } = steps;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>Signals to instances.</summary>
    public Signals Signals { get; } = new(time);

    /// <summary>How long one attempt of a step may take without a sign of life: a slow model reads for days, and gets on.</summary>
    public TimeSpan StepLimit { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How long a step whose time is over, or that is stopped, may take to end. One that does not is given up, and not tried again: it may still be at work.</summary>
    public TimeSpan EndLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Hears the steps' signs of life; the ports that the steps are bound to tell it.</summary>
    public Pulse Pulse { get; init; } = new();

    /// <summary>Told how far an instance is.</summary>
    public Action<string, AskProgress> Reported { get; init; } = (_, _) => { };

    /// <summary>The journal of an instance.</summary>
    public string PathOf(string id) => Path.Combine(journals, id + ".jsonl");

    /// <summary>Says how far an instance is.</summary>
    public void Report(string id, AskProgress progress) => Reported(id, progress);

    /// <summary>Does a step's work when a lane is free, as often as the step allows, unless a person has stopped the run.</summary>
    /// <exception cref="RunStoppedException">A person has.</exception>
    public async Task<TOut> Do<TIn, TOut>(Step<TIn, TOut> step, TIn input, CancellationToken cancel)
        where TIn : notnull
    {
        await lanes.WaitAsync(cancel);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await Once(step, input, cancel);
                }
                catch (Exception e) when (e is not (RunStoppedException or StepUnendingException) && !GuardedSteps.IsForPeople(e) && attempt < step.Attempts && !cancel.IsCancellationRequested)
                {
                    // The next attempt finds in the store what this one finished.
                }
            }
        }
        finally
        {
            lanes.Release();
        }
    }

    private async Task<TOut> Once<TIn, TOut>(Step<TIn, TOut> step, TIn input, CancellationToken cancel)
        where TIn : notnull
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(StepLimit);
        Pulse.Listen(() => limit.CancelAfter(StepLimit));
        var work = Task.Run(() => guarded.Do(step, input, limit.Token), CancellationToken.None);
        try
        {
            return await work.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return await Task.WhenAny(work, Task.Delay(EndLimit, CancellationToken.None)) == work ? await work : throw new StepUnendingException(step.Name);
        }
        finally
        {
            // A step that was given up may still tell of its progress.
            if (work.IsCompleted)
                limit.Dispose();
        }
    }
}

/// <summary>A step was told to end, and did not.</summary>
internal sealed class StepUnendingException(string step) : Exception($"The step {step} does not end.");
