using Grpc.Core;
using Lector.Core.Asking;
using Lector.Core.Asking.Waking;
using Lector.Functions.Triggers;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Lector.Functions.Status;

/// <summary>The running instances, through Durable's client.</summary>
public sealed class DurableInstances(DurableTaskClient client) : IAskInstances, IUploadInstances
{
    private static readonly OrchestrationRuntimeStatus[] Every = [.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses];

    /// <inheritdoc/>
    public Task<bool> Start(AskRef run, CancellationToken cancel) => Start(Steps.Ask, run, RunInstances.Id(new RunRef(run.Matter, run.Ask, run.Run)), null, cancel);

    /// <inheritdoc/>
    public Task Wake(WakeRef wake, CancellationToken cancel) => Start(WakeSteps.Wake, wake, wake.InstanceId, wake.At, cancel);

    /// <inheritdoc/>
    public Task<bool> Take(StoredAsk ask, CancellationToken cancel) =>
        Start(WakeSteps.Take, new BeginRef(ask.Ask.Matter, ask.Ask.Id, Anew: true), TakeId(ask), null, cancel);

    /// <summary>The instance that begins an ask.</summary>
    public static string TakeId(StoredAsk ask) => new BeginRef(ask.Ask.Matter, ask.Ask.Id, Anew: true).InstanceId(ask.Requested);

    /// <inheritdoc/>
    public async Task<InstanceStage> Look(RunRef run, CancellationToken cancel) => await client.GetInstanceAsync(RunInstances.Id(run), getInputsAndOutputs: true, cancel) switch
    {
        null => InstanceStage.None,
        { IsCompleted: true } => InstanceStage.Ended,
        { SerializedCustomStatus: not null } at when at.ReadCustomStatusAs<AskProgress>()?.Stage == AskStage.AwaitingApproval => InstanceStage.AwaitingApproval,
        _ => InstanceStage.UnderWay,
    };

    /// <inheritdoc/>
    public async Task Stop(IReadOnlyList<string> ids, CancellationToken cancel)
    {
        foreach (var id in ids)
        {
            if (await client.GetInstanceAsync(id, cancel) is { IsCompleted: false })
                await client.TerminateInstanceAsync(id, cancel);
        }
    }

    /// <inheritdoc/>
    public async Task Forget(IReadOnlyList<string> ids, CancellationToken cancel)
    {
        foreach (var id in ids)
            await client.PurgeInstanceAsync(id, cancel);
    }

    // Every status is given: by the defaults, which differ by version, an instance under way could be replaced and one that has ended overwritten.
    private async Task<bool> Start<TIn, TOut>(Flow<TIn, TOut> flow, TIn input, string id, DateTimeOffset? at, CancellationToken cancel)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(flow.Name, input, new StartOrchestrationOptions(id, at).WithDedupeStatuses(Every), cancel);
            return true;
        }
        catch (Exception e) when (e is RpcException { StatusCode: StatusCode.AlreadyExists } || e.GetType().Name == "OrchestrationAlreadyExistsException")
        {
            return false;
        }
    }
}
