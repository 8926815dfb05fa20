using Lector.Core.Asking.Queueing;
using Lector.Core.Storage;

namespace Lector.Core.Asking.Waking;

/// <summary>The end of a run by a person's word, or because newer documents came.</summary>
public static class RunStop
{
    /// <summary>Stops a run. The word first, where every step looks; then readers are told to pass its items over, and the engine ends its instances.</summary>
    public static async Task Stop(this IAskInstances instances, IStore store, RunRef run, CancellationToken cancel)
    {
        await store.WriteBytes(run.Path(RunFiles.Stop), default, WriteMode.Replace, cancel);
        await WorkResults.Withdraw(store, run, cancel);
        await instances.Stop(RunInstances.All(run, await store.ReadJson<RunPlan>(run.Path(RunFiles.Plan), cancel)), cancel);
    }
}
