using System.Text;
using System.Text.Json;
using Lector.Core.Asking;
using Lector.Core.Asking.Queueing;
using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Tests.Asking.Queueing;

/// <summary>A deployment in simulated time: the real orchestration, steps and handlers over the queue in memory, and readers that take the time that their pace says.</summary>
internal sealed class SimulatedDeployment : ISignals
{
    /// <summary>From a reader's result to its handling, and from a signal to the orchestration's turn: what a queue and Durable take.</summary>
    private static readonly TimeSpan Way = TimeSpan.FromSeconds(2);

    private static readonly ReaderIdentity Model = new("chat", "model", "1", ReaderPlace.InProcess, null);
    private readonly Dictionary<(string Instance, string Signal), TaskCompletionSource<bool>> waits = [];
    private readonly MemoryWork work;
    private readonly WorkResults results;
    private readonly AskSteps steps;
    private readonly double pace;

    public SimulatedDeployment(int readers, double pace)
    {
        this.pace = pace;
        work = new MemoryWork(Time);
        results = new WorkResults(Store, work, this);
        var ports = new AskPorts(Store, _ => throw new NotSupportedException(), new NoExtractor(), Time) { Queue = work };
        steps = new AskSteps(ports);
        for (var i = 0; i < readers; i++)
        {
            var program = $"reader-{i}";
            Announce(program);
            Time.In(TimeSpan.FromSeconds(i), () => Look(program));
        }
    }

    public SimulatedTime Time { get; } = new();

    public MemoryStore Store { get; } = new();

    /// <summary>The most items of one ask that were in the queue or with a reader at once.</summary>
    public Dictionary<string, int> Most { get; } = [];

    /// <summary>Begins an ask over documents of three passages each whose texts are there.</summary>
    /// <returns>When it ends.</returns>
    public Task<DateTimeOffset> Ask(string name, int documents)
    {
        var run = Plan(name, documents);
        var history = new History(this, $"ask.{name}.run");
        return Done(Read(history, run));
    }

    public Task Raise(string instance, string signal, CancellationToken cancel)
    {
        Time.In(Way, () => Wait(instance, signal).TrySetResult(true));
        return Task.CompletedTask;
    }

    private async Task<DateTimeOffset> Done(Task read)
    {
        await read;
        return Time.Now;
    }

    private static async Task Read(History history, RunRef run)
    {
        var groups = await QueuedReading.Appoint(history, run, new AskProgress(AskStage.Reading, 0, 0, 0));
        for (var first = 0; first < groups; first += AskOrchestration.GroupsInChunk)
            await history.Sub(Steps.QueueChunk, RunInstances.Chunk(history.Id, first, judge: true), new ChunkRef(run.Matter, run.Ask, run.Run, first, Math.Min(AskOrchestration.GroupsInChunk, groups - first), true));
    }

    // A reader: takes an item, reads as long as its pace says, writes, sends, completes, looks again.
    private void Look(string program)
    {
        Announce(program);
        if (work.Queue.Take() is not { } lease)
        {
            Time.In(TimeSpan.FromSeconds(1), () => Look(program));
            return;
        }

        var item = lease.Value;
        Most[item.Ask] = Math.Max(Most.GetValueOrDefault(item.Ask), work.Queue.Values.Count(value => value.Ask == item.Ask));
        Time.In(TimeSpan.FromSeconds(item.Count * Tokens / pace), () =>
        {
            Finish(ItemShards.Write(Store, item, [.. Enumerable.Repeat(CountingReader.Of("text"), item.Count)], default));
            Time.In(Way, () => Finish(results.Handle(new WorkResult(item, WorkOutcome.Read, item.Reader), default)));
            lease.Complete();
            Look(program);
        });
    }

    private const int Length = 700;

    private static double Tokens => WorkSizing.Tokens(Length);

    private RunRef Plan(string name, int documents)
    {
        var ask = new Ask(name, name, "What?", new AskOptions());
        var run = new RunRef(name, name, "run");
        var shards = new List<PlannedShard>();
        var size = Groups.Size(documents);
        for (var first = 0; first < documents; first += size)
        {
            var id = $"shard-{first}";
            shards.Add(new PlannedShard(id, Math.Min(size, documents - first), []));
            Put(run, id, Math.Min(size, documents - first));
        }

        Finish(Store.WriteJson(run.Path(RunFiles.Plan), new RunPlan(ask, "run", "texts", Time.Now, documents, 0, shards, [], []) { Attempt = 1 }, WriteMode.Replace, default));
        return run;
    }

    private void Put(RunRef run, string shard, int documents)
    {
        var index = new StringBuilder();
        var entry = new DocumentEntry("a", null, "a", new string('0', 64), 1, DocumentState.Readable) { PassageEnds = [Length, 2 * Length, 3 * Length] };
        for (var i = 0; i < documents; i++)
            index.Append(JsonSerializer.Serialize(entry, Json.Options)).Append('\n');
        var paths = new MatterPaths(run.Matter);
        Store.Blobs[paths.Shard(shard, "index")] = Encoding.UTF8.GetBytes(index.ToString());
        Finish(Store.WriteJson(paths.Shard(shard, "files"), new ShardFiles(shard, "1", []) { Sizes = [documents * 3L * Length, 0, 0] }, WriteMode.Replace, default));
    }

    private void Announce(string program) => Finish(Announcements.Write(Store, new ReaderAnnouncement(Model, program, Time.Now) { Pace = pace }, default));

    private TaskCompletionSource<bool> Wait(string instance, string signal) => waits.TryGetValue((instance, signal), out var wait) ? wait : waits[(instance, signal)] = new TaskCompletionSource<bool>();

    // Everything is in memory: what is awaited has ended.
    private static void Finish(Task task)
    {
        if (!task.IsCompleted)
            throw new InvalidOperationException("Something waits for another clock.");
        task.GetAwaiter().GetResult();
    }

    private sealed class History(SimulatedDeployment deployment, string id) : IHistory
    {
        public string Id => id;

        public DateTimeOffset Now => deployment.Time.Now;

        public Task<TOut> Call<TIn, TOut>(Step<TIn, TOut> step, TIn input)
            where TIn : notnull
        {
            var called = new TaskCompletionSource<TOut>();
            deployment.Time.In(Way, () => called.SetResult(deployment.steps.Do(step, input, default).GetAwaiter().GetResult()));
            return called.Task;
        }

        public Task<TOut> Sub<TIn, TOut>(Flow<TIn, TOut> flow, string sub, TIn input)
            where TIn : notnull => deployment.steps.Run(flow, new History(deployment, sub), input);

        public Task<bool> Wait(string signal, TimeSpan limit)
        {
            var wait = deployment.Wait(id, signal);
            deployment.Time.In(limit, () => wait.TrySetResult(false));
            return wait.Task;
        }

        public void Report(AskProgress progress)
        {
        }
    }

    private sealed class NoExtractor : IExtractor
    {
        public string Version => "1";

        public IEnumerable<FoundDocument> Extract(InputFile file, CancellationToken cancel) => [];
    }
}
