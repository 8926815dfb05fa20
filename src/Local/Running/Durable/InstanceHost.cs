using Lector.Core;
using Lector.Core.Asking;
using Lector.Core.Reading;

namespace Lector.Local.Running.Durable;

/// <summary>What instances share: the steps, the lanes that bound them, signals, clock and journal folder.</summary>
internal sealed class InstanceHost(AskSteps steps, string journals, TimeProvider time, Action<string, AskProgress> report, int lanes)
{
    private readonly SemaphoreSlim lanesFree = new(lanes);

    /// <summary>The code that a journal is of: another build may call its history in another order.</summary>
    public string Version { get; } = typeof(AskOrchestration).Module.ModuleVersionId.ToString("N");

    /// <summary>The steps and flows.</summary>
    public AskSteps Steps { get; } = steps;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>Signals to instances.</summary>
    public Signals Signals { get; } = new(time);

    /// <summary>How long one attempt of a step may take.</summary>
    public TimeSpan StepLimit { get; init; } = TimeSpan.FromHours(2);

    /// <summary>The journal of an instance.</summary>
    public string PathOf(string id) => Path.Combine(journals, id + ".jsonl");

    /// <summary>Says how far an instance is.</summary>
    public void Report(string id, AskProgress progress) => report(id, progress);

    /// <summary>Does a step's work when a lane is free, as often as the step allows.</summary>
    public async Task<TOut> Do<TIn, TOut>(Step<TIn, TOut> step, TIn input, CancellationToken cancel)
        where TIn : notnull
    {
        await lanesFree.WaitAsync(cancel);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                limit.CancelAfter(StepLimit);
                try
                {
                    return await Steps.Do(step, input, limit.Token);
                }
                catch (Exception e) when (attempt < step.Attempts && !cancel.IsCancellationRequested && e is not (UserErrorException or ReaderUnavailableException))
                {
                    // The next attempt finds in the store what this one finished.
                }
            }
        }
        finally
        {
            lanesFree.Release();
        }
    }
}
