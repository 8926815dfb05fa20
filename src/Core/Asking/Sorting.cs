using System.Globalization;
using System.Text;
using Lector.Core.Documents;
using Lector.Core.Ledgers;
using Lector.Core.Reading;
using Lector.Core.Selecting;
using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>Every document with its outcome: the table is written, and what packing needs is kept.</summary>
internal sealed class Sorting
{
    private readonly List<Reason> notRead = [];
    private DisclosurePolicy policy = DisclosurePolicy.Everything;
    private int found;
    private int relevant;
    private int setAside;
    private int unreadable;
    private int failed;

    /// <summary>Documents by outcome; the total is counted apart, when they are looked at.</summary>
    public DocumentCounts Counts => new(found, relevant, setAside, unreadable, failed);

    /// <summary>Files that documents were found in.</summary>
    public int Files { get; private set; }

    /// <summary>Relevant documents that the policy keeps in the house.</summary>
    public int KeptBack { get; private set; }

    /// <summary>Passages of readable documents.</summary>
    public int Passages { get; private set; }

    /// <summary>UTF-16 units of all texts.</summary>
    public long Characters { get; private set; }

    /// <summary>Documents without text and why, the first <see cref="Selection.MostListed"/>.</summary>
    public IReadOnlyList<Reason> NotRead => notRead;

    /// <summary>The documents whose passages were scored for quoting, with the shard that each lies in.</summary>
    public Dictionary<int, (string Shard, DocumentEntry Entry)> Looked { get; } = [];

    /// <summary>Documents that have the same words as one that stands for them.</summary>
    public HashSet<int> StoodFor { get; } = [];

    /// <summary>Sorts a run's documents.</summary>
    public static async Task<Sorting> Of(DisclosurePolicy policy, RunDocuments documents, Scoring scored, RunRef run, IStore store, CancellationToken cancel)
    {
        var sorting = new Sorting { policy = policy };
        var twins = await sorting.Look(documents, scored, cancel);
        await store.Write(run.Path(RunFiles.Documents), async stream =>
        {
            await using var table = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
            await table.WriteLineAsync(DocumentTable.Heading);
            await sorting.Tell(documents, scored, twins, table, cancel);
        }, WriteMode.Replace, cancel);
        return sorting;
    }

    private async Task<(Twin[] Twins, List<string> Paths)> Look(RunDocuments documents, Scoring scored, CancellationToken cancel)
    {
        var quoted = scored.Quotes.Select(quotes => quotes.Document).ToHashSet();
        var (sketches, dates, paths) = (new List<Sketch>(), new List<DateTimeOffset?>(), new List<string>());
        string? file = null;
        await foreach (var (shard, entry) in documents.All(cancel))
        {
            found++;
            // The documents of a file lie together, and each file in one shard.
            Files += entry.File == file ? 0 : 1;
            file = entry.File;
            if (entry.State != DocumentState.Readable)
                continue;
            if (quoted.Contains(paths.Count))
                Looked[paths.Count] = (shard, entry);
            sketches.Add(Sketch.Read(entry.Sketch));
            dates.Add(entry.Fields.Date);
            paths.Add(entry.Path);
            Passages += entry.PassageEnds.Count;
            Characters += entry.PassageEnds.Count == 0 ? 0 : entry.PassageEnds[^1];
        }

        return (Duplicates.Find(sketches, i => dates[i]), paths);
    }

    private async Task Tell(RunDocuments documents, Scoring scored, (Twin[] Twins, List<string> Paths) twins, StreamWriter table, CancellationToken cancel)
    {
        var together = Together(twins.Twins, scored.SetAside);
        var below = string.Create(CultureInfo.InvariantCulture, $"scores below the cut of {scored.Cut:0.##}");
        var ordinal = 0;
        await foreach (var (_, entry) in documents.All(cancel))
        {
            if (entry.State != DocumentState.Readable)
            {
                var outcome = entry.State == DocumentState.Failed ? Outcome.Failed : Outcome.Unreadable;
                await Write(entry, outcome, null, entry.Reason, null);
                continue;
            }

            var i = ordinal++;
            var twin = twins.Twins[i];
            if (twin.Kind == TwinKind.SameWords)
                StoodFor.Add(i);
            var score = together.GetValueOrDefault(twin.Kind == TwinKind.SameWords ? twin.Of : i, scored.SetAside[i]);
            var reason = twin.Kind switch
            {
                TwinKind.SameWords => $"the same words as {twins.Paths[twin.Of]}, counted like it",
                TwinKind.NearlySame => $"nearly the same as {twins.Paths[twin.Of]}",
                _ => null,
            };
            if (scored.Unread.TryGetValue(i, out var cause))
                await Write(entry, Outcome.Failed, score, Unread(cause), scored.Best[i]);
            else if (score >= scored.Cut)
                await Write(entry, Outcome.Relevant, score, reason, scored.Best[i]);
            else
                await Write(entry, Outcome.SetAside, score, reason is null ? below : $"{below}; {reason}", scored.Best[i]);
        }

        async Task Write(DocumentEntry entry, Outcome outcome, float? score, string? reason, Passage? best)
        {
            Count(outcome);
            if (outcome == Outcome.Relevant && !policy.Allows(entry.Path))
                KeptBack++;
            if (outcome is Outcome.Unreadable or Outcome.Failed && notRead.Count < Selection.MostListed)
                notRead.Add(new Reason(entry.Path, $"{DocumentTable.Word(outcome)}: {reason}"));
            await table.WriteLineAsync(DocumentTable.Row(entry, outcome, score, reason, best));
        }
    }

    // Documents with the same words have one outcome: that of the best score among them, for their subjects and senders may differ.
    private static Dictionary<int, float> Together(Twin[] twins, IReadOnlyList<float> scores)
    {
        var together = new Dictionary<int, float>();
        for (var i = 0; i < twins.Length; i++)
        {
            if (twins[i].Kind == TwinKind.SameWords)
                together[twins[i].Of] = Math.Max(together.GetValueOrDefault(twins[i].Of, scores[twins[i].Of]), scores[i]);
        }

        return together;
    }

    private static string Unread(UnreadCause cause) => cause switch
    {
        UnreadCause.Undelivered => "no reader finished a passage of it, however often it was given out; ask again, or look at it by hand",
        UnreadCause.NoReader => "the reader that this run was begun with was gone before it read a passage of it; ask again to have another read",
        UnreadCause.Refused => "the model refused to judge a passage of it; look at it by hand, or have another model read",
        UnreadCause.TooLong => "a passage of it does not fit the model's window, and was not read in parts; serve the model with a larger context, or look at it by hand",
        UnreadCause.LowMass => "the model was about to write something else than yes or no on a passage of it, so that its number says nothing; look at it by hand, or have another model read",
        UnreadCause.NoLogProbabilities => "the model's server left out the log-probabilities for a passage of it; ask again, or look at it by hand",
        UnreadCause.OutOfRange => "the model's server gave a number outside of its range for a passage of it; ask again, or look at it by hand",
        UnreadCause.ServerError => "the model's server failed on a passage of it each time; look at the server's log, then ask again, or look at it by hand",
        _ => "the model gave no verdict on a passage of it; ask again, or look at it by hand",
    };

    private void Count(Outcome outcome)
    {
        switch (outcome)
        {
            case Outcome.Relevant:
                relevant++;
                break;
            case Outcome.SetAside:
                setAside++;
                break;
            case Outcome.Unreadable:
                unreadable++;
                break;
            default:
                failed++;
                break;
        }
    }
}
