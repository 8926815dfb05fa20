using Lector.Api;
using Lector.Core.Asking;
using Lector.Core.Storage;
using Lector.Functions;
using Lector.Functions.Status;

namespace Lector.Azure.Tests.Functions;

/// <summary>What people are shown of runs that ended otherwise than by an answer.</summary>
public sealed class DurableAskHostTests
{
    private const string Question = "Who approved the interim price of 8.95 per pallet?";
    private static readonly AskOptions Waiting = new() { Frontier = new FrontierChoice("http://127.0.0.1:9/v1/", "fake") };

    [Fact]
    public async Task A_stop_reaches_the_run_that_began_after_the_person_looked()
    {
        await using var host = await DurableHost.Start();
        var asked = await host.Take(Question, Waiting);
        var (run, _) = await host.Settled(asked);
        await Asks(host).Terminate(AskStates.Waiting(asked), default);
        Assert.Equal(RuntimeStatus.Terminated, (await Asks(host).Find(asked.Ask.Id, null, default))!.Status);
        Assert.True(await host.Store.Exists(run.Path(RunFiles.Stop), default));
    }

    [Fact]
    public async Task A_stop_while_an_ask_waits_for_its_snapshot_is_kept()
    {
        await using var host = await DurableHost.Start();
        var asked = new StoredAsk(Ask.Of(host.Slug, Question, Waiting), DateTimeOffset.UtcNow);
        await asked.Write(host.Store, default);
        await Asks(host).Terminate(AskStates.Waiting(asked), default);
        await host.Instances.Take(asked, default);
        await host.Client.WaitForInstanceCompletionAsync(DurableInstances.TakeId(asked));
        var state = (await Asks(host).Find(asked.Ask.Id, null, default))!;
        Assert.Equal((RuntimeStatus.Terminated, null), (state.Status, state.Run));
    }

    [Fact]
    public async Task A_run_whose_steps_broke_off_because_it_was_stopped_is_stopped_and_not_failed()
    {
        var reader = new MortalReader(dieAfter: int.MaxValue) { Slow = TimeSpan.FromMilliseconds(300) };
        await using var host = await DurableHost.Start(() => new DurableHost { Change = ports => ports with { Reader = reader } });
        for (var i = 0; i < 80; i++)
            host.Matters.Put(DurableHost.Matter, $"more/{i:00}.txt", $"Note {i} on pallets and prices.");
        var asked = await host.Take(Question);
        while (reader.Read == 0)
            await Task.Delay(20);
        var run = new RunRef(host.Slug, asked.Ask.Id, await new PlanStep(host.Ports).Key(host.Slug, default));
        // The word alone, as when Durable is slow to terminate.
        await host.Store.WriteBytes(run.Path(RunFiles.Stop), default, WriteMode.Replace, default);
        var (_, ended) = await host.Settled(asked, ended: true);
        Assert.Equal(Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal((RuntimeStatus.Terminated, null), await Shown(host, asked));
    }

    [Fact]
    public async Task A_run_whose_history_was_cleared_away_before_it_ended_has_failed_and_can_be_asked_again()
    {
        await using var host = await DurableHost.Start();
        var asked = await host.Take(Question, Waiting);
        var (run, waiting) = await host.Settled(asked);
        await host.Instances.Stop([waiting.InstanceId], default);
        await host.Client.WaitForInstanceCompletionAsync(waiting.InstanceId);
        await host.Instances.Forget(RunInstances.All(run, await host.Store.Planned(run, default)), default);
        Assert.Equal((RuntimeStatus.Failed, RunFault.Lost), await Shown(host, asked));

        await Asks(host).Start(asked.Ask, default);
        var again = (await host.Store.ReadJson<StoredAsk>(StoredAsk.Name(host.Slug, asked.Ask.Id), default))!;
        Assert.Equal(run, (await host.Settled(again, after: waiting.CreatedAt)).Run);
    }

    private static DurableAskHost Asks(DurableHost host) => new(host.Client, host.Store, host.Matters, Composition.Config(new LectorOptions()), TimeProvider.System);

    private static async Task<(RuntimeStatus Status, string? Fault)> Shown(DurableHost host, StoredAsk asked) =>
        await Asks(host).Find(asked.Ask.Id, null, default) is { } state ? (state.Status, state.Fault) : throw new InvalidOperationException("The ask is gone.");
}
