using Lector.Core.Asking.Queueing;
using Lector.Core.Reading;
using Lector.Core.Storage;
using Lector.Core.Tests.Asking.Queueing;
using Lector.Hosts.Tests.Local.Queueing;
using Lector.Hosts.Tests.Local.Serving;
using Lector.Hosts.Tests.Models;
using Lector.Reader;
using Lector.Reader.Engines;
using Lector.Reader.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lector.Azure.Tests.Reader;

/// <summary>The reader program with its real engine, at queues in memory with the semantics of Service Bus' peek-lock, behind a real host: whole asks, killed at every step.</summary>
public sealed class WorkingTests : IClassFixture<WorkingTests.Tiny>
{
    private const int Documents = 10;
    private const string Question = "Which animal was seen at the river?";
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly Tiny tiny;

    public WorkingTests(Tiny tiny) => this.tiny = tiny;

    [Fact]
    public async Task Reads_a_whole_ask_as_a_host_that_reads_itself()
    {
        await using var host = await Host();
        using var stop = new CancellationTokenSource();
        var working = Work(host, stop.Token);

        var (id, status) = await host.Ask(Question);
        await stop.CancelAsync();

        Assert.Equal("Completed", status.GetProperty("runtimeStatus").GetString());
        Assert.Equal(await tiny.Expected(Fill, Documents, Question), await host.Table(id));
        Assert.Equal(0, await working);
        Assert.Empty(await host.Blobs("/items/"));
        var announced = Assert.Single((await Announcements.Load(host.Store, TimeProvider.System, Cancel)).All);
        Assert.Equal(("llama", true, true), (announced.Identity.Kind, announced.Ended, announced.Pace > 0));
    }

    [Theory]
    [InlineData(ReaderStep.BeforeReceive, 1)]
    [InlineData(ReaderStep.AfterReceive, 1)]
    [InlineData(ReaderStep.BeforeRead, 1)]
    [InlineData(ReaderStep.AfterRead, 1)]
    [InlineData(ReaderStep.AfterShard, 1)]
    [InlineData(ReaderStep.AfterResult, 1)]
    [InlineData(ReaderStep.AfterComplete, 1)]
    public async Task A_program_that_is_killed_loses_and_doubles_nothing(ReaderStep at, int time)
    {
        var reader = await tiny.Reader();
        await using var host = await Host();
        var asking = host.Ask(Question);
        await Assert.ThrowsAsync<Killed>(() => host.World.Read(reader, new Doom(at, time)));
        _ = host.World.Read(reader);

        var (id, status) = await asking;

        Assert.Equal("Completed", status.GetProperty("runtimeStatus").GetString());
        Assert.Equal(await tiny.Expected(Fill, Documents, Question), await host.Table(id));
        Assert.Equal(0, host.World.Work.Queue.Dead);
    }

    [Fact]
    public async Task Drains_the_queue_and_ends()
    {
        await using var host = await Host();
        var asking = host.Ask(Question);
        // The call for a reader waits in the queue.
        while (host.World.Work.Queue.Count == 0)
            await Task.Delay(20, Cancel);

        var code = await Work(host, Cancel, drain: true);

        var (_, status) = await asking;
        Assert.Equal((0, "Completed", 0), (code, status.GetProperty("runtimeStatus").GetString(), host.World.Work.Queue.Count));
    }

    [Fact]
    public async Task Gives_back_what_is_in_hand_when_it_is_stopped()
    {
        var (began, reader) = (new TaskCompletionSource(), await tiny.Reader());
        await using var host = await Host();
        using var stop = new CancellationTokenSource();
        var asking = host.Ask(Question);
        var slow = host.World.Read(new CountingReaderOf(reader, async cancel =>
        {
            began.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancel);
        }), stop: stop.Token);
        await began.Task;

        await stop.CancelAsync();
        await slow;
        _ = host.World.Read(reader);
        var (id, _) = await asking;

