using System.Text.Json;
using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>Freezes the list of a matter's files, finds which texts of earlier runs still serve, and cuts the rest into groups.</summary>
/// <remarks>Idempotent: a run that has a plan keeps it.</remarks>
public sealed class PlanStep(AskPorts ports)
{
    // A store behind a network takes milliseconds for each blob, and 100,000 documents have 1,563 groups.
    private const int AtOnce = 16;

    /// <summary>Takes a snapshot and stores the ask with it; the run's id is the snapshot's.</summary>
    /// <param name="ask">The ask.</param>
    /// <param name="cancel">Stops.</param>
    /// <param name="before">Done once the run is known; a plan that the run then has is kept, for in a distributed host such a run may be under way. Null where none can be: the plan is made anew.</param>
    /// <returns>The run.</returns>
    /// <exception cref="UserErrorException">The folder is missing or empty.</exception>
    public async Task<RunRef> Snapshot(Ask ask, CancellationToken cancel, Func<RunRef, Task>? before = null)
    {
        var (source, files) = await Listed(ask.Matter, cancel);
        var snapshot = KeyOf(files);
        var run = new RunRef(ask.Matter, ask.Id, snapshot);
        if (before is not null)
        {
            await before(run);
            if (await ports.Store.Exists(run.Path(RunFiles.Plan), cancel))
                return run;
        }

        var stored = await Stored(run.Matter, cancel);
        var (serving, fresh) = Groups.Sort(files, stored, TextShard.Version(ports.Extractor));
        var groups = Groups.Cut(fresh, Groups.Size(files.Count), TextShard.Version(ports.Extractor)).ToList();
        IReadOnlyList<PlannedShard> shards = [.. serving, .. groups.Select(group => new PlannedShard(group.Id, group.Files.Count, []))];

        // A shard of the same files that no longer serves, because some could not be opened then, gives way.
        foreach (var group in groups.Where(group => stored.Exists(shard => shard.Id == group.Id)))
            await ports.Store.Delete(new MatterPaths(run.Matter).Shard(group.Id, "files"), cancel);
        foreach (var some in groups.Chunk(AtOnce))
            await Task.WhenAll(some.Select(group => ports.Store.WriteJson(run.Path(RunFiles.Order(group.Id)), group, WriteMode.Replace, cancel)));
        // Who reads from a queue is settled when the texts are there: none may have announced itself yet.
        var judging = ports.Queue is null ? await Unjudged(ask, shards, serving.Count, cancel) : [];
        var plan = new RunPlan(ask, snapshot, source.Name, ports.Time.GetUtcNow(), files.Count, files.Sum(file => file.Size), shards, [.. Enumerable.Range(serving.Count, groups.Count)], judging)
        {
            StoredIn = ports.StoredIn,
            Attempt = ports.Queue is null ? 0 : await RunAttempt.Next(ports.Store, run, cancel),
        };
        await ports.Store.WriteJson(run.Path(RunFiles.Plan), plan, before is null ? WriteMode.Replace : WriteMode.OnlyIfNew, cancel);
        return run;
    }

    /// <summary>Key of the snapshot that would be taken now; nothing is stored.</summary>
    /// <exception cref="UserErrorException">The folder is missing or empty.</exception>
    public async Task<string> Key(string matter, CancellationToken cancel) => KeyOf((await Listed(matter, cancel)).Files);

    /// <summary>Key of a snapshot: another one whenever a file comes, goes or changes.</summary>
    /// <param name="files">The files in the order of their listing.</param>
    public static string KeyOf(IReadOnlyList<SourceFile> files) => MatterPaths.Key([.. files.SelectMany(file => new[] { file.Path, file.Version })]);

    /// <summary>Says what the plan of a run holds.</summary>
    public async Task<Planned> Run(RunRef run, CancellationToken cancel)
    {
        var plan = await ports.Store.Planned(run, cancel);
        return new Planned(plan.Files, plan.Reading.Count, plan.Judging.Count, ports.Queue is not null);
    }

    private async Task<(IDocumentSource Source, List<SourceFile> Files)> Listed(string matter, CancellationToken cancel)
    {
        var source = ports.Documents(matter);
        var files = new List<SourceFile>();
        await foreach (var file in source.List(cancel))
            files.Add(file);
        return files.Count > 0 ? (source, files) : throw new UserErrorException($"{source.Name} is empty. Put documents there and ask again.");
    }

    private async Task<IReadOnlyList<int>> Unjudged(Ask ask, IReadOnlyList<PlannedShard> shards, int serving, CancellationToken cancel)
    {
        var work = new List<int>();
        for (var i = 0; i < shards.Count; i++)
        {
            if (Verdicts.Name(ports, ask, shards[i].Id) is { } name && (i >= serving || !await Verdicts.AreThere(ports.Store, name, cancel)))
                work.Add(i);
        }

        return work;
    }

    private async Task<List<ShardFiles>> Stored(string matter, CancellationToken cancel)
    {
        var paths = new MatterPaths(matter);
        var sizes = new Dictionary<string, long>();
        var lists = new List<string>();
        await foreach (var blob in ports.Store.List(paths.Texts, cancel))
        {
            sizes[blob.Name] = blob.Size;
            if (blob.Name.EndsWith(".files", StringComparison.Ordinal))
                lists.Add(blob.Name);
        }

        var found = new List<ShardFiles>();
        foreach (var some in lists.Chunk(AtOnce))
            found.AddRange((await Task.WhenAll(some.Select(list => Serving(list, paths, sizes, cancel)))).OfType<ShardFiles>());
        return found;
    }

    // A list that is torn after a power cut, or whose shard is not as it was written, goes: its files are read again.
    private async Task<ShardFiles?> Serving(string list, MatterPaths paths, Dictionary<string, long> sizes, CancellationToken cancel)
    {
        try
        {
            if (await ports.Store.ReadJson<ShardFiles>(list, cancel) is not { } shard)
                return null;
            if (new TextShard(ports.Store, paths, shard.Id).Sizes(sizes).SequenceEqual(shard.Sizes))
                return shard;
        }
        catch (InvalidDataException e) when (e.InnerException is JsonException)
        {
        }

        await ports.Store.Delete(list, cancel);
        return null;
    }
}
