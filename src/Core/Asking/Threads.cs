using System.Text;
using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>Where the mails lie that others of the matter answer, so that a reader of "Agreed, go ahead" also sees what was asked.</summary>
/// <remarks>Holds a position for each mail that is answered, and no text: 100,000 mails take a few megabytes.</remarks>
public sealed class Threads
{
    /// <summary>The most UTF-16 units of an answered mail that a reader is shown.</summary>
    public const int AnsweredLength = 300;

    private readonly Dictionary<string, Position> answered;
    private readonly IStore store;
    private readonly MatterPaths paths;

    private Threads(IStore store, MatterPaths paths, Dictionary<string, Position> answered, int toJudge) => (this.store, this.paths, this.answered, ToJudge) = (store, paths, answered, toJudge);

    /// <summary>Passages of the shards that the model is to read.</summary>
    public int ToJudge { get; }

    /// <summary>Finds the answered mails of a plan's shards.</summary>
    public static async Task<Threads> Load(IStore store, RunPlan plan, CancellationToken cancel)
    {
        var paths = new MatterPaths(plan.Ask.Matter);
        var wanted = new HashSet<string>();
        var mails = new Dictionary<string, Position>();
        var (judging, passages) = (plan.Judging.Select(shard => plan.Shards[shard].Id).ToHashSet(), 0);
        foreach (var planned in plan.Shards)
        {
            var shard = new TextShard(store, paths, planned.Id);
            await foreach (var entry in shard.Documents(cancel))
            {
                if (entry.State != DocumentState.Readable)
                    continue;
                passages += judging.Contains(planned.Id) ? entry.PassageEnds.Count : 0;
                if (entry.Fields.InReplyTo is { } asked)
                    wanted.Add(asked);
                if (entry.Fields.MessageId is { } id)
                    mails.TryAdd(id, new Position(planned.Id, entry.TextOffset, entry.TextBytes));
            }
        }

        return new Threads(store, paths, mails.Where(mail => wanted.Contains(mail.Key)).ToDictionary(), passages);
    }

    /// <summary>The first lines of a mail that are its own, not quoted from another.</summary>
    /// <param name="messageId">Its Message-ID, or null.</param>
    /// <param name="length">The most UTF-16 units.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>Null when there is no such mail in the matter.</returns>
    public async Task<string?> FirstLines(string? messageId, int length, CancellationToken cancel)
    {
        if (messageId is null || !answered.TryGetValue(messageId, out var at))
            return null;
        await using var stream = await store.OpenRead(paths.Shard(at.Shard, "text"), cancel);
        if (stream is null)
            return null;
        stream.Position = at.Offset;
        var bytes = new byte[Math.Min(at.Bytes, length * 8)];
        await stream.ReadExactlyAsync(bytes, cancel);
        return OwnLines(Encoding.UTF8.GetString(bytes), length);
    }

    /// <summary>The first lines of a mail's text that are not quoted from another, on one line.</summary>
    /// <param name="text">The text, or its beginning.</param>
    /// <param name="length">The most UTF-16 units.</param>
    public static string OwnLines(string text, int length)
    {
        var own = string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '>'));
        return own.Length <= length ? own : own[..(char.IsHighSurrogate(own[length - 1]) ? length - 1 : length)];
    }

    private readonly record struct Position(string Shard, long Offset, int Bytes);
}
