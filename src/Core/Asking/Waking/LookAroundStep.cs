using Lector.Core.Storage;

namespace Lector.Core.Asking.Waking;

/// <summary>Looks whether a matter's documents lie still, and begins its standing asks if so.</summary>
/// <remarks>
/// An upload is never lost: whatever the step leaves for later it schedules itself, and does not count on the trigger of the newer blob, which may be late or fail.
/// A run that waits for a person's word over older documents gives way; one that reads is left to end first. An ask that cannot be begun does not hold up the others, and is told in the page until it can.
/// </remarks>
public sealed class LookAroundStep(AskPorts ports, IAskInstances instances, Func<BeginRef, CancellationToken, Task<Begun>> begin, TimeSpan quiet, Func<string, CancellationToken, Task<DateTimeOffset?>> newest)
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
        var faults = new List<string>();
        var snapshot = await new PlanStep(ports).Key(wake.Matter, cancel);
        await foreach (var blob in ports.Store.List(StoredAsk.Prefix(wake.Matter), cancel))
        {
            if (await ports.Store.ReadJson<StoredAsk>(blob.Name, cancel) is not { Ask.Options.Standing: true } stored || await stored.IsStopped(ports.Store, cancel))
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
                    await instances.Stop(ports.Store, older, cancel);
            }

            try
            {
                started += (await begin(new BeginRef(wake.Matter, stored.Ask.Id, Anew: false), cancel)).Started ? 1 : 0;
            }
            catch (Exception e) when (GuardedSteps.IsForPeople(e))
            {
                faults.Add(e.Message);
            }
        }

        await Tell(wake.Matter, faults, cancel);

        if (again)
            await instances.Wake(wake with { At = WakeTime.Of(Later(wake.At, ports.Time.GetUtcNow()), quiet) }, cancel);
        return new Woken(standing, started, again, faults.Count);
    }

    private Task Tell(string matter, List<string> faults, CancellationToken cancel)
    {
        var what = $"new documents of {matter}";
        return faults.Count == 0
            ? Notice.Clear(ports.Store, what, cancel)
            : new Notice(what, $"Standing asks could not be begun over them: {faults[0]} Lector tries again by itself.", ports.Time.GetUtcNow()).Write(ports.Store, cancel);
    }

    // After the minute that this wake is for, whichever clock is behind.
    private static DateTimeOffset Later(DateTimeOffset at, DateTimeOffset now) => (now > at ? now : at).AddSeconds(1);
}
