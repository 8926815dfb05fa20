using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Asking.Queueing;

/// <summary>Joins the answers to a group's items into the group's verdicts, once all of them are there: every passage exactly once, in order.</summary>
/// <remarks>Idempotent. The store decides, never a signal.</remarks>
internal sealed class Gathering(AskPorts ports)
{
    /// <summary>Takes a group in.</summary>
    /// <param name="run">The run.</param>
    /// <param name="plan">Its plan, with a reader.</param>
    /// <param name="group">Number of the group.</param>
    /// <param name="look">Which look at it this is.</param>
    /// <param name="readerIsThere">Whether a reader takes work now: then what a lost result should have released is posted again.</param>
    /// <param name="giveUp">Whether what is not answered is taken for unread.</param>
    /// <param name="cancel">The next attempt of the step goes on.</param>
    /// <returns>Passages without a verdict, or null while answers are missing.</returns>
    public async Task<int?> Gather(RunRef run, RunPlan plan, int group, int look, bool readerIsThere, bool giveUp, CancellationToken cancel)
    {
        var shard = plan.Shards[plan.Judging[group]].Id;
        var name = Verdicts.Name(ports, plan, shard)!;
        var queued = await ports.Store.Queued(run, shard, cancel);
        if (await Verdicts.AreThere(ports.Store, name, cancel))
        {
            await Clear(run, shard, queued, cancel);
            return 0;
        }

        if (queued is null)
            throw new InvalidDataException($"What was posted of the shard {shard} is gone from the run's folder. Ask again.");
        // The next wait's number first, and then the look: whoever answers in between either is seen by it, or signals the next wait.
        await ports.Store.WriteJson(QueuedGroup.Name(run, shard), queued = queued with { Wait = look + 1 }, WriteMode.Replace, cancel);
        var there = await queued.Answers(ports.Store, cancel);
        if (!queued.Items.All(item => there.Contains(item.Answer)))
        {
            if (!giveUp)
            {
                if (readerIsThere)
                    await ports.Queue!.Post([.. queued.Due(item => there.Contains(item.Answer))], TimeSpan.Zero, cancel);
                return null;
            }

            foreach (var item in queued.Items)
                await ItemShards.Write(ports.Store, item, [.. Enumerable.Repeat(Verdict.Unread(UnreadCause.NoReader), item.Count)], cancel);
        }

        return await Join(run, shard, queued, name, cancel);
    }

    private async Task<int> Join(RunRef run, string shard, QueuedGroup queued, string name, CancellationToken cancel)
    {
        var verdicts = new List<Verdict>(queued.Passages);
        foreach (var item in queued.Items)
        {
            if (item.First != verdicts.Count)
                throw new InvalidDataException($"The items of the shard {shard} do not cover its passages end to end. Ask again.");
            // A shard of another length is no answer to this item.
            verdicts.AddRange(await ItemShards.Read(ports.Store, item, cancel) ?? [.. Enumerable.Repeat(Verdict.Unread(UnreadCause.NoVerdict), item.Count)]);
        }

        // The mark first, as in JudgeStep.
        await ports.Store.WriteBytes(Verdicts.Unread(name), default, WriteMode.Replace, cancel);
        await ports.Store.Write(name, stream =>
        {
            using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            writer.Write(0);
            Verdicts.Write(writer, verdicts);
            return Task.CompletedTask;
        }, WriteMode.Replace, cancel);
        var unread = verdicts.Count(verdict => !verdict.IsRead);
        // The question need not lie there any longer; the answers do where some are missing, for the next attempt asks only for those.
        await ports.Store.Delete(WorkOrder.Name(run, shard, queued.Attempt), cancel);
        if (unread > 0)
            return unread;
        await ports.Store.Delete(Verdicts.Unread(name), cancel);
        await Clear(run, shard, queued, cancel);
        return 0;
    }

    private async Task Clear(RunRef run, string shard, QueuedGroup? queued, CancellationToken cancel)
    {
        if (queued is null)
            return;
        await ports.Store.Delete(WorkOrder.Name(run, shard, queued.Attempt), cancel);
        foreach (var answer in await queued.Answers(ports.Store, cancel))
            await ports.Store.Delete(answer, cancel);
        await ports.Store.Delete(QueuedGroup.Name(run, shard), cancel);
    }
}
