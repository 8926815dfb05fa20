using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Core.Reading.Lexical;
using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>All documents of a run, over its shards, without those of files that are gone.</summary>
/// <param name="store">Where they are.</param>
/// <param name="plan">The run's plan.</param>
/// <param name="held">Most bytes of term counts that are held in memory between scans; see <see cref="AskPorts.HeldBytes"/>.</param>
public sealed class RunDocuments(IStore store, RunPlan plan, long held = 0)
{
    private readonly MatterPaths paths = new(plan.Ask.Matter);
    private readonly ConcurrentDictionary<string, byte[]> terms = new();
    private long free = held;

    /// <summary>A shard of the matter.</summary>
    /// <param name="id">Its id. A position in the plan would not do: a later plan of the same snapshot orders its shards otherwise.</param>
    public TextShard Shard(string id) => new(store, paths, id);

    /// <summary>Every document, in the order of the plan.</summary>
    public async IAsyncEnumerable<(string Shard, DocumentEntry Entry)> All([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var planned in plan.Shards)
        {
            var gone = planned.Gone.ToHashSet();
            await foreach (var entry in Shard(planned.Id).Documents(cancel))
            {
                if (!gone.Contains(entry.File))
                    yield return (planned.Id, entry);
            }
        }
    }

    /// <summary>The term counts of the readable documents, a scan a shard, in the order of <see cref="All"/>.</summary>
    public async Task<IReadOnlyList<Func<IEnumerable<DocumentTerms>>>> Terms(CancellationToken cancel)
    {
        var scans = new List<Func<IEnumerable<DocumentTerms>>>();
        foreach (var planned in plan.Shards)
        {
            var shard = Shard(planned.Id);
            var there = planned.Gone.Count == 0 ? null : await There(shard, planned.Gone.ToHashSet(), cancel);
            scans.Add(() => Scan(shard, there, cancel));
        }

        return scans;
    }

    /// <summary>What the local model said of the readable documents' passages, a row a passage, in the order of <see cref="All"/>.</summary>
    /// <param name="ports">The host, whose model is meant.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>A scan a shard that yields each document's rows, or null when no model reads.</returns>
    public IReadOnlyList<Func<IEnumerable<JudgedPassage[]>>>? Judged(AskPorts ports, CancellationToken cancel)
    {
        if (Verdicts.Name(ports, plan, "") is null)
            return null;
        return [.. plan.Shards.Select(planned => new Func<IEnumerable<JudgedPassage[]>>(() => Rows(Verdicts.Name(ports, plan, planned.Id)!, Shard(planned.Id), planned, cancel)))];
    }

    private IEnumerable<JudgedPassage[]> Rows(string name, TextShard shard, PlannedShard planned, CancellationToken cancel)
    {
        var gone = planned.Gone.ToHashSet();
        using var stream = Wait(store.OpenRead(name, cancel)) ?? throw new InvalidDataException($"{name} is missing: the model's verdicts of a shard are gone. Give the command again.");
        using var rows = Verdicts.Read(name, stream).GetEnumerator();
        foreach (var entry in shard.Documents(cancel).ToBlockingEnumerable(cancel))
        {
            if (entry.State != DocumentState.Readable)
                continue;
            var judged = new JudgedPassage[entry.PassageEnds.Count];
            for (var i = 0; i < judged.Length; i++)
                judged[i] = rows.MoveNext() ? rows.Current : throw Verdicts.Damaged(name);
            if (!gone.Contains(entry.File))
                yield return judged;
        }

        if (rows.MoveNext())
            throw Verdicts.Damaged(name);
    }

    private static async Task<bool[]> There(TextShard shard, HashSet<string> gone, CancellationToken cancel)
    {
        var there = new List<bool>();
        await foreach (var entry in shard.Documents(cancel))
        {
            if (entry.State == DocumentState.Readable)
                there.Add(!gone.Contains(entry.File));
        }

        return [.. there];
    }

    // Scoring is a computation over many passes of the same bytes: it runs on threads of its own and reads synchronously.
    private IEnumerable<DocumentTerms> Scan(TextShard shard, bool[]? there, CancellationToken cancel)
    {
        using var reader = new BinaryReader(Open(shard, cancel), Encoding.UTF8);
        // Asking a file for its length asks the system.
        var length = reader.BaseStream.Length;
        for (var i = 0; reader.BaseStream.Position < length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var terms = DocumentTerms.Read(reader);
            if (there is null || there[i])
                yield return terms;
        }
    }

    private Stream Open(TextShard shard, CancellationToken cancel)
    {
        if (terms.TryGetValue(shard.Id, out var bytes))
            return new MemoryStream(bytes, writable: false);
        var stream = Wait(shard.Terms(cancel));
        if (Interlocked.Add(ref free, -stream.Length) < 0)
        {
            Interlocked.Add(ref free, stream.Length);
            return stream;
        }

        using (stream)
        {
            bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
        }

        terms[shard.Id] = bytes;
        return new MemoryStream(bytes, writable: false);
    }

    private static T Wait<T>(Task<T> task) => task.IsCompletedSuccessfully ? task.Result : task.GetAwaiter().GetResult();
}
