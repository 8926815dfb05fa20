using System.Globalization;
using Lector.Core.Answering;
using Lector.Core.Documents;
using Lector.Core.Ledgers.Costs;
using Lector.Core.Ledgers.Disclosures;
using Lector.Core.Reading;

namespace Lector.Core.Asking.Reporting;

/// <summary>Puts a run into words for its report.</summary>
public sealed class RunReport(RunDocuments documents, PackRecord packed)
{
    private const int Around = 400;

    /// <summary>The view of a run.</summary>
    public async Task<ReportView> View(RunRecord record, Answer answer, EvidencePack pack, (DisclosureSummary Disclosure, CostLedger Cost) ledgers, CancellationToken cancel)
    {
        var evidence = new List<ReportEvidence>();
        foreach (var (item, place) in pack.Items.Zip(packed.Items))
            evidence.Add(Evidence(item, await documents.Shard(place.Shard).Text(place.Document, cancel)));
        return new ReportView(
            record.Plan.Ask.Question, record.Plan.Source, record.Published, record.Selection.ReadBy.Words, Verdict(answer), answer.Claims.Count > 0,
            [.. answer.Claims.Select(Claim)], evidence, record.Funnel,
            NotRead(record),
            [.. record.Selection.LeftOut.Select(reason => new ReportReason(string.Create(CultureInfo.InvariantCulture, $"{reason.Document}, characters {reason.Start}-{reason.End}"), reason.Why))],
            [.. ledgers.Cost.Report().Select(line => line.Trim())], Disclosed(record, ledgers.Disclosure), Facts(record, pack));
    }

    /// <summary>One sentence on what came of an ask.</summary>
    public static string Verdict(Answer answer)
    {
        if (answer.Abstained is { } abstained)
            return abstained.Reason + (answer.Missing is { } missing ? $" What it says is missing: {missing}" : "");
        var withheld = answer.Withheld.Count == 0 ? "" : $" {answer.Withheld.Count} {(answer.Withheld.Count == 1 ? "claim was withheld: no quotation of its own" : "claims were withheld: no quotation of theirs")} stands in the evidence.";
        return $"{char.ToUpperInvariant(answer.Notice[0])}{answer.Notice[1..]}.{withheld}{(answer.Missing is { } lacking ? $" What the model says is missing: {lacking}" : "")}";
    }

    /// <summary>Sender, date, subject and page in one line.</summary>
    public static string About(DocumentFields fields, string? part) => string.Join(" · ", new[]
    {
        fields.From, fields.Date?.ToString("d MMM yyyy HH:mm", CultureInfo.InvariantCulture), fields.Subject, part,
    }.Where(value => !string.IsNullOrWhiteSpace(value)));

    /// <summary>What of a claim no quotation holds, in a sentence for what stands nowhere and one for what only a heading of the evidence holds.</summary>
    public static IReadOnlyList<string> Flags(IReadOnlyList<ClaimFlag> flags)
    {
        var (nowhere, headings) = (Tokens(false), Tokens(true));
        return
        [
            .. nowhere.Length == 0 ? Array.Empty<string>() : [$"No quotation holds {nowhere}: look it up."],
            .. headings.Length == 0 ? Array.Empty<string>() : [$"Not in the quoted words, but in the sender, date or subject above them: {headings}."],
        ];

        string Tokens(bool inHeading) => string.Join(", ", flags.Where(flag => flag.InHeading == inHeading).Select(flag => $"“{flag.Token}”"));
    }

    /// <summary>Address of a server on this machine that read, or null.</summary>
    public static string? Loopback(RunRecord record) => record.Selection.ReadBy.Reader is { Place: ReaderPlace.Loopback } reader ? reader.Address : null;

    // Where the documents lie stands before what was sent: that they were uploaded is the greater disclosure.
    private static IReadOnlyList<string> Disclosed(RunRecord record, DisclosureSummary disclosure) =>
    [
        .. record.Plan.StoredIn is { } stored ? [stored.Sentence(record.Funnel.Documents.Total)] : Array.Empty<string>(),
        .. disclosure.Sentences(Loopback(record), record.Plan.StoredIn?.Provider),
        DisclosureLedger.Limits,
    ];

    // What the record does not list, the table does: the report says so instead of ending in silence.
    private static IReadOnlyList<ReportReason> NotRead(RunRecord record)
    {
        var (listed, counts) = (record.Selection.NotRead, record.Funnel.Documents);
        var more = counts.Unreadable + counts.Failed - listed.Count;
        var reasons = listed.Select(reason => new ReportReason(reason.Document, reason.Why));
        return more > 0 ? [.. reasons, new ReportReason(string.Create(CultureInfo.InvariantCulture, $"and {more:N0} more"), "each with its reason in documents.csv")] : [.. reasons];
    }

    private static string Grade(FullReading grade) => grade switch
    {
        FullReading.IdsCompared => "proven, token ids compared",
        FullReading.CountsAgree => "proven, token counts agree",
        FullReading.ServerRefusesTooLong => "not proven, the server refuses what is too long",
        FullReading.CanaryOnly => "not proven, only a canary was seen",
        _ => "not proven",
    };

    private static ReportClaim Claim(CheckedClaim claim) => new(
        claim.Text,
        [.. claim.Quotations.Select(quotation => new ReportQuotation(quotation.Evidence, quotation.Text, quotation.Start, quotation.End))],
        Flags(claim.Flags));

    private static ReportEvidence Evidence(EvidenceItem item, StoredText text)
    {
        var (before, after) = (Math.Max(0, item.Span.Start - Around), Math.Min(text.Text.Length, item.Span.End + Around));
        return new ReportEvidence(
            item.Number, item.Span.Document, About(item.Fields, item.Part),
            (before > 0 ? "…" : "") + text.Text[before..item.Span.Start], item.Span.Text, text.Text[item.Span.End..after] + (after < text.Text.Length ? "…" : ""), item.Span.Start);
    }

    private static IReadOnlyList<ReportFact> Facts(RunRecord record, EvidencePack pack)
    {
        var (selection, options) = (record.Selection, record.Plan.Ask.Options);
        var facts = new List<ReportFact>
        {
            new("Program", record.Product),
            new("Snapshot", string.Create(CultureInfo.InvariantCulture, $"{record.Plan.Files:N0} files, {record.Plan.Bytes:N0} bytes, taken {record.Plan.Planned.ToUniversalTime():yyyy-MM-dd HH:mm} UTC, key {record.Plan.Run}")),
            new("Relevant means", string.Create(CultureInfo.InvariantCulture, $"a score of {selection.Cut:0.##} or more; a score, not a probability")),
            new("Quoted means", string.Create(CultureInfo.InvariantCulture, $"a passage of a relevant document that scores at least a third of the best one, which has {selection.Best:0.###}; where the best is below {selection.Floor:0.##}, nothing is")),
            new("Budget", string.Create(CultureInfo.InvariantCulture, $"about {pack.EstimatedTokens:N0} of {pack.Budget:N0} input tokens, by Lector's estimator")),
        };
        if (options.NeverSend.Count > 0)
            facts.Add(new("Never sent", $"{string.Join(", ", options.NeverSend)}; {selection.KeptBack} relevant documents kept back"));
        if (selection.Grades is { } grades)
            facts.Add(new("Shown to be read in full", string.Join(", ", grades.Select(grade => string.Create(CultureInfo.InvariantCulture, $"{Grade(grade.Key)}: {grade.Value:N0} passages")))));
        return facts;
    }
}
