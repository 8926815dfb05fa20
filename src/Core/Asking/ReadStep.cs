using System.Runtime.CompilerServices;
using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>Extracts a group's files into a text shard, with everything that is counted in them.</summary>
/// <remarks>
/// Idempotent: a shard that is there is not made again. A group that stopped the process is read file by file the next time, each noted before it is
/// begun, and no other group with it; a file that was noted twice in succession and left nothing is <see cref="Extraction.Failed"/>, so that one poisonous file never loops.
/// </remarks>
public sealed class ReadStep(AskPorts ports)
{
    private readonly LastPlan plans = new(ports.Store);

    /// <summary>Reads one group.</summary>
    public async Task<GroupRead> Run(GroupRef group, CancellationToken cancel)
    {
        var run = new RunRef(group.Matter, group.Ask, group.Run);
        var plan = await plans.Of(run, cancel);
        var shard = plan.Shards[plan.Reading[group.Group]];
        var paths = new MatterPaths(group.Matter);
        using var claim = new ShardClaim(ports, paths, shard.Id);
        if (!await claim.Take(cancel))
            return new GroupRead(shard.Files, 0, 0);

        try
        {
            var order = await ports.Store.ReadJson<ShardFiles>(run.Path(RunFiles.Order(shard.Id)), cancel)
                ?? throw new InvalidDataException($"The work order of group {group.Group} is gone from the run's folder. Give the command again.");
            var again = new HashSet<string>();
            var found = Documents(ports.Documents(group.Matter), order, claim, again, cancel);
            var documents = await new TextShard(ports.Store, paths, shard.Id).Write(found, cancel);
            // A file that could not be opened counts as failed in this run, and as never read in the next.
            var read = order with { Files = [.. order.Files.Select(file => again.Contains(file.Path) ? file with { Version = "again" } : file)] };
            read = read with { Sizes = await new TextShard(ports.Store, paths, shard.Id).Sizes(cancel) };
            await ports.Store.WriteJson(paths.Shard(shard.Id, "files"), read, WriteMode.Replace, cancel);
            await claim.Release();
            return new GroupRead(order.Files.Count, documents, 0);
        }
        catch (Exception e) when (e is OperationCanceledException or UserErrorException)
        {
            // Nobody's file is to blame: the note goes, also when the token is already cancelled.
            await claim.Release();
            throw;
        }
        catch
        {
            await claim.Leave();
            throw;
        }
    }

    private async IAsyncEnumerable<(string File, FoundDocument Document)> Documents(
        IDocumentSource source, ShardFiles order, ShardClaim claim, HashSet<string> again, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var i = 0; i < order.Files.Count; i++)
        {
            var file = order.Files[i];
            await claim.Begin(i, cancel);
            if (claim.Noted.Stopped.Contains(i))
                yield return (file.Path, Without(file, new Extraction.Failed("it stopped the reader twice; look at it by hand")));
            else
            {
                await foreach (var document in Read(source, file, again, cancel))
                    yield return (file.Path, document);
            }

            ports.Progress?.Report(new ReadingProgress(1, file.Size));
        }

        await claim.Finish(cancel);
    }

    private async IAsyncEnumerable<FoundDocument> Read(IDocumentSource source, SourceFile file, HashSet<string> again, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (file.Problem is not null)
        {
            yield return Without(file, new Extraction.Unreadable(file.Problem));
            yield break;
        }

        var (input, fault) = await Open(source, file, cancel);
        if (input is null)
        {
            again.Add(file.Path);
            yield return Without(file, fault!);
            yield break;
        }

        IEnumerator<FoundDocument>? found = null;
        var empty = true;
        try
        {
            for (; Next(file, input, ref found, cancel) is { } next; empty = false)
                yield return next;
            if (empty)
                yield return Without(file, new Extraction.Unreadable("no document was found in it"));
        }
        finally
        {
            found?.Dispose();
        }
    }

    // Extractors answer with values; what is thrown all the same must not end the run, nor be lost.
    private FoundDocument? Next(SourceFile file, InputFile input, ref IEnumerator<FoundDocument>? found, CancellationToken cancel)
    {
        try
        {
            found ??= ports.Extractor.Extract(input, cancel).GetEnumerator();
            return found.MoveNext() ? found.Current : null;
        }
        catch (Exception e) when (e is not (OperationCanceledException or UserErrorException or OutOfMemoryException))
        {
            found?.Dispose();
            found = Enumerable.Empty<FoundDocument>().GetEnumerator();
            return Without(file, new Extraction.Failed($"reading it broke off ({e.GetType().Name}); documents found in it before are kept")) with { Path = $"{file.Path}!/rest" };
        }
    }

    private static async Task<(InputFile? File, Extraction? Fault)> Open(IDocumentSource source, SourceFile file, CancellationToken cancel)
    {
        try
        {
            return (await source.Open(file, cancel), null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, new Extraction.Failed("it vanished while the folder was read; ask again"));
        }
        catch (InvalidDataException)
        {
            return (null, new Extraction.Failed("it changed while the folder was read; ask again to have its new version read"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, new Extraction.Failed($"the system could not read it ({e.GetType().Name}); check the disk and its permissions, and ask again"));
        }
    }

    // The listing's version is the file's hash only in a folder; a file without content has no hash of its own.
    private static FoundDocument Without(SourceFile file, Extraction result) =>
        new(file.Path, null, file.Version.Length == 64 ? file.Version : new string('0', 64), file.Size, result);
}

/// <summary>Which file of a group was under way when the process ended.</summary>
/// <param name="At">Its number in the group, or -1 when the group was read at speed and no file was noted.</param>
/// <param name="Stopped">Files that were noted twice in succession and left nothing.</param>
internal sealed record Begun(int At, IReadOnlyList<int> Stopped)
{
    /// <summary>The file that was noted when the process ended the time before, or -1.</summary>
    public int Before { get; init; } = -1;

    /// <summary>The last sign of life of who reads; the beginning of time where nobody does.</summary>
    public DateTimeOffset Touched { get; init; }

    /// <summary>What the next attempt starts from.</summary>
    /// <remarks>A process can be ended from outside, by a power cut or a person, while it reads any file; only one that it ends in twice in succession is to blame.</remarks>
    public Begun Next() => At < 0 ? this with { At = -1 } : At == Before ? new Begun(-1, [.. Stopped, At]) : new Begun(-1, Stopped) { Before = At };
}
