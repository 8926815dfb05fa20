using Lector.Core.Storage;

namespace Lector.Core.Asking.Waking;

/// <summary>Takes the snapshot of a matter's documents for an ask and starts its run: <c>ask.{id}.{snapshot}</c>, so that no snapshot is read or paid twice.</summary>
/// <remarks>Idempotent, and safe beside another that begins the same ask: the first plan of a run stays, and the engine starts an id once.</remarks>
public sealed class BeginStep(AskPorts ports, IAskInstances instances)
{
    /// <summary>Begins.</summary>
    public async Task<Begun> Run(BeginRef begin, CancellationToken cancel)
    {
        var name = StoredAsk.Name(begin.Matter, begin.Ask);
        if (await ports.Store.ReadJson<StoredAsk>(name, cancel) is not { Stopped: false } stored)
            return new Begun("", false);
        RunRef run;
        try
        {
            run = await new PlanStep(ports).Snapshot(stored.Ask, cancel, before: run => begin.Anew ? Clear(run, cancel) : Task.CompletedTask);
        }
        catch (Exception e) when (GuardedSteps.IsForPeople(e))
        {
            // An empty matter, a reader that is not there: the ask says so until it is asked again.
            await Note(ask => ask with { Fault = e.Message });
            return new Begun("", false);
        }

        var started = await instances.Start(new AskRef(run.Matter, run.Ask, run.Run, stored.Ask.Options.AutoSend), cancel);
        await Note(ask => ask with { Run = run.Run, Fault = null });
        return new Begun(run.Run, started);

        // Read once more: a person may have stopped it while its documents were listed.
        async Task Note(Func<StoredAsk, StoredAsk> change) => await change(await ports.Store.ReadJson<StoredAsk>(name, cancel) ?? stored).Write(ports.Store, cancel);
    }

    private async Task Clear(RunRef run, CancellationToken cancel)
    {
        if (await instances.Look(run, cancel) != InstanceStage.Ended)
            return;
        var ids = RunInstances.All(run, await ports.Store.ReadJson<RunPlan>(run.Path(RunFiles.Plan), cancel));
        // In this order: as long as the old instance is known none is started, so that nobody's plan is taken away under a run. A word that was given for the old run is not for the new one.
        foreach (var file in new[] { RunFiles.Plan, RunFiles.Stop, RunFiles.Approved, RunFault.File })
            await ports.Store.Delete(run.Path(file), cancel);
        await instances.Forget(ids, cancel);
    }
}
