using Lector.Core;
using Lector.Core.Asking;
using Lector.Local.Running.Durable;

namespace Lector.Hosts.Tests.Local.Running;

public sealed class InstanceTests : IDisposable
{
    private readonly Flows flows = new();

    [Fact]
    public async Task Goes_on_where_the_journal_ends_and_does_no_step_twice()
    {
        flows.Code(Chain);
        Assert.Equal(8, await flows.Run());
        Assert.Equal(3, flows.Done);

        flows.Cut(2);
        flows.Restart();

        Assert.Equal(8, await flows.Run());
        Assert.Equal(4, flows.Done);
    }

    [Fact]
    public async Task Gives_the_remembered_result_of_an_instance_that_has_ended()
    {
        flows.Code(Chain);
        await flows.Run();
        flows.Restart();

        Assert.Equal(8, await flows.Run());
        Assert.Equal(3, flows.Done);
    }

    [Fact]
    public async Task Drops_a_last_line_that_was_cut_off_while_it_was_written()
    {
        flows.Code(Chain);
        await flows.Run();
        var last = File.ReadAllLines(flows.Path)[^2];
        flows.Cut(2, torn: last[..(last.Length / 2)]);
        flows.Restart();

        Assert.Equal(8, await flows.Run());
        Assert.Equal(5, flows.Journal.Events.Count + 1);
    }

    [Fact]
    public async Task Begins_again_from_the_top_under_another_version_of_the_code()
    {
        flows.Code(Chain);
        await flows.Run();
        flows.Cut(2);
        flows.Restart("2");

        Assert.Equal(8, await flows.Run());
        Assert.Equal(6, flows.Done);
        Assert.Equal("2", flows.Journal.Head.Version);
    }

    [Fact]
    public async Task Refuses_code_that_asks_for_another_step_than_it_did_before()
    {
        flows.Code(Chain);
        await flows.Run();
        flows.Cut(2);
        flows.Restart();
        flows.Code(async (history, number) => await history.Call(Flows.Once, await history.Call(Flows.Once, number)));

        await Assert.ThrowsAsync<ReplayException>(() => flows.Run());
    }

    [Fact]
    public async Task Refuses_code_that_asks_the_same_step_with_another_input()
    {
        flows.Code(Chain);
        await flows.Run();
        flows.Cut(1);
        flows.Restart();
        flows.Code(async (history, number) => await history.Call(Flows.Double, await history.Call(Flows.Double, await history.Call(Flows.Double, number + 1))));

        await Assert.ThrowsAsync<ReplayException>(() => flows.Run());
    }

    [Fact]
    public async Task Replays_to_the_same_end_and_notices_another()
    {
        flows.Code(Chain);
        await flows.Run();
        var (head, events) = flows.Journal;

        Assert.Equal(0, Instance.Replay(flows.Host, Flows.Main, head, events));
        flows.Code(async (history, number) => await Chain(history, number) + 1);
        Assert.Throws<ReplayException>(() => Instance.Replay(flows.Host, Flows.Main, head, events));
    }

    [Fact]
    public async Task Refuses_a_flow_that_awaits_a_timer()
    {
        flows.Code(async (_, number) =>
        {
            await Task.Delay(20);
            return number;
        });
        await Assert.ThrowsAsync<ReplayException>(() => flows.Run());
    }

    [Fact]
    public async Task Refuses_a_flow_that_awaits_a_timer_beside_a_step()
    {
        flows.Code(async (history, number) =>
        {
            await Task.WhenAll(history.Call(Flows.Once, number), Task.Delay(500));
            return number;
        });
        await Assert.ThrowsAsync<ReplayException>(() => flows.Run());
    }

    [Fact]
    public async Task Refuses_a_flow_that_leaves_its_thread()
    {
        flows.Code(async (history, number) =>
        {
            await Task.Run(() => { }).ConfigureAwait(false);
            return await history.Call(Flows.Double, number);
        });
        await Assert.ThrowsAsync<ReplayException>(() => flows.Run());
    }

    [Fact]
    public async Task Refuses_a_flow_that_ends_with_a_call_open()
    {
        flows.Code((history, number) =>
        {
            _ = history.Call(Flows.Double, number);
            return Task.FromResult(number);
        });
        await Assert.ThrowsAsync<ReplayException>(() => flows.Run());
    }

    [Fact]
    public async Task Tries_a_step_as_often_as_it_allows_and_keeps_the_type_of_its_fault_alone()
    {
        var tries = 0;
        flows.Steps.Add(Flows.Double, (_, _) => ++tries == 1 ? throw new InvalidOperationException("secret") : Task.FromResult(7));
        flows.Steps.Add(Flows.Once, (_, _) => throw new InvalidOperationException("secret"));
        flows.Code(async (history, number) => await history.Call(Flows.Once, await history.Call(Flows.Double, number)));

        var failed = await Assert.ThrowsAsync<StepFailedException>(() => flows.Run());

        Assert.Equal((2, "System.InvalidOperationException"), (tries, failed.Type));
        Assert.DoesNotContain("secret", File.ReadAllText(flows.Path));
    }

