using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>The note that a shard's files are being read. On one machine a note that is there means that its process ended; where several machines read, that another one reads, as long as it shows signs of life.</summary>
/// <remarks>Two that take over a silent claim in the same instant both read: the same files make the same shard, so that only time is lost.</remarks>
internal sealed class ShardClaim(AskPorts ports, MatterPaths paths, string shard) : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // One shard at a time is read with care: when the process ends in one, only the file that was under way in it is noted.
    private static readonly SemaphoreSlim Care = new(1, 1);
    private bool alone;
    private readonly string name = paths.Begun(shard);
    private Begun now = new(-1, []);

    /// <summary>What is known of earlier attempts.</summary>
    public Begun Noted { get; private set; } = new(-1, []);

    /// <summary>Whether an attempt was ended by something: then each file is noted before it is begun.</summary>
    public bool IsCareful { get; private set; }

    /// <summary>Takes the shard, once nobody else reads it.</summary>
    /// <returns>False when it is complete.</returns>
    public async Task<bool> Take(CancellationToken cancel)
    {
        while (!await ports.Store.Exists(paths.Shard(shard, "files"), cancel))
        {
            var before = await ports.Store.ReadJson<Begun>(name, cancel);
            if (before is not null && ports.ClaimTime is { } time && ports.Time.GetUtcNow() - before.Touched < time)
            {
                await Task.Delay(Look, ports.Time, cancel);
                continue;
            }

            if (before is not null && !alone)
            {
                alone = await Care.WaitAsync(Look, cancel);
                ports.Progress?.Report(default);
                continue;
            }

            (IsCareful, Noted) = (before is not null, before is null ? new Begun(-1, []) : before.Next());
            now = Noted with { Touched = ports.Time.GetUtcNow() };
            if (await ports.Store.WriteJson(name, now, before is null ? WriteMode.OnlyIfNew : WriteMode.Replace, cancel))
                return true;
        }

        return false;
    }

    /// <summary>Says that a file is begun: in the store where it must be known, or where a sign of life is due.</summary>
    /// <param name="file">Its number.</param>
    /// <param name="cancel">Stops.</param>
    public async Task Begin(int file, CancellationToken cancel)
    {
        var due = ports.ClaimTime is { } time && ports.Time.GetUtcNow() - now.Touched > time / 5;
        if (!IsCareful && !due)
            return;
        now = now with { At = IsCareful ? file : now.At, Touched = ports.Time.GetUtcNow() };
        await ports.Store.WriteJson(name, now, WriteMode.Replace, cancel);
    }

    /// <summary>Says that all files are read: what ends the process while the shard is completed is none of them.</summary>
    public Task Finish(CancellationToken cancel)
    {
        now = now with { At = -1, Before = -1 };
        return IsCareful ? ports.Store.WriteJson(name, now, WriteMode.Replace, cancel) : Task.CompletedTask;
    }

    /// <summary>Takes the note away: the shard is complete, or nobody's file is to blame that it is not.</summary>
    public Task Release() => ports.Store.Delete(name, CancellationToken.None);

    /// <summary>Leaves the note to whoever tries next, at once.</summary>
    public Task Leave() => ports.ClaimTime is null ? Task.CompletedTask : ports.Store.WriteJson(name, now with { Touched = default }, WriteMode.Replace, CancellationToken.None);

    /// <summary>Lets the next shard be read with care.</summary>
    public void Dispose()
    {
        if (alone)
            Care.Release();
        alone = false;
    }
}
