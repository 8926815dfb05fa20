using Lector.Core.Asking;
using Lector.Core.Asking.Queueing;
using Lector.Core.Asking.Waking;
using Lector.Functions.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Lector.Functions.Orchestrations;

/// <summary>One orchestrator function for each flow of Core, under its name.</summary>
public static class Flows
{
    /// <summary>One question.</summary>
    [Function(nameof(Steps.Ask))]
    public static Task<AskResult> Ask([OrchestrationTrigger] TaskOrchestrationContext context) => Run<AskRef, AskResult>(context, AskOrchestration.Run);

    /// <summary>A chunk of groups.</summary>
    [Function(nameof(Steps.ReadChunk))]
    public static Task<GroupRead> ReadChunk([OrchestrationTrigger] TaskOrchestrationContext context) => Run<ChunkRef, GroupRead>(context, AskOrchestration.RunChunk);

    /// <summary>A chunk of groups that readers at the queue read.</summary>
    [Function(nameof(Steps.QueueChunk))]
    public static Task<GroupRead> QueueChunk([OrchestrationTrigger] TaskOrchestrationContext context) => Run<ChunkRef, GroupRead>(context, QueuedReading.RunChunk);

    /// <summary>A person's ask, until its run is started.</summary>
    [Function(nameof(WakeSteps.Take))]
    public static Task<Begun> Take([OrchestrationTrigger] TaskOrchestrationContext context) => Run<BeginRef, Begun>(context, WakeOrchestration.RunTake);

    /// <summary>What follows an upload.</summary>
    [Function(nameof(WakeSteps.Wake))]
    public static Task<Woken> Wake([OrchestrationTrigger] TaskOrchestrationContext context) => Run<WakeRef, Woken>(context, WakeOrchestration.RunWake);

    private static async Task<TOut> Run<TIn, TOut>(TaskOrchestrationContext context, Func<IHistory, TIn, Task<TOut>> flow)
    {
        try
        {
            return await flow(new DurableHistory(context), context.GetInput<TIn>()!);
        }
        catch (StepFailedException e)
        {
            throw StrippedException.Of(e);
        }
    }
}
