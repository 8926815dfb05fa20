using System.Collections.Concurrent;
using Lector.Core.Asking;
using Lector.Core.Documents;
using Lector.Core.Storage;

namespace Lector.Core.Tests.Asking;

/// <summary>Several machines that read the same matter at once.</summary>
public sealed class ShardClaimTests
{
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(5);
    private readonly AskedMatter matter = new() { ["a.txt"] = "one", ["b.txt"] = "two" };
    private readonly HandClock clock = new();
    private readonly Slow documents;

    public ShardClaimTests() => documents = new Slow(matter);

    private AskPorts Ports => matter.Ports with { Documents = _ => documents, Time = clock, ClaimTime = Claim };

    [Fact]
    public async Task Read_each_file_once_and_the_others_wait_for_it()
    {
        var run = await matter.Plan("Who?");
        var steps = Enumerable.Range(0, 8).Select(_ => new ReadStep(Ports).Run(new GroupRef(run.Matter, run.Ask, run.Run, 0), default)).ToList();
        documents.Gate.SetResult();
        foreach (var step in steps)
            Assert.Equal(2, (await step).Files);
        Assert.Equal(["a.txt", "b.txt"], documents.Opened.Order());
        Assert.DoesNotContain(matter.Store.Blobs.Keys, name => name.Contains("/begun/"));
    }

    [Fact]
    public async Task Take_over_from_one_that_shows_no_sign_of_life_and_read_with_care()
    {
        var run = await matter.Plan("Who?");
        var shard = (await matter.Store.Planned(run, default)).Shards[0].Id;
        await matter.Store.WriteJson(new MatterPaths(run.Matter).Begun(shard), new Begun(-1, []) { Touched = clock.GetUtcNow() }, WriteMode.Replace, default);
        documents.Gate.SetResult();

        var step = new ReadStep(Ports).Run(new GroupRef(run.Matter, run.Ask, run.Run, 0), default);
        Assert.Empty(documents.Opened);
        clock.Now += Claim;
        Assert.Equal(2, (await step).Files);
        Assert.Equal(2, documents.Opened.Count);
    }

    [Fact]
    public async Task Leave_a_shard_at_once_to_the_next_attempt_when_reading_breaks_off()
    {
        var run = await matter.Plan("Who?");
        documents.Gate.SetException(new InvalidOperationException());
        await Assert.ThrowsAsync<InvalidOperationException>(() => new ReadStep(Ports).Run(new GroupRef(run.Matter, run.Ask, run.Run, 0), default));
        documents.Gate = new TaskCompletionSource();
        documents.Gate.SetResult();
        Assert.Equal(2, (await new ReadStep(Ports).Run(new GroupRef(run.Matter, run.Ask, run.Run, 0), default)).Files);
    }

    private sealed class Slow(IDocumentSource inner) : IDocumentSource
    {
        public TaskCompletionSource Gate { get; set; } = new();

        public ConcurrentBag<string> Opened { get; } = [];

        public string Name => inner.Name;

        public IAsyncEnumerable<SourceFile> List(CancellationToken cancel) => inner.List(cancel);

        public async Task<InputFile> Open(SourceFile file, CancellationToken cancel)
        {
            await Gate.Task;
            Opened.Add(file.Path);
            return await inner.Open(file, cancel);
        }
    }

    /// <summary>A clock that is set by hand; timers run by the real one, shortened.</summary>
    private sealed class HandClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, TimeSpan.FromMilliseconds(10), period);
    }
}
