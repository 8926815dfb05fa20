using Lector.Core.Asking.Waking;
using Lector.Functions.Status;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Lector.Functions.Activities;

/// <summary>The activity functions of the steps that start asks: they are given Durable's client.</summary>
public sealed class WakeFunctions(StepWork work)
{
    /// <inheritdoc cref="WakeSteps.Begin"/>
    [Function(nameof(WakeSteps.Begin))]
    public Task<Begun> Begin([ActivityTrigger] BeginRef ask, [DurableClient] DurableTaskClient client) => work.Do(WakeSteps.Begin, ask, new DurableInstances(client));

    /// <inheritdoc cref="WakeSteps.LookAround"/>
    [Function(nameof(WakeSteps.LookAround))]
    public Task<Woken> LookAround([ActivityTrigger] WakeRef wake, [DurableClient] DurableTaskClient client) => work.Do(WakeSteps.LookAround, wake, new DurableInstances(client));
}
