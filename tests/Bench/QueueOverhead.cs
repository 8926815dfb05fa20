using System.Collections.Concurrent;
using System.Diagnostics;
using Lector.Core.Asking;
using Lector.Core.Asking.Queueing;
using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Core.Storage;
using Lector.Core.Tests.Asking;
using Lector.Core.Tests.Asking.Queueing;

namespace Lector.Bench;

/// <summary>What the queue costs beside the reading: CPU time of everything but the model, for items of the usual size, over a store and queues in memory; and the same passages without a queue.</summary>
internal static class QueueOverhead
{
    private const int Shards = 20;
    private const int Documents = 128;
    private const int Paragraphs = 3;

    /// <summary>Measures.</summary>
    public static async Task<IReadOnlyList<Measured>> Run(Measuring measuring, CancellationToken cancel)
    {
        var (queued, items) = await Queued(cancel);
        var direct = await Direct(cancel);
        var each = (queued - direct) / items;
        measuring.Output.WriteLine(FormattableString.Invariant($"  {items} items: {queued.TotalMilliseconds:N0} CPU-ms with the queue, {direct.TotalMilliseconds:N0} without; load {Machine.Load}"));
        return
        [
            new Measured("queue overhead, all but the model's work", FormattableString.Invariant($"{each.TotalMilliseconds:0.0} CPU-ms an item of 20 to 40 seconds ({items} items; queues and store in memory)")),
        ];
    }

    private static async Task<(TimeSpan Cpu, int Items)> Queued(CancellationToken cancel)
    {
        var (store, run) = await Matter(cancel);
        var heard = new ConcurrentDictionary<string, TaskCompletionSource>();
        TaskCompletionSource Heard(string signal) => heard.GetOrAdd(signal, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var world = new QueueWorld(store, (_, signal) => Task.FromResult(Heard(signal).TrySetResult()), Queues.Lock);
        var reader = new CountingReader();
        await Announcements.Write(store, new ReaderAnnouncement(reader.Identity, "bench", TimeProvider.System.GetUtcNow()), cancel);
        var ports = Ports(store) with { Queue = world.Work };
        await new AppointStep(ports).Run(new AppointRef(run.Matter, run.Ask, run.Run, 0), cancel);
        var exchange = new ExchangeStep(ports);
        world.Open();
        _ = world.Read(reader, stop: cancel);

        var before = Process.GetCurrentProcess().TotalProcessorTime;
        for (var group = 0; group < Shards; group++)
        {
            await exchange.Run(new ExchangeRef(run.Matter, run.Ask, run.Run, group - 1, 0, group), cancel);
            await Heard(QueuedReading.Read(group, 0)).Task.WaitAsync(cancel);
        }

        await exchange.Run(new ExchangeRef(run.Matter, run.Ask, run.Run, Shards - 1, 0, -1), cancel);
        return (Process.GetCurrentProcess().TotalProcessorTime - before, world.Work.Queue.Posted);
    }

    private static async Task<TimeSpan> Direct(CancellationToken cancel)
    {
        var (store, run) = await Matter(cancel);
        var plan = await store.Planned(run, cancel);
        await store.WriteJson(run.Path(RunFiles.Plan), plan with { Judging = [.. Enumerable.Range(0, Shards)] }, WriteMode.Replace, cancel);
        var judge = new JudgeStep(Ports(store) with { Reader = new CountingReader() });
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        for (var group = 0; group < Shards; group++)
            await judge.Run(new GroupRef(run.Matter, run.Ask, run.Run, group), cancel);
        return Process.GetCurrentProcess().TotalProcessorTime - before;
    }

    private static AskPorts Ports(IStore store) => new(store, _ => throw new NotSupportedException(), new NoExtractor(), TimeProvider.System);

    private static async Task<(MemoryStore Store, RunRef Run)> Matter(CancellationToken cancel)
    {
        var (store, paths, run) = (new MemoryStore(), new MatterPaths("matter"), new RunRef("matter", "ask", "run"));
        var text = string.Concat(Enumerable.Repeat(string.Concat(Enumerable.Repeat("Delivery was counted, loaded and signed for by the night shift. ", 11)) + "\n\n", Paragraphs));
        await new TextShard(store, paths, "shard-0").Write(Found(text), cancel);
        for (var i = 0; i < Shards; i++)
        {
            foreach (var kind in new[] { "text", "terms", "index" })
                store.Blobs[paths.Shard($"shard-{i}", kind)] = store.Blobs[paths.Shard("shard-0", kind)];
            await store.WriteJson(paths.Shard($"shard-{i}", "files"), new ShardFiles($"shard-{i}", "1", []) { Sizes = [store.Blobs[paths.Shard("shard-0", "text")].Length, 0, 0] }, WriteMode.Replace, cancel);
        }

        IReadOnlyList<PlannedShard> shards = [.. Enumerable.Range(0, Shards).Select(i => new PlannedShard($"shard-{i}", Documents, []))];
        await store.WriteJson(run.Path(RunFiles.Plan), new RunPlan(new Ask("ask", "matter", "What?", new AskOptions()), "run", "texts", default, Shards * Documents, 0, shards, [], []) { Attempt = 1 }, WriteMode.Replace, cancel);
        return (store, run);
    }

    private static async IAsyncEnumerable<(string File, FoundDocument Document)> Found(string text)
    {
        for (var i = 0; i < Documents; i++)
            yield return await Task.FromResult(($"{i}.txt", new FoundDocument($"{i}.txt", null, new string('0', 64), text.Length, new Extraction.Readable(new DocumentText(text)))));
    }

    private sealed class NoExtractor : IExtractor
    {
        public string Version => "1";

        public IEnumerable<FoundDocument> Extract(InputFile file, CancellationToken cancel) => [];
    }
}
