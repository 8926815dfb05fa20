using Lector.Core.Storage;

namespace Lector.Core.Asking.Waking;

/// <summary>Looks whether a matter's documents lie still, and begins its standing asks if so.</summary>
/// <remarks>
/// An upload is never lost: whatever the step leaves for later it schedules itself, and does not count on the trigger of the newer blob, which may be late or fail.
/// A run that waits for a person's word over older documents gives way; one that reads is left to end first.
/// </remarks>
public sealed class LookAroundStep(AskPorts ports, IAskInstances instances, BeginStep begin, TimeSpan quiet, Func<string, CancellationToken, Task<DateTimeOffset?>> newest)
{
    /// <summary>Looks.</summary>
    public async Task<Woken> Run(WakeRef wake, CancellationToken cancel)
    {
        if (await newest(wake.Matter, cancel) is not { } changed)
            return new Woken(0, 0, false);
        if (WakeTime.Again(wake.At, changed, quiet) is { } later)
        {
            await instances.Wake(wake with { At = later }, cancel);
            return new Woken(0, 0, true);
        }

        var (standing, started, again) = (0, 0, false);
        var snapshot = await new PlanStep(ports).Key(wake.Matter, cancel);
        await foreach (var blob in ports.Store.List(StoredAsk.Prefix(wake.Matter), cancel))
        {
            if (await ports.Store.ReadJson<StoredAsk>(blob.Name, cancel) is not { Stopped: false, Ask.Options.Standing: true } stored)
                continue;
            standing++;
            if (stored.Run is { } run && run != snapshot)
            {
                var older = new RunRef(wake.Matter, stored.Ask.Id, run);
                var stage = await instances.Look(older, cancel);
                if (stage == InstanceStage.UnderWay)
                {
                    again = true;
                    continue;
                }

                if (stage == InstanceStage.AwaitingApproval)
                    await Stop(older, cancel);
            }

            started += (await begin.Run(new BeginRef(wake.Matter, stored.Ask.Id, Anew: false), cancel)).Started ? 1 : 0;
        }

        if (again)
            await instances.Wake(wake with { At = WakeTime.Of(Later(wake.At, ports.Time.GetUtcNow()), quiet) }, cancel);
        return new Woken(standing, started, again);
    }

    private async Task Stop(RunRef run, CancellationToken cancel)
    {
        await ports.Store.WriteBytes(run.Path(RunFiles.Stop), default, WriteMode.Replace, cancel);
        await instances.Stop(RunInstances.All(run, await ports.Store.ReadJson<RunPlan>(run.Path(RunFiles.Plan), cancel)), cancel);
    }

    // After the minute that this wake is for, whichever clock is behind.
    private static DateTimeOffset Later(DateTimeOffset at, DateTimeOffset now) => (now > at ? now : at).AddSeconds(1);
}
