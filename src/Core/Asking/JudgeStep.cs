using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>Has the local model read every passage of one shard.</summary>
/// <remarks>
/// Idempotent: verdicts that are there are not asked for again. A reply is shown to the model under the first lines of the mail that it answers, where that is in the matter when the
/// reply is read; a verdict is not made anew when the answered mail comes later. To have it so, delete the question's verdicts: all is read again.
/// </remarks>
public sealed class JudgeStep(AskPorts ports)
{
    // Each batch is a sign of life: few enough that the slowest model gives one within minutes, and enough to keep a fast one's lanes full.
    private const int PassagesAtOnce = 64;
    private readonly LastPlan plans = new(ports.Store);
    private readonly LastThreads threads = new(ports.Store);

    /// <summary>Judges one group.</summary>
    /// <exception cref="ReaderUnavailableException">The model cannot be reached or refuses.</exception>
    public async Task<GroupRead> Run(GroupRef group, CancellationToken cancel)
    {
        var run = new RunRef(group.Matter, group.Ask, group.Run);
        ports.Reading?.Invoke(run);
        var plan = await plans.Of(run, cancel);
        var planned = plan.Shards[plan.Judging[group.Group]];
        if (Verdicts.Name(ports, plan, planned.Id) is not { } name || await Verdicts.AreThere(ports.Store, name, cancel))
            return new GroupRead(planned.Files, 0, 0);

        var answered = await threads.Of(run, plan, cancel);
        var shard = new TextShard(ports.Store, new MatterPaths(group.Matter), planned.Id);
        var unread = 0;
        // The mark first: a process that ends in between leaves verdicts that are asked for again, not ones that are taken for whole.
        await ports.Store.WriteBytes(Verdicts.Unread(name), default, WriteMode.Replace, cancel);
        await ports.Store.Write(name, async stream =>
        {
            await using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            var dimensions = ports.Embedder is { } embedder ? (await embedder.EmbedQuestion("dimensions", cancel)).Length : 0;
            writer.Write(dimensions);
            await foreach (var batch in ShardPassages.Batches(shard, (entry, _) => answered.FirstLines(entry.Fields.InReplyTo, Threads.AnsweredLength, cancel), 0, int.MaxValue, PassagesAtOnce, cancel))
            {
                ports.Progress?.Report(new ReadingProgress(0, 0, batch.Count, answered.ToJudge));
                unread += await Judge(plan.Ask.Question, batch, dimensions, writer, cancel);
            }
        }, WriteMode.Replace, cancel);
        if (unread == 0)
            await ports.Store.Delete(Verdicts.Unread(name), cancel);
        return new GroupRead(planned.Files, 0, unread);
    }

    private async Task<int> Judge(string question, IReadOnlyList<PassageInContext> passages, int dimensions, BinaryWriter writer, CancellationToken cancel)
    {
        if (ports.Embedder is { } embedder)
        {
            var embeddings = await embedder.Embed(passages, cancel);
            Verdicts.Write(writer, dimensions, embeddings);
            return embeddings.Count(embedding => embedding.Cause != UnreadCause.None);
        }

        var verdicts = await ports.Reader!.Read(question, passages, cancel);
        Verdicts.Write(writer, verdicts);
        return verdicts.Count(verdict => !verdict.IsRead);
    }
}
