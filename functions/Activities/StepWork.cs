using Lector.Core.Asking;
using Lector.Core.Asking.Waking;
using Lector.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Lector.Functions.Activities;

/// <summary>Does the steps' work in this process.</summary>
/// <remarks>No step is given the host's word to shut down: one that is cut off is delivered again, while one that gave up would count as failed.</remarks>
public sealed class StepWork(IOpenPorts ports, IStore store, TimeProvider time, ILogger<StepWork> log)
{
    /// <summary>How long a step may take; below the host's own limit for a function.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(25);

    private Binding? bound;

    /// <summary>Does a step.</summary>
    /// <param name="step">Which.</param>
    /// <param name="input">Its input.</param>
    /// <param name="instances">The running instances, for the steps that start asks.</param>
    /// <exception cref="StrippedException">It failed.</exception>
    public async Task<TOut> Do<TIn, TOut>(Step<TIn, TOut> step, TIn input, IAskInstances? instances = null)
        where TIn : notnull
    {
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            return await new GuardedSteps(async cancel => Steps(await ports.Open(cancel), instances), store, time).Do(step, input, limit.Token);
        }
        catch (Exception e)
        {
            var stripped = StrippedException.Of(e);
            log.StepFailed(step.Name, stripped.Message);
            throw stripped;
        }
    }

    // One set for the process: steps remember the plan that they parsed last. Those that start asks know the client of their call.
    private AskSteps Steps(OpenPorts opened, IAskInstances? instances)
    {
        if (instances is not null)
        {
            var waking = new AskSteps();
            WakeSteps.AddTo(waking, opened.Ask, instances, opened.Quiet, opened.Newest);
            return waking;
        }

        var now = bound;
        if (now?.To != opened)
            bound = now = new Binding(opened, new AskSteps(opened.Ask));
        return now.Steps;
    }

    private sealed record Binding(OpenPorts To, AskSteps Steps);
}
