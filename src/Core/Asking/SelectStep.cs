using Lector.Core.Answering;
using Lector.Core.Ledgers;
using Lector.Core.Selecting;
using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>Scores every document, sets aside what is below the cut, and packs what is quoted first into the budget.</summary>
/// <remarks>Idempotent: computed from the shards alone. Memory holds a few numbers a document, and texts only of the documents that are packed from.</remarks>
public sealed class SelectStep(AskPorts ports)
{
    /// <summary>A passage is offered for quoting when it scores at least this share of the best one: the budget is there to be used, and a distant passage only dilutes it.</summary>
    public const double LeastShare = 1.0 / 3;

    private const int MostCandidates = 400;

    /// <summary>What the request of an ask asks for.</summary>
    public static AnswerOptions AnswerOptions(AskOptions options) => new()
    {
        Model = options.Frontier?.Model ?? Answering.AnswerOptions.NotChosen,
        VisibleTokens = options.AnswerTokens,
        Reasoning = options.Frontier?.Reasoning,
        Dialect = options.Frontier?.Dialect ?? ChatDialect.OpenAI,
    };

    /// <summary>Selects.</summary>
    public async Task<Selected> Run(RunRef run, CancellationToken cancel)
    {
        ports.Reading?.Invoke(run);
        var plan = await ports.Store.Planned(run, cancel);
        var documents = new RunDocuments(ports.Store, plan, ports.HeldBytes);
        var options = plan.Ask.Options;
        var scored = await Scoring.Of(ports, plan, documents, cancel);
        var policy = new DisclosurePolicy(options.NeverSend);
        var sorted = await Sorting.Of(policy, documents, scored, run, ports.Store, cancel);

        var counts = sorted.Counts;
        new Conservation(counts.Total, counts.Relevant, counts.SetAside, counts.Unreadable, counts.Failed).OrThrow();
        if (sorted.Files != plan.Files)
            throw new InvalidOperationException(FormattableString.Invariant($"Documents are not accounted for: {plan.Files:N0} files were planned, and documents of {sorted.Files:N0} are there."));

        var candidates = Candidates(scored, sorted);
        var best = candidates.Count == 0 ? 0 : candidates.Max(candidate => candidate.Score);
        var nothing = best < scored.Floor;
        var least = best * LeastShare;
        var relevant = nothing ? [] : candidates.Where(candidate => candidate.Score >= least && scored.SetAside[candidate.Document] >= scored.Cut).ToList();
        var packed = await Pack(plan.Ask, policy, documents, sorted, nothing && options.Nearest ? candidates : relevant, cancel);

        var selection = new Selection
        {
            ReadBy = ReadBy.Of(ports, options, plan.Queued?.Identity),
            ReaderReport = ports.ReaderReport,
            Read = ports.Time.GetUtcNow(),
            Documents = counts,
            Passages = sorted.Passages,
            RelevantPassages = relevant.Count,
            Characters = sorted.Characters,
            Cut = scored.Cut,
            Floor = scored.Floor,
            Best = best,
            NothingFound = nothing,
            KeptBack = sorted.KeptBack,
            NotRead = sorted.NotRead,
            LeftOut = [.. packed.LeftOut.Take(Selection.MostListed).Select(left => new Reason(left.Path, left.Words, left.Passage.Start, left.Passage.End))],
            Destination = options.Frontier is { } choice ? ports.Frontier(choice)?.Destination : null,
            Grades = scored.Grades,
            Tokens = scored.Tokens,
        };
        await ports.Store.WriteJson(run.Path(RunFiles.Selection), selection, WriteMode.Replace, cancel);
        var places = sorted.Looked.Values.ToDictionary(at => at.Entry.Path);
        await ports.Store.WriteJson(run.Path(RunFiles.Pack), PackRecord.Of(packed.Pack, policy, path => places[path]), WriteMode.Replace, cancel);
        return await Prepare(run, plan.Ask, packed.Pack, mayBeSent: !nothing, cancel);
    }

    // Passages of documents that have a twin are quoted from the twin, which stands for both.
    private static List<Candidate> Candidates(Scoring scored, Sorting sorted)
    {
        var candidates = scored.Quotes
            .Where(quotes => sorted.Looked.ContainsKey(quotes.Document) && !sorted.StoodFor.Contains(quotes.Document))
            .SelectMany(quotes => quotes.Passages.Select((passage, i) => new Candidate(quotes.Document, sorted.Looked[quotes.Document].Entry.Path, passage, quotes.Scores[i])))
            .ToList();
        return
        [
            .. Replies.Raise(candidates, document => sorted.Looked[document].Entry is var entry ? (entry.Fields, entry.PassageEnds[^1]) : default)
                .Where(candidate => candidate.Score > 0)
                .OrderByDescending(candidate => candidate.Score).ThenBy(candidate => candidate.Path, StringComparer.Ordinal).ThenBy(candidate => candidate.Passage.Start)
                .Take(MostCandidates),
        ];
    }

    private static async Task<Packed> Pack(Ask ask, DisclosurePolicy policy, RunDocuments documents, Sorting sorted, IReadOnlyList<Candidate> candidates, CancellationToken cancel)
    {
        var estimate = (string text) => TokenEstimator.Estimate(text);
        var request = new PackingRequest(
            ask.Question, candidates, policy, Prompt.FixedTokens(ask.Question, estimate),
            (path, fields, part) => Prompt.ItemTokens(path, fields, part, "", estimate))
        {
            Budget = ask.Options.Budget,
        };
        return await Packing.Pack(request, async (document, stop) =>
        {
            var (shard, entry) = sorted.Looked[document];
            return new SourceDocument(await documents.Shard(shard).Text(entry, stop), entry.Fields, entry.Parts);
        }, cancel);
    }

    private async Task<Selected> Prepare(RunRef run, Ask ask, EvidencePack pack, bool mayBeSent, CancellationToken cancel)
    {
        if (pack.Items.Count == 0 || !mayBeSent)
        {
            await ports.Store.Delete(run.Path(RunFiles.Request), cancel);
            await ports.Store.Delete(run.Path(RunFiles.Paste), cancel);
            return new Selected(pack.Items.Count, false);
        }

        var request = Prompt.Build(ask.Question, pack, AnswerOptions(ask.Options));
        await ports.Store.WriteBytes(run.Path(RunFiles.Request), request.Body, WriteMode.Replace, cancel);
        await ports.Store.WriteBytes(run.Path(RunFiles.Paste), System.Text.Encoding.UTF8.GetBytes(Prompt.PasteText(request).Text), WriteMode.Replace, cancel);
        // What was answered, or may have been, is not offered for sending again without a person's word.
        var spoken = await Spoken.Load(ports.Store, run, cancel);
        return new Selected(pack.Items.Count, ask.Options is { Frontier: not null, Preview: false } && !spoken.MustNotSend);
    }
}
