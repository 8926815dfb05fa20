using Lector.Core.Answering;
using Lector.Core.Asking;
using Lector.Core.Asking.Reporting;
using Lector.Core.Storage;

namespace Lector.Api;

/// <summary>A published run for people: <c>GET /api/asks/{id}/answer</c>. Every string is text, none is HTML.</summary>
/// <param name="Question">The question.</param>
/// <param name="ReadBy">Who read.</param>
/// <param name="Verdict">One sentence on what came of it.</param>
/// <param name="Answered">Whether there is an answer.</param>
/// <param name="Claims">Claims with verified quotations.</param>
/// <param name="Withheld">Claims that are not shown because no quotation of theirs was verified.</param>
/// <param name="Evidence">What was packed, in order.</param>
/// <param name="Funnel">How many came to each stage.</param>
/// <param name="NotRead">Documents without text, the first 200, each with its reason.</param>
/// <param name="LeftOut">Passages that came near and were not packed.</param>
/// <param name="Cost">What it cost and would have cost, line by line.</param>
/// <param name="Disclosure">What left the house, line by line.</param>
/// <param name="Facts">How the run was made.</param>
/// <param name="Outcome"><c>answered</c>, or why there is no answer: an abstention's cause, such as <c>noFrontier</c>, <c>nothingFound</c>, <c>outcomeUnknown</c>.</param>
public sealed record AnswerView(
    string Question, string ReadBy, string Verdict, bool Answered, IReadOnlyList<ClaimView> Claims, int Withheld, IReadOnlyList<EvidenceRow> Evidence, Funnel Funnel,
    IReadOnlyList<Reason> NotRead, IReadOnlyList<Reason> LeftOut, IReadOnlyList<string> Cost, IReadOnlyList<string> Disclosure, IReadOnlyList<ReportFact> Facts, string Outcome)
{
    /// <summary>The view of a run.</summary>
    /// <returns>Null where it is not published yet.</returns>
    public static async Task<AnswerView?> Of(IStore store, RunRef run, CancellationToken cancel)
    {
        if (await store.ReadJson<RunRecord>(run.Path(RunFiles.Record), cancel) is not { } record
            || await store.ReadJson<Answer>(run.Path(RunFiles.Answer), cancel) is not { } answer
            || await store.ReadJson<PackRecord>(run.Path(RunFiles.Pack), cancel) is not { } packed)
            return null;
        var documents = new RunDocuments(store, record.Plan);
        var pack = await packed.Open(documents, cancel);
        var report = await new RunReport(documents, packed).View(record, answer, pack, await RunLedgers.Read(store, run, cancel), cancel);
        return new AnswerView(
            report.Question, report.ReadBy, report.Verdict, report.Answered, [.. answer.Claims.Select(ClaimView.Of)], answer.Withheld.Count,
            [.. pack.Items.Select(EvidenceRow.Of)], record.Funnel, record.Selection.NotRead, record.Selection.LeftOut, report.Cost, report.Disclosure, report.Facts,
            answer.Abstained is { } abstained ? abstained.Cause.Word() : "answered");
    }
}

/// <summary>A claim of the answer.</summary>
/// <param name="Text">What the model says.</param>
/// <param name="Quotations">What it quotes for it, verified.</param>
/// <param name="Flags">What of it no quotation holds, in words.</param>
public sealed record ClaimView(string Text, IReadOnlyList<QuotationView> Quotations, IReadOnlyList<string> Flags)
{
    /// <summary>The view of a claim.</summary>
    public static ClaimView Of(CheckedClaim claim) => new(
        claim.Text, [.. claim.Quotations.Select(quotation => new QuotationView(quotation.Evidence, quotation.Document, quotation.Start, quotation.End, quotation.Text))], RunReport.Flags(claim.Flags));
}

/// <summary>A verified quotation.</summary>
/// <param name="Evidence">Number of the evidence that it stands in.</param>
/// <param name="Document">Path of the document.</param>
/// <param name="Start">First UTF-16 unit in the document's text.</param>
/// <param name="End">Last, exclusive.</param>
/// <param name="Text">The document's own words there.</param>
public sealed record QuotationView(int Evidence, string Document, int Start, int End, string Text);

/// <summary>A piece of evidence.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Document">Path of the document.</param>
/// <param name="About">Sender, date, subject, page, in one line.</param>
/// <param name="Start">First UTF-16 unit in the document's text.</param>
/// <param name="End">Last, exclusive.</param>
/// <param name="Text">The text, verbatim.</param>
public sealed record EvidenceRow(int Number, string Document, string About, int Start, int End, string Text)
{
    /// <summary>The row of a packed item.</summary>
    public static EvidenceRow Of(EvidenceItem item) => new(item.Number, item.Span.Document, RunReport.About(item.Fields, item.Part), item.Span.Start, item.Span.End, item.Span.Text);
}
