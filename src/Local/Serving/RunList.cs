namespace Lector.Local.Serving;

/// <summary>The runs of every ask in this process, the oldest of an ask first. Safe for many threads.</summary>
internal sealed class RunList
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, List<AskRun>> runs = [];

    /// <summary>All of them.</summary>
    public IReadOnlyList<AskRun> All
    {
        get
        {
            lock (gate)
                return [.. runs.Values.SelectMany(list => list)];
        }
    }

    /// <summary>The latest of each ask.</summary>
    public IReadOnlyList<AskRun> Latest
    {
        get
        {
            lock (gate)
                return [.. runs.Values.Select(list => list[^1])];
        }
    }

    /// <summary>Those of an ask; none of one that is not known.</summary>
    public IReadOnlyList<AskRun> Of(string ask)
    {
        lock (gate)
            return runs.TryGetValue(ask, out var list) ? [.. list] : [];
    }

    /// <summary>A run of an ask by the key of its documents, or the latest where none is given.</summary>
    public AskRun? Find(string ask, string? key)
    {
        lock (gate)
            return runs.TryGetValue(ask, out var list) ? key is null ? list[^1] : list.FindLast(run => run.State.Run == key) : null;
    }

    /// <summary>Takes in a run.</summary>
    public void Add(AskRun run)
    {
        lock (gate)
            List(run).Add(run);
    }

    /// <summary>Takes in a run, unless the latest of its ask has not ended.</summary>
    /// <returns>The run that is under way now: this one, or the one that has not ended.</returns>
    public AskRun AddOrUnderWay(AskRun run)
    {
        lock (gate)
        {
            var list = List(run);
            if (list.Count > 0 && !list[^1].HasEnded)
                return list[^1];
            list.Add(run);
            return run;
        }
    }

    /// <summary>Puts a run in the place of another: an older run that goes on does not become the latest.</summary>
    /// <returns>False when the other is not there: of two who replace it, one succeeds.</returns>
    public bool TryReplace(AskRun run, AskRun by)
    {
        lock (gate)
        {
            if (!runs.TryGetValue(run.Ask.Id, out var list) || list.IndexOf(run) is var place && place < 0)
                return false;
            list[place] = by;
            return true;
        }
    }

    /// <summary>Forgets a run.</summary>
    public void Remove(AskRun run)
    {
        lock (gate)
        {
            if (runs.TryGetValue(run.Ask.Id, out var list) && list.Remove(run) && list.Count == 0)
                runs.Remove(run.Ask.Id);
        }
    }

    /// <summary>Gives a run the key of its documents; another run over the same ones has no other result and is forgotten.</summary>
    public void Name(AskRun run, string key, DateTimeOffset at)
    {
        lock (gate)
        {
            List(run).RemoveAll(other => other != run && other.State.Run == key);
            run.Now(at, state => state with { Run = key });
        }
    }

    private List<AskRun> List(AskRun run) => runs.TryGetValue(run.Ask.Id, out var list) ? list : runs[run.Ask.Id] = [];
}