    [Fact]
    public async Task Does_not_try_again_what_a_person_must_mend()
    {
        var tries = 0;
        flows.Steps.Add(Flows.Double, (_, _) => ++tries > 0 ? throw new UserErrorException("The disk is full.") : Task.FromResult(0));
        flows.Code(Chain);

        await Assert.ThrowsAsync<StepFailedException>(() => flows.Run());
        Assert.Equal(1, tries);
    }

    [Fact]
    public async Task Runs_lanes_at_once_and_a_sub_flow_over_a_journal_of_its_own()
    {
        flows.Steps.Add(Flows.Child, async (history, number) =>
        {
            var results = await Task.WhenAll(Enumerable.Range(number, 5).Select(i => history.Call(Flows.Double, i)));
            return results.Sum();
        });
        flows.Code((history, number) => history.Sub(Flows.Child, "it.0", number));

        Assert.Equal(30, await flows.Run());
        var (head, events) = Journal.Look(flows.Host.PathOf("it.0"))!.Value;
        Assert.Equal(0, Instance.Replay(flows.Host, Flows.Child, head, events));
        Assert.Equal((6, 2), (events.Count, flows.Journal.Events.Count));
    }

    [Fact]
    public async Task Has_no_more_steps_under_way_than_there_are_lanes()
    {
        var (now, most) = (0, 0);
        flows.Steps.Add(Flows.Double, async (number, cancel) =>
        {
            lock (flows)
                most = Math.Max(most, ++now);
            await Task.Delay(50, cancel);
            lock (flows)
                now--;
            return number;
        });
        flows.Code(async (history, number) => (await Task.WhenAll(Enumerable.Range(0, 12).Select(i => history.Call(Flows.Double, i)))).Length);

        Assert.Equal(12, await flows.Run());
        Assert.Equal(Flows.Lanes, most);
    }

    [Fact]
    public async Task Gives_a_step_time_as_long_as_it_shows_signs_of_life()
    {
        flows.Limit(step: 1000, end: 1000);
        flows.Steps.Add(Flows.Once, async (number, cancel) =>
        {
            for (var beat = 0; beat < 12; beat++)
            {
                await Task.Delay(150, cancel);
                flows.Host.Pulse.Report(default);
            }

            return number;
        });
        flows.Code((history, number) => history.Call(Flows.Once, number));

        Assert.Equal(1, await flows.Run());
    }

    [Fact]
    public async Task Ends_a_step_that_shows_none_and_tries_it_again()
    {
        var tries = 0;
        flows.Limit(step: 200, end: 10_000);
        flows.Steps.Add(Flows.Double, async (number, cancel) =>
        {
            if (++tries == 1)
                await Task.Delay(Timeout.Infinite, cancel);
            return number;
        });
        flows.Code((history, number) => history.Call(Flows.Double, number));

        Assert.Equal(1, await flows.Run());
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task Gives_up_a_step_that_does_not_end_when_its_time_is_over_and_does_not_try_it_beside_itself()
    {
        var tries = 0;
        using var end = new ManualResetEventSlim();
        flows.Limit(step: 200, end: 200);
        flows.Steps.Add(Flows.Double, (number, _) =>
        {
            tries++;
            end.Wait(CancellationToken.None);
            return Task.FromResult(number);
        });
        flows.Code((history, number) => history.Call(Flows.Double, number));

        var failed = await Assert.ThrowsAsync<StepFailedException>(() => flows.Run());
        end.Set();
        Assert.Equal((1, typeof(StepUnendingException).FullName), (tries, failed.Type));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public async Task Hears_a_signal_that_comes_before_its_wait_during_it_or_twice(int when, bool expected)
    {
        if (when == 0)
            flows.Host.Signals.Raise("it", "go");
        flows.Code(async (history, _) => await history.Wait("go", TimeSpan.FromSeconds(30)) ? 1 : 0);
        var run = flows.Run();
        for (var i = 0; i < when; i++)
            flows.Host.Signals.Raise("it", "go");
        Assert.Equal(expected ? 1 : 0, await run);
    }

    [Fact]
    public async Task Gives_up_a_wait_at_its_limit_counted_from_the_first_asking()
    {
        flows.Code(async (history, _) => await history.Wait("go", TimeSpan.FromMilliseconds(300)) ? 1 : 0);
        using (var stop = new CancellationTokenSource(50))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flows.Run(stop.Token));
        await Task.Delay(300);
        flows.Restart();
        var began = TimeProvider.System.GetTimestamp();

        Assert.Equal(0, await flows.Run());
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMilliseconds(250));
    }

    public void Dispose() => flows.Dispose();

    private static async Task<int> Chain(IHistory history, int number)
    {
        for (var i = 0; i < 3; i++)
            number = await history.Call(Flows.Double, number);
        return number;
    }
}
