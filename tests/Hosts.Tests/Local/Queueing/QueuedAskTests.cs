using System.Collections.Concurrent;
using System.Text.Json;
using Lector.Core.Asking.Queueing;
using Lector.Core.Tests.Asking.Queueing;
using Lector.Hosts.Tests.Local.Serving;

namespace Lector.Hosts.Tests.Local.Queueing;

/// <summary>Queue mode on the strict runner: nothing lost, nothing doubled, whoever is killed and wherever.</summary>
public sealed class QueuedAskTests(ITestOutputHelper output)
{
    /// <summary>What the same documents give where the host reads itself.</summary>
    private static readonly Lazy<Task<string>> Expected = new(ReadDirectly);

    [Fact]
    public async Task Reads_as_a_host_that_reads_itself()
    {
        await using var host = await QueuedHost.Start(locked: TimeSpan.FromMinutes(1));
        var reader = new CountingReader();
        _ = host.World.Read(reader);
        _ = host.World.Read(reader);

        var (id, status) = await host.Ask();

        Assert.Equal("Completed", status.GetProperty("runtimeStatus").GetString());
        Assert.Equal(await Expected.Value, await host.Table(id));
        Assert.Equal(await Passages(host, id), reader.Passages);
        Assert.Empty(await host.Blobs("/items/"));
        Assert.Empty(await host.Blobs("/orders/"));
        Assert.True(host.World.Work.Queue.Largest < 600, $"A work message has {host.World.Work.Queue.Largest} bytes.");
    }

    [Fact]
    public async Task Writes_few_rows_a_document()
    {
        const int documents = 7_000;
        await using var host = await QueuedHost.Start(documents, paragraphs: 1);
        _ = host.World.Read(new CountingReader());
        _ = host.World.Read(new CountingReader());

        var (_, status) = await host.Ask(patience: 6);

        Assert.Equal(documents + 3, status.GetProperty("output").GetProperty("total").GetInt32());
        output.WriteLine($"{documents:N0} documents: {host.JournalLines:N0} lines of journal, {host.JournalLines / (double)documents:F3} a document");
        Assert.InRange(host.JournalLines / (double)documents, .001, .12);
    }

