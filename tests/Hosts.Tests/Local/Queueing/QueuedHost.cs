using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Lector.Core.Asking;
using Lector.Core.Asking.Queueing;
using Lector.Core.Storage;
using Lector.Core.Tests.Asking.Queueing;
using Lector.Hosts.Tests.Local.Serving;
using Lector.Local.Serving;

namespace Lector.Hosts.Tests.Local.Queueing;

/// <summary>The one-machine host as if it were the app of a deployment whose readers dial in: strict runner, folder store, queues in memory. Every history is replayed at the end.</summary>
internal sealed class QueuedHost : IAsyncDisposable
{
    private QueuedHost(ServedHost served, QueueWorld world) => (Served, World) = (served, world);

    private ConcurrentBag<(string Instance, string Signal)> raised = [];

    public ServedHost Served { get; }

    public QueueWorld World { get; }

    public IStore Store => Served.Store;

    /// <summary>Opens a host over mails of about 20 passages each.</summary>
    /// <param name="documents">How many.</param>
    /// <param name="arrange">Sets faults before anything runs.</param>
    /// <param name="time">The app's clock.</param>
    /// <param name="paragraphs">Paragraphs a mail; each is about a passage.</param>
    /// <param name="locked">How long an item is locked; 400 ms, so that tests that kill its reader need not wait. Those that count what was read take long enough for a busy machine.</param>
    public static async Task<QueuedHost> Start(int documents = 40, Action<QueueWorld>? arrange = null, TimeProvider? time = null, int paragraphs = 20, TimeSpan? locked = null)
    {
        QueueWorld? world = null;
        // The world needs the host's store and signals, the host the world's queue.
        var queue = new Late(() => world!);
        var served = await ServedHost.Start(change: ports => ports with { Queue = queue }, time: time);
        var raised = new ConcurrentBag<(string, string)>();
        world = new QueueWorld(served.Store, (instance, signal) => Raise(served.Host, instance, signal, raised), locked ?? TimeSpan.FromMilliseconds(400));
        arrange?.Invoke(world);
        Fill(served, documents, paragraphs);
        world.Open();
        return new QueuedHost(served, world) { raised = raised };
    }

    /// <summary>Lines of all journals: what the strict runner keeps of a run.</summary>
    public int JournalLines => Directory.GetFiles(Path.Combine(Served.Out, "instances"), "*.jsonl").Sum(path => File.ReadLines(path).Count());

    /// <summary>Puts mails there.</summary>
    public static void Fill(ServedHost served, int documents, int paragraphs = 20)
    {
        for (var i = 0; i < documents; i++)
            served.With($"mail-{i:000}.txt", Text(i, paragraphs));
    }

    /// <summary>Kills the app and starts another, which hears again what was signalled before: Durable keeps signals.</summary>
    public async Task Restart()
    {
        await Served.Restart();
        foreach (var (instance, signal) in raised)
            await Raise(Served.Host, instance, signal, []);
    }

    /// <summary>Asks, and waits until the run has ended.</summary>
    /// <param name="question">The question.</param>
    /// <param name="patience">Half minutes.</param>
    public async Task<(string Id, JsonElement Status)> Ask(string question = "Who approved the interim price?", int patience = 1)
    {
        var id = await Served.Ask(question);
        for (; ; patience--)
        {
            try
            {
                return (id, await Served.Settled(id));
            }
            catch (TimeoutException) when (patience > 1)
            {
                // A large matter takes longer than Settled waits.
            }
        }
    }

    /// <summary>The table of documents of an ask's latest run.</summary>
    public async Task<string> Table(string id) => await TableOf(Served, (await Served.Host.Find(id, null, default))!.Ref!);

    /// <summary>The table of documents of a run.</summary>
    public static async Task<string> TableOf(ServedHost served, RunRef run) => Encoding.UTF8.GetString((await served.Store.ReadBytes(run.Path(RunFiles.Documents), default))!);

    /// <summary>Every blob of a kind.</summary>
    public async Task<IReadOnlyList<string>> Blobs(string within)
    {
        var names = new List<string>();
        await foreach (var blob in Store.List("", default))
        {
            if (blob.Name.Contains(within))
                names.Add(blob.Name);
        }

        return names;
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await Served.DisposeAsync();
    }

    private static string Text(int number, int paragraphs)
    {
        var text = new StringBuilder($"Mail {number} about pallets.\n\n");
        for (var i = 0; i < paragraphs; i++)
            text.Append($"Paragraph {i} of mail {number}. ").Append(string.Concat(Enumerable.Range(0, 12).Select(word => $"Delivery {number * i + word} was counted, loaded and signed for. "))).Append("\n\n");
        return text.ToString();
    }

    private static Task Raise(AskHost host, string instance, string signal, ConcurrentBag<(string, string)> raised)
    {
        raised.Add((instance, signal));
        foreach (var matter in host.Folder.Look())
            matter.Host.Signals.Raise(instance, signal);
        return Task.CompletedTask;
    }

    private sealed class Late(Func<QueueWorld> world) : IWorkQueue
    {
        public Task Post(IReadOnlyList<WorkItem> items, TimeSpan delay, CancellationToken cancel) => (world().Posting ?? world().Work).Post(items, delay, cancel);
    }
}
