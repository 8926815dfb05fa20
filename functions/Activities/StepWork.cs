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
            return await new GuardedSteps(async cancel => instances is null ? Steps(await ports.Open(cancel)) : Waking(instances), store, time).Do(step, input, limit.Token);
        }
        catch (Exception e)
        {
            var stripped = StrippedException.Of(e);
            log.StepFailed(step.Name, stripped.Message);
            throw stripped;
        }
    }

    // Those that start asks know the client of their call. A matter is looked at though its reader is away.
    private AskSteps Waking(IAskInstances instances)
    {
        var waking = new AskSteps();
        var bare = ports.WithoutReader;
        WakeSteps.AddTo(waking, bare.Ask, async cancel => (await ports.Open(cancel)).Ask, instances, bare.Quiet, bare.Newest);
        return waking;
    }

    // One set for the process: steps remember the plan that they parsed last.
    private AskSteps Steps(OpenPorts opened)
    {
        var now = bound;
        if (now?.To != opened)
            bound = now = new Binding(opened, new AskSteps(opened.Ask));
        return now.Steps;
    }

    private sealed record Binding(OpenPorts To, AskSteps Steps);
}