    [Theory]
    [InlineData(ReaderStep.BeforeReceive, 1)]
    [InlineData(ReaderStep.AfterReceive, 1)]
    [InlineData(ReaderStep.BeforeRead, 1)]
    [InlineData(ReaderStep.AfterRead, 2)]
    [InlineData(ReaderStep.AfterShard, 1)]
    [InlineData(ReaderStep.AfterShard, 3)]
    [InlineData(ReaderStep.AfterResult, 1)]
    [InlineData(ReaderStep.AfterResult, 4)]
    [InlineData(ReaderStep.AfterComplete, 2)]
    public async Task A_reader_that_is_killed_loses_and_doubles_nothing(ReaderStep at, int time)
    {
        await using var host = await QueuedHost.Start();
        var asking = host.Ask();
        await Assert.ThrowsAsync<Killed>(() => host.World.Read(new CountingReader(), new Doom(at, time)));
        _ = host.World.Read(new CountingReader());

        var (id, status) = await asking;

        Assert.Equal("Completed", status.GetProperty("runtimeStatus").GetString());
        Assert.Equal(await Expected.Value, await host.Table(id));
        Assert.Equal(0, host.World.Work.Queue.Dead);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_app_that_is_killed_while_it_handles_a_result_loses_and_doubles_nothing(bool after)
    {
        var handled = 0;
        await using var host = await QueuedHost.Start(arrange: world => world.Handling = (_, done) =>
        {
            if (done == after && ++handled % 3 == 0)
                throw new Killed();
        });
        _ = host.World.Read(new CountingReader());

        var (id, _) = await host.Ask();

        Assert.True(handled > 3);
        Assert.Equal(await Expected.Value, await host.Table(id));
    }

    [Fact]
    public async Task An_app_that_is_killed_half_way_through_posting_loses_and_doubles_nothing()
    {
        HalfWay? half = null;
        await using var host = await QueuedHost.Start(arrange: world => world.Posting = half = new HalfWay(world.Work));
        _ = host.World.Read(new CountingReader());

        var (id, status) = await host.Ask();

        Assert.Equal("Completed", status.GetProperty("runtimeStatus").GetString());
        Assert.True(half!.Kills > 1);
        Assert.Equal(await Expected.Value, await host.Table(id));
    }

    [Theory]
    [InlineData(2, "doubled")]
    [InlineData(40, "many times")]
    public async Task A_doubled_signal_changes_nothing(int times, string why)
    {
        await using var host = await QueuedHost.Start(arrange: world => world.Raised = _ => times);
        _ = host.World.Read(new CountingReader());

        var (id, _) = await host.Ask();

        Assert.True(await Expected.Value == await host.Table(id), why);
    }

    [Fact]
    public async Task A_lost_signal_delays_and_changes_nothing()
    {
        await using var host = await QueuedHost.Start(arrange: world => world.Raised = signal => signal.StartsWith("read-") ? 0 : 1, time: new FastTime(6000));
        _ = host.World.Read(new CountingReader());

        var (id, status) = await host.Ask();

        Assert.Equal("Completed", status.GetProperty("runtimeStatus").GetString());
        Assert.Equal(await Expected.Value, await host.Table(id));
    }

    [Fact]
    public async Task A_run_goes_on_after_the_app_was_killed_and_hears_what_came_meanwhile()
    {
        await using var host = await QueuedHost.Start();
        var id = await host.Served.Ask("Who approved the interim price?");
        using var stop = new CancellationTokenSource();
        var first = host.World.Read(new CountingReader(), stop: stop.Token);
        while ((await host.Blobs("/items/")).Count == 0)
            await Task.Delay(5);

        await host.Restart();
        await host.Served.Settled(id);

        Assert.Equal(await Expected.Value, await host.Table(id));
        await stop.CancelAsync();
        await first;
    }

    [Fact]
    public async Task Poison_is_given_out_five_times_and_fails_only_its_items_documents()
    {
        await using var host = await QueuedHost.Start();
        var reader = new CountingReader { Before = (passages, _) => passages.Any(passage => passage.Text.Contains("Paragraph 7 of mail 20.")) ? throw new InvalidOperationException("poison") : Task.CompletedTask };
        using var stop = new CancellationTokenSource();
        var poisoned = host.World.Read(reader, stop: stop.Token);

        var (id, status) = await host.Ask();
        var output = status.GetProperty("output");
        var failed = output.GetProperty("failed").GetInt32();

        Assert.Equal(output.GetProperty("total").GetInt32(), new[] { "relevant", "setAside", "unreadable", "failed" }.Sum(name => output.GetProperty(name).GetInt32()));
        Assert.InRange(failed, 1, 8);
        var rows = (await host.Table(id)).Split("\r\n");
        Assert.Contains(rows, row => row.StartsWith("mail-020.txt") && row.Contains("no reader finished a passage of it, however often it was given out"));
        Assert.Equal(failed, rows.Count(row => row.Contains("no reader finished")));

        // Asked again, only the items without an answer are read.
        await stop.CancelAsync();
        await poisoned;
        var healthy = new CountingReader();
        _ = host.World.Read(healthy);
        var (again, _) = await host.Ask();
        Assert.Equal((await Expected.Value).Split("\r\n").Order(), (await host.Table(again)).Split("\r\n").Order());
        Assert.InRange(healthy.Passages, 0, await Passages(host, again) / 4);
    }

    [Fact]
    public async Task What_one_run_failed_to_read_is_read_by_the_next()
    {
        await using var host = await QueuedHost.Start();
        using var stop = new CancellationTokenSource();
        var poisoned = host.World.Read(new CountingReader { Before = (passages, _) => passages.Any(passage => passage.Text.Contains("Paragraph 7 of mail 20.")) ? throw new InvalidOperationException("poison") : Task.CompletedTask }, stop: stop.Token);
        var (_, failed) = await host.Ask();
        Assert.NotEqual(0, failed.GetProperty("output").GetProperty("failed").GetInt32());
        await stop.CancelAsync();
        await poisoned;

        // Another mail makes another run, whose attempts begin at one again.
        host.Served.With("one-more.txt", "One more mail about pallets.");
        _ = host.World.Read(new CountingReader());
        var (_, status) = await host.Ask();
        Assert.Equal((41 + 3, 0), (status.GetProperty("output").GetProperty("total").GetInt32(), status.GetProperty("output").GetProperty("failed").GetInt32()));
    }

    [Fact]
    public async Task Without_a_reader_the_ask_waits_and_says_since_when()
    {
        await using var host = await QueuedHost.Start(documents: 2);
        var id = await host.Served.Ask("Who approved the interim price?");
        JsonElement status;
        do
            status = await host.Served.Get($"/api/asks/{id}");
        while (!(status.TryGetProperty("customStatus", out var told) && told.ValueKind == JsonValueKind.Object && told.TryGetProperty("waitingSince", out _)));

        Assert.Equal("Running", status.GetProperty("runtimeStatus").GetString());
        // A message waits, so that a reader that is scaled from zero starts; its announcement wakes the ask.
        Assert.Equal(1, host.World.Work.Queue.Count);
        _ = host.World.Read(new CountingReader());
        Assert.Equal("Completed", (await host.Served.Settled(id)).GetProperty("runtimeStatus").GetString());
    }

    [Fact]
    public async Task A_reader_of_another_identity_refuses_and_the_right_one_reads_all()
    {
        await using var host = await QueuedHost.Start(documents: 10, arrange: world => world.Posting = new Impatient(world.Work), locked: TimeSpan.FromMinutes(1));
        var right = new CountingReader();
        using var stop = new CancellationTokenSource();
        var first = host.World.Read(right, stop: stop.Token);
        while ((await host.Blobs("readers/")).Count == 0)
            await Task.Delay(5);
        var wrong = new CountingReader("2");
        var slow = host.World.Read(wrong);

        var (id, _) = await host.Ask();

        Assert.Equal(0, wrong.Passages * right.Passages);
        Assert.Equal(await Passages(host, id), wrong.Passages + right.Passages);
        Assert.False(slow.IsCompleted);
        await stop.CancelAsync();
        await first;
    }

    [Fact]
    public async Task A_reader_that_is_stopped_gives_its_item_back_at_once()
    {
        await using var host = await QueuedHost.Start(documents: 10);
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var stopped = host.World.Read(new CountingReader { Before = async (_, cancel) => { begun.TrySetResult(); await Task.Delay(Timeout.Infinite, cancel); } }, stop: stop.Token);
        var asking = host.Ask();
        await begun.Task;
        await stop.CancelAsync();
        await stopped;

        _ = host.World.Read(new CountingReader());
        Assert.Equal("Completed", (await asking).Status.GetProperty("runtimeStatus").GetString());
    }

    private static async Task<int> Passages(QueuedHost host, string id) =>
        (await host.Served.Get($"/api/asks/{id}/answer")).GetProperty("funnel").GetProperty("passages").GetProperty("total").GetInt32();

    private static async Task<string> ReadDirectly()
    {
        await using var served = await ServedHost.Start(change: ports => ports with { Reader = new CountingReader() });
        QueuedHost.Fill(served, 40);
        var id = await served.Ask("Who approved the interim price?");
        await served.Settled(id);
        var state = (await served.Host.Find(id, null, default))!;
        return await QueuedHost.TableOf(served, state.Ref!);
    }

    /// <summary>A clock that runs faster: ten minutes of waiting in a tenth of a second.</summary>
    private sealed class FastTime(int times) : TimeProvider
    {
        private readonly DateTimeOffset began = TimeProvider.System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => began + (TimeProvider.System.GetUtcNow() - began) * times;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / times : dueTime, period > TimeSpan.Zero ? period / times : period);
    }

    /// <summary>Posts half of what it is given and is killed, the first time that it is given it.</summary>
    private sealed class HalfWay(IWorkQueue queue) : IWorkQueue
    {
        private readonly ConcurrentDictionary<string, bool> seen = [];

        public int Kills { get; private set; }

        public async Task Post(IReadOnlyList<WorkItem> items, TimeSpan delay, CancellationToken cancel)
        {
            if (!seen.TryAdd(items[0].MessageId, true))
            {
                await queue.Post(items, delay, cancel);
                return;
            }

            await queue.Post([.. items.Take(items.Count / 2)], delay, cancel);
            Kills++;
            throw new Killed();
        }
    }

    /// <summary>Posts at once what was to be posted later.</summary>
    private sealed class Impatient(IWorkQueue queue) : IWorkQueue
    {
        public Task Post(IReadOnlyList<WorkItem> items, TimeSpan delay, CancellationToken cancel) => queue.Post(items, TimeSpan.Zero, cancel);
    }
}
