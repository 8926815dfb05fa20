using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Asking.Queueing;

/// <summary>Settles which of the readers that have announced themselves a run's items are made for, and finds what it has not read yet.</summary>
/// <remarks>
/// Idempotent: a run that has a reader keeps it. Where none is there, a message is posted all the same: a reader that is scaled from zero starts by it. Only after <see cref="Calls"/> of them is
/// the run bound to the reader that was seen last: the next to come may read with another model, and would refuse everything that was made for the one before.
/// </remarks>
public sealed class AppointStep(AskPorts ports)
{
    /// <summary>Calls before a reader that is away is appointed: with waits that double from a minute, half an hour, in which a GPU container starts.</summary>
    public const int Calls = 5;

    private const int UnitsInPassage = 600;

    /// <summary>Looks for a reader.</summary>
    /// <exception cref="ReaderUnavailableException">It was the last look, and there is none.</exception>
    public async Task<Appointed> Run(AppointRef call, CancellationToken cancel)
    {
        var run = new RunRef(call.Matter, call.Ask, call.Run);
        var plan = await ports.Store.Planned(run, cancel);
        if (plan.Queued is not null)
            return new Appointed(plan.Judging.Count);
        if ((await Announcements.Load(ports.Store, ports.Time, cancel)).Chosen(ports.Time.GetUtcNow(), orAbsent: call.Call >= Calls) is not { } reader)
        {
            if (call.Call >= QueuedReading.Looks - 1)
                throw new ReaderUnavailableException("No reader has come to the queue in a month. Start lector-reader where it may receive from it, and ask again.");
            await ports.Queue!.Post([WorkItem.Call(run, plan.Attempt, call.Call)], TimeSpan.Zero, cancel);
            return new Appointed(-1);
        }

        var (judging, tokens) = (new List<int>(), 0L);
        for (var i = 0; i < plan.Shards.Count; i++)
        {
            if (await Verdicts.AreThere(ports.Store, $"{Verdicts.Folder(plan.Ask, reader)}/{plan.Shards[i].Id}", cancel))
                continue;
            judging.Add(i);
            tokens += await Tokens(run, plan.Shards[i].Id, cancel);
        }

        await ports.Store.WriteJson(run.Path(RunFiles.Plan), plan with { Judging = judging, Queued = new QueuedReader(reader, tokens) }, WriteMode.Replace, cancel);
        return new Appointed(judging.Count);
    }

    // By the size of its text: opening every index only for this would read a large matter once more.
    private async Task<long> Tokens(RunRef run, string shard, CancellationToken cancel)
    {
        var sizes = (await ports.Store.ReadJson<ShardFiles>(new MatterPaths(run.Matter).Shard(shard, "files"), cancel))?.Sizes;
        var bytes = sizes is [var text, ..] ? Math.Max(0, text) : 0;
        return bytes / UnitsInPassage * WorkSizing.Tokens(UnitsInPassage) + WorkSizing.Tokens((int)(bytes % UnitsInPassage));
    }
}
