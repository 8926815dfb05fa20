using System.Text;
using Lector.Azure.Tests.Functions;
using Lector.Core.Asking;
using Lector.Core.Storage;
using Lector.Core.Tests.Asking.Queueing;
using Lector.Functions.Status;

namespace Lector.Azure.Tests.Queueing;

/// <summary>The app's functions on Durable's in-process host in queue mode: queues in memory, readers in this process.</summary>
internal sealed class QueuedDurable : IAsyncDisposable
{
    private QueuedDurable(DurableHost host, QueueWorld world) => (Host, World) = (host, world);

    public DurableHost Host { get; }

    public QueueWorld World { get; }

    /// <summary>Opens a host over mails of about 20 passages each, or over many short ones.</summary>
    /// <param name="documents">How many.</param>
    /// <param name="paragraphs">Paragraphs a mail.</param>
    /// <param name="arrange">Sets faults before anything runs.</param>
    /// <param name="pump">Whether results are handled; else by whoever wants to.</param>
    /// <param name="leastWait">How long a lost signal is waited for.</param>
    public static async Task<QueuedDurable> Start(int documents = 40, int paragraphs = 20, Action<QueueWorld>? arrange = null, TimeSpan? leastWait = null, bool pump = true)
    {
        QueueWorld? world = null;
        var host = new DurableHost();
        for (var i = 0; i < documents; i++)
            host.Matters.Put(DurableHost.Matter, $"mail-{i:00000}.txt", Text(i, paragraphs));
        world = new QueueWorld(host.Store, (instance, signal) => new DurableSignals(host.Client).Raise(instance, signal, default), TimeSpan.FromSeconds(2));
        arrange?.Invoke(world);
        var queue = world.Posting ?? world.Work;
        host.Change = ports => ports with { Queue = queue, LeastWait = leastWait ?? ports.LeastWait };
        await DurableHost.Start(() => host);
        if (pump)
            world.Open();
        return new QueuedDurable(host, world);
    }

    /// <summary>Asks, and waits until the run has ended.</summary>
    public async Task<(RunRef Run, AskResult Result)> Ask()
    {
        var asked = await Host.Take("Who approved the interim price?");
        for (var tries = 0; ; tries++)
        {
            try
            {
                var (run, state) = await Host.Settled(asked, ended: true);
                Assert.Null(state.FailureDetails);
                return (run, state.ReadOutputAs<AskResult>()!);
            }
            catch (TimeoutException) when (tries < 5)
            {
                // Ten thousand documents take longer than Settled waits.
            }
        }
    }

    /// <summary>Every score that the run's verdicts hold, with how many of them anybody can compute again.</summary>
    public async Task<(int Passages, int Right)> Verdicts(RunRef run)
    {
        var plan = await Host.Store.Planned(run, default);
        var folder = Core.Asking.Verdicts.Folder(plan.Ask, plan.Queued!.Identity);
        var (passages, right) = (0, 0);
        foreach (var shard in plan.Shards)
        {
            using var rows = Core.Asking.Verdicts.Read(shard.Id, new MemoryStream((await Host.Store.ReadBytes($"{folder}/{shard.Id}", default))!)).GetEnumerator();
            await foreach (var (entry, text, _, _) in new Core.Reading.TextShard(Host.Store, new MatterPaths(run.Matter), shard.Id).Texts(0, int.MaxValue, default))
            {
                for (var i = 0; i < entry.PassageEnds.Count; i++, passages++)
                {
                    Assert.True(rows.MoveNext());
                    right += rows.Current.Verdict == CountingReader.Of(text.Text[entry.PassageAt(i).Start..entry.PassageAt(i).End]) ? 1 : 0;
                }
            }

            Assert.False(rows.MoveNext());
        }

        return (passages, right);
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await Host.DisposeAsync();
    }

    private static string Text(int number, int paragraphs)
    {
        var text = new StringBuilder($"Mail {number} about pallets.\n\n");
        for (var i = 0; i < paragraphs; i++)
            text.Append($"Paragraph {i} of mail {number}. ").Append(string.Concat(Enumerable.Range(0, 12).Select(word => $"Delivery {number * i + word} was counted, loaded and signed for. "))).Append("\n\n");
        return text.ToString();
    }
}
