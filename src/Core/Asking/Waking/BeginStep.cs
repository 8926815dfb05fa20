using Lector.Core.Asking.Queueing;
using Lector.Core.Storage;

namespace Lector.Core.Asking.Waking;

/// <summary>Takes the snapshot of a matter's documents for an ask and starts its run: <c>ask.{id}.{snapshot}</c>, so that no snapshot is read or paid twice.</summary>
/// <remarks>Idempotent, and safe beside another that begins the same ask: the first plan of a run stays, and the engine starts an id once.</remarks>
public sealed class BeginStep(AskPorts ports, IAskInstances instances)
{
    /// <summary>Begins.</summary>
    /// <exception cref="UserErrorException">The matter is empty or out of reach.</exception>
    public async Task<Begun> Run(BeginRef begin, CancellationToken cancel)
    {
        var name = StoredAsk.Name(begin.Matter, begin.Ask);
        if (await ports.Store.ReadJson<StoredAsk>(name, cancel) is not { } stored || await stored.IsStopped(ports.Store, cancel))
            return new Begun("", false);
        var run = await new PlanStep(ports).Snapshot(stored.Ask, cancel, before: run => begin.Anew ? Clear(run, cancel) : Task.CompletedTask);
        // To list the documents takes minutes in a large matter: long enough to be stopped in.
        if (await stored.IsStopped(ports.Store, cancel))
            return new Begun("", false);
        var started = await instances.Start(new AskRef(run.Matter, run.Ask, run.Run, stored.Ask.Options.AutoSend), cancel);
        await ((await ports.Store.ReadJson<StoredAsk>(name, cancel) ?? stored) with { Run = run.Run, Fault = null }).Write(ports.Store, cancel);
        // Whoever stops it writes the word and then looks for the run; here it is the other way round, so that one of the two sees the other.
        if (await stored.IsStopped(ports.Store, cancel))
            await instances.Stop(ports.Store, run, cancel);
        return new Begun(run.Run, started);
    }

    private async Task Clear(RunRef run, CancellationToken cancel)
    {
        var stage = await instances.Look(run, cancel);
        if (stage is InstanceStage.UnderWay or InstanceStage.AwaitingApproval)
            return;
        var ids = RunInstances.All(run, await ports.Store.ReadJson<RunPlan>(run.Path(RunFiles.Plan), cancel));
        // In this order: as long as the old instance is known none is started, so that nobody's plan is taken away under a run. A word that was given for the old run is not for the new one.
        // Where none is known it was forgotten, or another begins it at this moment: its plan stays.
        string[] files = stage == InstanceStage.Ended ? [RunFiles.Plan, RunFiles.Stop, RunFiles.Approved, RunFault.File] : [RunFiles.Stop, RunFault.File];
        foreach (var file in files)
            await ports.Store.Delete(run.Path(file), cancel);
        await WorkResults.Withdraw(ports.Store, run, cancel);
        if (stage == InstanceStage.Ended)
            await instances.Forget(ids, cancel);
    }
}
