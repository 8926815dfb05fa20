using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Asking.Queueing;

/// <summary>What a reader program does: takes an item, reads its passages, writes their verdicts once, says so, and only then completes the item.</summary>
/// <remarks>
/// Whatever happens between two of these, the item comes again and the next reader goes on from the store: a shard that is there is not read again, a result that
/// was sent twice is a hint given twice. One item at a time; an engine that reads several passages at once does so within the item.
/// </remarks>
/// <param name="work">Where items come from.</param>
/// <param name="results">Where results go.</param>
/// <param name="store">Where the texts are read and the shards written.</param>
/// <param name="reader">The engine.</param>
/// <param name="program">Name of this program among all, of the characters of store names: its machine's.</param>
/// <param name="time">The clock.</param>
public sealed class WorkLoop(IWorkSource work, IResultQueue results, IStore store, IReader reader, string program, TimeProvider time)
{
    /// <summary>How often a lock is renewed and a sign of life is given.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMinutes(1);

    /// <summary>How long one look at an empty queue takes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const int PassagesAtOnce = 512;
    private readonly string key = Verdicts.Key(reader.Identity);
    private readonly Pace pace = new();
    private DateTimeOffset announced;

    /// <summary>Told of each item that this reader is done with.</summary>
    public Action<WorkDone>? Done { get; init; }

    /// <summary>Works until it is stopped, or, when draining, until the queue is empty.</summary>
    /// <param name="drain">Whether an empty queue ends it.</param>
    /// <param name="stop">Gives the item in hand back and ends, without an exception.</param>
    /// <exception cref="UserErrorException">The reader is one outside the house, which no queue may reach.</exception>
    /// <exception cref="ReaderUnavailableException">The engine cannot be used; the item in hand was given back.</exception>
    public async Task Run(bool drain, CancellationToken stop)
    {
        if (reader.Identity.Place == ReaderPlace.ThirdParty)
            throw new UserErrorException($"{reader.Identity.Address} is outside the house: a reader at the queue sends every passage there, and no disclosure ledger would say so. Read through it with Lector__Reading=endpoint, or give this reader a model of your own.");
        try
        {
            await Announce(ended: false, stop);
            while (!stop.IsCancellationRequested)
            {
                if (await work.Receive(Patience, stop) is { } lease)
                    await Handle(lease, stop);
                else if (drain)
                    break;
                if (time.GetUtcNow() - announced >= Beat)
                    await Live(ended: false, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while it waited.
        }
        finally
        {
            await Live(ended: true, CancellationToken.None);
        }
    }

    // A sign of life that may fail: the store is out of reach, and the last one grows old by itself until the next succeeds.
    private async Task Live(bool ended, CancellationToken cancel)
    {
        try
        {
            await Announce(ended, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
        }
    }

    private async Task Handle(IWorkLease lease, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        using var holding = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var over = new CancellationTokenSource();
        var beats = Hold(lease, holding, over.Token);
        Exception? fault = null;
        var passages = 0;
        try
        {
            if (lease.Item is not { IsSound: true } item)
                throw new InvalidDataException("The message is not one of Lector's.");
            (var outcome, passages) = await Do(item, holding.Token);
            // From here on nothing is given up half way: the shard is there, the rest takes moments.
            if (outcome is { } told)
                await results.Send(new WorkResult(item, told, key), CancellationToken.None);
            await lease.Complete(CancellationToken.None);
        }
        catch (LeaseLostException e)
        {
            fault = e;
        }
        catch (Exception e)
        {
            fault = e;
            await GiveBack(lease);
        }
        finally
        {
            await over.CancelAsync();
            await beats;
        }

        Done?.Invoke(new WorkDone(passages, time.GetElapsedTime(began), fault?.GetType().Name));
        if (fault is ReaderUnavailableException)
            throw fault;
    }

    // What came of an item, or null where nobody waits for it; and how many passages were read.
    private async Task<(WorkOutcome? Outcome, int Passages)> Do(WorkItem item, CancellationToken cancel)
    {
        if (item.IsCall)
        {
            await Announce(ended: false, cancel);
            return (WorkOutcome.Announced, 0);
        }

        if (item.Reader != key)
            return (WorkOutcome.Refused, 0);
        if (await store.Exists(item.Answer, cancel))
            return (WorkOutcome.Read, 0);
        // Without an order the group has been read, or its ask was stopped.
        if (await store.ReadJson<WorkOrder>(item.Order, cancel) is not { } order)
            return (null, 0);
        var verdicts = await Read(item, order, cancel);
        await ItemShards.Write(store, item, verdicts, cancel);
        return (WorkOutcome.Read, verdicts.Count);
    }

    private async Task<List<Verdict>> Read(WorkItem item, WorkOrder order, CancellationToken cancel)
    {
        var (began, tokens) = (time.GetTimestamp(), 0L);
        var verdicts = new List<Verdict>(item.Count);
        var shard = new TextShard(store, new MatterPaths(item.Matter), item.Shard);
        Task<string?> Answered(DocumentEntry entry, int document) => Task.FromResult(order.Answered[document]);
        await foreach (var batch in ShardPassages.Batches(shard, Answered, item.First, item.Count, PassagesAtOnce, cancel))
        {
            verdicts.AddRange(await reader.Read(order.Question, batch, cancel));
            tokens += batch.Sum(passage => WorkSizing.Tokens(passage.Text.Length));
        }

        if (verdicts.Count != item.Count)
            throw new InvalidDataException($"The shard {item.Shard} has no passages {item.First} to {item.First + item.Count - 1}.");
        pace.Add(tokens, time.GetElapsedTime(began));
        return verdicts;
    }

    private async Task Hold(IWorkLease lease, CancellationTokenSource holding, CancellationToken over)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Beat, time, over);
                try
                {
                    await lease.Renew(over);
                    await Announce(ended: false, over);
                }
                catch (Exception e) when (e is not (LeaseLostException or OperationCanceledException))
                {
                    // The lock lives for several beats: the next one may succeed.
                }
            }
        }
        catch (LeaseLostException)
        {
            await holding.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The item is done.
        }
    }

    private static async Task GiveBack(IWorkLease lease)
    {
        try
        {
            await lease.Abandon(CancellationToken.None);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // It comes again when its lock expires.
        }
    }

    private async Task Announce(bool ended, CancellationToken cancel)
    {
        announced = time.GetUtcNow();
        await Announcements.Write(store, new ReaderAnnouncement(reader.Identity, program, announced) { Pace = pace.TokensPerSecond, Ended = ended }, cancel);
    }
}

/// <summary>What came of one work message, for logs and metrics.</summary>
/// <param name="Passages">Passages that were read; 0 where nothing had to be.</param>
/// <param name="Took">From receipt to completion.</param>
/// <param name="Fault">Name of the type of what ended it, or null.</param>
public sealed record WorkDone(int Passages, TimeSpan Took, string? Fault);
