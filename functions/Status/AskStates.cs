using Lector.Api;
using Lector.Core.Answering;
using Lector.Core.Asking;
using Lector.Core.Storage;
using Lector.Functions.Activities;
using Microsoft.DurableTask.Client;

namespace Lector.Functions.Status;

/// <summary>How asks and runs stand: by Durable where it knows the instance, else by what lies in the store.</summary>
internal sealed class AskStates(DurableTaskClient client, IStore store)
{
    /// <summary>The state of a run, or of an ask that waits for one.</summary>
    /// <param name="stored">The ask.</param>
    /// <param name="key">Key of the run's snapshot, or null.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>Null where there is no such run.</returns>
    public async Task<AskState?> Of(StoredAsk stored, string? key, CancellationToken cancel)
    {
        if (key is null)
            return await Waited(stored, cancel);
        if (stored.Ask.Options.Standing && await stored.IsStopped(store, cancel))
            stored = stored with { Ask = stored.Ask.Withdrawn() };
        var run = new RunRef(stored.Ask.Matter, stored.Ask.Id, key);
        if (await client.GetInstanceAsync(RunInstances.Id(run), getInputsAndOutputs: true, cancel) is not { } at)
            return await Forgotten(stored, run, cancel);
        var status = StatusOf(at.RuntimeStatus);
        if (status is RuntimeStatus.Pending or RuntimeStatus.Running or RuntimeStatus.Failed && await store.Exists(run.Path(RunFiles.Stop), cancel))
            status = RuntimeStatus.Terminated;
        return new AskState(stored.Ask, key, status, at.CreatedAt, at.LastUpdatedAt, at.SerializedCustomStatus is null ? null : at.ReadCustomStatusAs<AskProgress>(), null, null)
        {
            Output = status == RuntimeStatus.Completed ? at.ReadOutputAs<AskResult>() : null,
            Fault = status == RuntimeStatus.Failed ? (await store.ReadJson<RunFault>(run.Path(RunFault.File), cancel))?.Sentence ?? RunFault.Broke(at.FailureDetails is { } why ? StrippedException.TypeOf(why) : "unknown") : null,
        };
    }

    private async Task<AskState> Waited(StoredAsk stored, CancellationToken cancel)
    {
        var state = Waiting(stored);
        if (await stored.IsStopped(store, cancel))
            return state with { Status = RuntimeStatus.Terminated, Fault = stored.Fault };
        if (stored.Fault is not null)
            return state with { Status = RuntimeStatus.Failed, Fault = stored.Fault };
        var id = DurableInstances.TakeId(stored);
        return await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancel) is { RuntimeStatus: OrchestrationRuntimeStatus.Failed, FailureDetails: { } why }
            ? state with { Status = RuntimeStatus.Failed, Fault = RunFault.Broke(StrippedException.TypeOf(why)) }
            : state;
    }

    // Histories are not kept for ever; the store is.
    private async Task<AskState?> Forgotten(StoredAsk stored, RunRef run, CancellationToken cancel)
    {
        if (await store.ReadJson<RunRecord>(run.Path(RunFiles.Record), cancel) is not { } record)
            return run.Run == stored.Run ? await Lost(stored, run, cancel) : null;
        var counts = record.Selection.Documents;
        var claims = (await store.ReadJson<Answer>(run.Path(RunFiles.Answer), cancel))?.Claims.Count ?? 0;
        var outcome = (await Spoken.Load(store, run, cancel)).Outcome;
        return new AskState(stored.Ask, run.Run, RuntimeStatus.Completed, record.Plan.Planned, record.Published, new AskProgress(AskStage.Done, record.Plan.Files, 0, 0),
            new AskResult(counts.Total, counts.Relevant, counts.SetAside, counts.Unreadable, counts.Failed, claims, outcome), null);
    }

    // It ended, or its history was cleared away, before it said anything.
    private async Task<AskState> Lost(StoredAsk stored, RunRef run, CancellationToken cancel)
    {
        var lost = Waiting(stored) with { Run = run.Run, Status = RuntimeStatus.Terminated };
        return await store.Exists(run.Path(RunFiles.Stop), cancel)
            ? lost
            : lost with { Status = RuntimeStatus.Failed, Fault = (await store.ReadJson<RunFault>(run.Path(RunFault.File), cancel))?.Sentence ?? RunFault.Lost };
    }

    /// <summary>The state of an ask that waits for its snapshot.</summary>
    public static AskState Waiting(StoredAsk stored) => new(stored.Ask, null, RuntimeStatus.Pending, stored.Requested, stored.Requested, null, null, null);

    private static RuntimeStatus StatusOf(OrchestrationRuntimeStatus status) => status switch
    {
        OrchestrationRuntimeStatus.Pending => RuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Completed => RuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Failed => RuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated => RuntimeStatus.Terminated,
        _ => RuntimeStatus.Running,
    };
}
