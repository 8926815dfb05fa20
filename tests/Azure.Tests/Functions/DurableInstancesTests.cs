using Lector.Core.Asking;
using Lector.Core.Asking.Waking;
using Microsoft.DurableTask.Client;

namespace Lector.Azure.Tests.Functions;

/// <summary>What the pinned packages do with an id that is in use, and what the waking of asks makes of it.</summary>
public sealed class DurableInstancesTests
{
    private const string Question = "Who approved the interim price of 8.95 per pallet?";
    private static readonly AskOptions Standing = new() { Frontier = new FrontierChoice("http://127.0.0.1:9/v1/", "fake"), Standing = true };

    [Fact]
    public async Task Never_replaces_an_instance_that_waits_and_never_one_that_has_ended()
    {
        await using var host = await DurableHost.Start();
        var asked = await host.Take(Question, Standing);
        var (run, waiting) = await host.Settled(asked);
        Assert.False(await host.Instances.Start(new AskRef(run.Matter, run.Ask, run.Run, true), default));
        Assert.Equal(waiting.CreatedAt, (await host.Settled(asked)).State.CreatedAt);

        await host.Approve(run);
        await host.Client.RaiseEventAsync(waiting.InstanceId, AskOrchestration.ApprovalSignal(0));
        var (_, done) = await host.Settled(asked, ended: true);
        Assert.False(await host.Instances.Start(new AskRef(run.Matter, run.Ask, run.Run, true), default));
        Assert.Equal((done.CreatedAt, OrchestrationRuntimeStatus.Completed), ((await host.Settled(asked)).State.CreatedAt, done.RuntimeStatus));
    }

    [Fact]
    public async Task A_terminated_instance_is_never_replaced_either_and_can_be_forgotten()
    {
        await using var host = await DurableHost.Start();
        var asked = await host.Take(Question, Standing);
        var (run, waiting) = await host.Settled(asked);
        await host.Instances.Stop([waiting.InstanceId], default);
        await host.Client.WaitForInstanceCompletionAsync(waiting.InstanceId);
        Assert.False(await host.Instances.Start(new AskRef(run.Matter, run.Ask, run.Run, false), default));

        await host.Instances.Forget(RunInstances.All(run, null), default);
        Assert.Equal(InstanceStage.None, await host.Instances.Look(run, default));
        Assert.True(await host.Instances.Start(new AskRef(run.Matter, run.Ask, run.Run, false), default));
        await host.Settled(asked);
    }

    [Fact]
    public async Task A_hundred_words_of_one_minute_wake_once_and_start_the_standing_ask_once()
    {
        await using var host = await DurableHost.Start();
        await new StoredAsk(Ask.Of(host.Slug, Question, Standing), DateTimeOffset.UtcNow).Write(host.Store, default);
        var wake = new WakeRef(host.Slug, WakeTime.Of(DateTimeOffset.UtcNow.AddMinutes(-1), TimeSpan.Zero));
        host.Matters.Put(DurableHost.Matter, "price.txt", "The interim price of 8.95 per pallet was approved by Owen Tarrant on 15 May 2025.");

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => host.Instances.Wake(wake, default)));
        var state = await host.Client.WaitForInstanceCompletionAsync(wake.InstanceId, getInputsAndOutputs: true);
        Assert.True(state.ReadOutputAs<Woken>() is { Again: true } or { Standing: 1, Started: 1 });

        var asks = new List<string>();
        for (var i = 0; i < 600 && asks.Count == 0; i++)
        {
            asks = [.. await host.Client.GetAllInstancesAsync(new OrchestrationQuery { InstanceIdPrefix = "ask." }).Select(instance => instance.InstanceId).Where(id => id.Split('.').Length == 3).ToListAsync()];
            await Task.Delay(50);
        }

        Assert.Single(asks);
        var again = await host.Client.GetAllInstancesAsync(new OrchestrationQuery { InstanceIdPrefix = "wake." }).ToListAsync();
        Assert.InRange(again.Count, 1, 3);
    }

    [Fact]
    public async Task A_standing_ask_is_started_once_for_a_snapshot_whoever_begins_it()
    {
        await using var host = await DurableHost.Start();
        await new StoredAsk(Ask.Of(host.Slug, Question, Standing), DateTimeOffset.UtcNow).Write(host.Store, default);
        var begin = new BeginStep(host.Ports, host.Instances);
        var ask = new BeginRef(host.Slug, Ask.Of(host.Slug, Question, Standing).Id, Anew: false);
        var begun = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => begin.Run(ask, default))));
        Assert.Single(begun, one => one.Started);
        Assert.Single(begun.Select(one => one.Run).Distinct());
    }
}