        Assert.Equal(await tiny.Expected(Fill, Documents, Question), await host.Table(id));
        Assert.Equal(0, host.World.Work.Queue.Dead);
    }

    [Fact]
    public async Task A_model_that_fails_its_examination_takes_no_work()
    {
        await using var host = await Host();
        var settings = new ReaderSettings { ModelFile = Hosts.Tests.Tools.Model("SmolLM2-135M-Instruct.Q4_1.gguf") };
        var refusal = await Assert.ThrowsAsync<ReaderUnavailableException>(() => Working(host).Run(settings, drain: true, Cancel));
        Assert.Contains("cannot be used", refusal.Message, StringComparison.Ordinal);
        Assert.Empty((await Announcements.Load(host.Store, TimeProvider.System, Cancel)).All);
    }

    [Theory]
    [InlineData("KANZLEI-PC 7", "kanzlei-pc-7")]
    [InlineData("reader--7d9f.local", "reader-7d9f-local")]
    [InlineData("Ä", "reader")]
    public void Names_itself_in_the_characters_of_the_store(string machine, string name) => Assert.Equal(name, Lector.Reader.Running.Working.Program(machine));

    private static async Task<QueuedHost> Host()
    {
        var host = await QueuedHost.Start(Documents);
        Fill(host.Served);
        return host;
    }

    private static void Fill(ServedHost served) =>
        served.With("zebra.txt", "At noon the zebra drank from the river.").With("horse.txt", "A horse stood by.").With("long.txt", string.Concat(Enumerable.Repeat("The clerk counted pens and paper. ", 60)) + "Then a giraffe came.");

    private static Working Working(QueuedHost host) =>
        new(new Memory(host), NullLogger.Instance, ReaderMetrics.Start(new ConfigurationBuilder().Build()), TimeProvider.System);

    private Task<int> Work(QueuedHost host, CancellationToken stop, bool drain = false) =>
        Working(host).Run(new ReaderSettings { ModelFile = tiny.File, Forks = 2 }, drain, stop);

    /// <summary>The host's queues.</summary>
    private sealed class Memory(QueuedHost host) : IQueues
    {
        public IWorkSource Work => new Hasty(host.World.Work);

        public IResultQueue Results => host.World;

        public IStore Store => host.Store;

        public ValueTask DisposeAsync() => default;
    }

    /// <summary>Looks at an empty queue for seconds only.</summary>
    private sealed class Hasty(IWorkSource work) : IWorkSource
    {
        public Task<IWorkLease?> Receive(TimeSpan patience, CancellationToken cancel) => work.Receive(TimeSpan.FromSeconds(3), cancel);
    }

    private sealed class CountingReaderOf(IReader reader, Func<CancellationToken, Task> before) : IReader
    {
        public ReaderIdentity Identity => reader.Identity;

        public async Task<IReadOnlyList<Verdict>> Read(string question, IReadOnlyList<PassageInContext> passages, CancellationToken cancel)
        {
            await before(cancel);
            return await reader.Read(question, passages, cancel);
        }
    }

    /// <summary>One engine for all tests, and what a host that reads with it itself makes of the documents.</summary>
    public sealed class Tiny : IAsyncDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lector-test-");
        private Task<LlamaReader>? reader;
        private Task<string>? expected;

        public Tiny() => File = TinyGguf.Write(folder.FullName, TinyGguf.Kind.Chat);

        public string File { get; }

        internal Task<LlamaReader> Reader()
        {
            Assert.SkipWhen(LlamaNative.Missing is not null, LlamaNative.Missing ?? "");
            return reader ??= LlamaReader.Load(File, 2, 2, CancellationToken.None);
        }

        internal Task<string> Expected(Action<ServedHost> fill, int documents, string question) => expected ??= Direct(fill, documents, question);

        public async ValueTask DisposeAsync()
        {
            if (reader is not null)
                await (await reader).DisposeAsync();
            folder.Delete(recursive: true);
        }

        private async Task<string> Direct(Action<ServedHost> fill, int documents, string question)
        {
            var own = await Reader();
            await using var served = await ServedHost.Start(change: ports => ports with { Reader = own });
            QueuedHost.Fill(served, documents);
            fill(served);
            var id = await served.Ask(question);
            Assert.Equal("Completed", (await served.Settled(id)).GetProperty("runtimeStatus").GetString());
            return await QueuedHost.TableOf(served, (await served.Host.Find(id, null, default))!.Ref!);
        }
    }
}
