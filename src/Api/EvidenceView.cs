using Lector.Core.Answering;
using Lector.Core.Asking;
using Lector.Core.Storage;

namespace Lector.Api;

/// <summary>The document around a piece of evidence: <c>GET /api/asks/{id}/evidence/{n}</c>. All offsets count UTF-16 units of the whole document's text.</summary>
/// <param name="Number">The evidence's number.</param>
/// <param name="Document">Path of the document.</param>
/// <param name="About">Sender, date, subject, page, in one line.</param>
/// <param name="Text">The document's text from <paramref name="From"/> on: all of it, or the <see cref="MostShown"/> units around the evidence.</param>
/// <param name="From">Offset of the first unit of <paramref name="Text"/>.</param>
/// <param name="Length">Units of the whole document.</param>
/// <param name="Start">First unit of the evidence.</param>
/// <param name="End">Last, exclusive.</param>
/// <param name="Highlights">What to highlight: the answer's quotations in this evidence, else the evidence.</param>
public sealed record EvidenceView(int Number, string Document, string About, string Text, int From, int Length, int Start, int End, IReadOnlyList<Highlight> Highlights)
{
    /// <summary>The most units of text that are shown.</summary>
    public const int MostShown = 200_000;

    /// <summary>The view of a piece of evidence.</summary>
    /// <returns>Null where the run has no such evidence.</returns>
    public static async Task<EvidenceView?> Of(IStore store, RunRef run, int number, CancellationToken cancel)
    {
        if (await store.ReadJson<RunPlan>(run.Path(RunFiles.Plan), cancel) is not { } plan
            || (await store.ReadJson<PackRecord>(run.Path(RunFiles.Pack), cancel))?.Items.FirstOrDefault(item => item.Number == number) is not { } item)
            return null;
        var text = (await new RunDocuments(store, plan).Shard(item.Shard).Text(item.Document, cancel)).Text;
        var answer = await store.ReadJson<Answer>(run.Path(RunFiles.Answer), cancel);
        var quoted = (answer?.Claims ?? []).SelectMany(claim => claim.Quotations).Where(quotation => quotation.Evidence == number)
            .Select(quotation => new Highlight(quotation.Start, quotation.End)).Distinct().OrderBy(highlight => highlight.Start).ToList();
        var (from, to) = Window(text, item.Start, item.End);
        return new EvidenceView(
            number, item.Document.Path, Core.Asking.Reporting.RunReport.About(item.Document.Fields, item.Part), text[from..to], from, text.Length, item.Start, item.End,
            quoted.Count > 0 ? quoted : [new Highlight(item.Start, item.End)]);
    }

    private static (int From, int To) Window(string text, int start, int end)
    {
        if (text.Length <= MostShown)
            return (0, text.Length);
        var around = Math.Max(0, MostShown - (end - start)) / 2;
        var (from, to) = (Math.Max(0, start - around), Math.Min(text.Length, end + around));
        // A window does not cut a surrogate pair.
        return (from > 0 && char.IsLowSurrogate(text[from]) ? from - 1 : from, to < text.Length && char.IsLowSurrogate(text[to]) ? to + 1 : to);
    }
}

/// <summary>A stretch to highlight.</summary>
/// <param name="Start">First UTF-16 unit in the document's text.</param>
/// <param name="End">Last, exclusive.</param>
public sealed record Highlight(int Start, int End);
