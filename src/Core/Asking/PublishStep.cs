using System.Globalization;
using Lector.Core.Answering;
using Lector.Core.Asking.Reporting;
using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>Checks every quotation against the source, and writes the answer, both ledgers, the record and the report.</summary>
/// <remarks>Idempotent: computed from the run's folder alone, as often as wanted.</remarks>
public sealed class PublishStep(AskPorts ports)
{
    /// <summary>Publishes.</summary>
    public async Task<AskResult> Run(RunRef run, CancellationToken cancel)
    {
        var plan = await ports.Store.Planned(run, cancel);
        var documents = new RunDocuments(ports.Store, plan);
        var selection = await ports.Store.ReadJson<Selection>(run.Path(RunFiles.Selection), cancel) ?? throw new InvalidDataException("The run was not selected. Give the command again.");
        var stored = await ports.Store.ReadJson<PackRecord>(run.Path(RunFiles.Pack), cancel) ?? throw new InvalidDataException("The run has no evidence list. Give the command again.");
        var pack = await stored.Open(documents, cancel);
        var spoken = await Spoken.Load(ports.Store, run, cancel);
        var answer = await Conclude(run, plan, selection, pack, spoken, cancel);

        var cited = answer.Claims.SelectMany(claim => claim.Quotations).Select(quotation => quotation.Evidence).Distinct().Count();
        var funnel = new Funnel(selection.Documents, new PassageCounts(selection.Passages, selection.RelevantPassages, pack.Items.Count, cited));
        var record = new RunRecord(plan, selection, funnel, ports.Time.GetUtcNow());
        await ports.Store.WriteJson(run.Path(RunFiles.Answer), answer, WriteMode.Replace, cancel);
        await new RunLedgers(ports.Store, ports.Time, ports.Prices).Write(run, record, pack, spoken, selection.Destination, cancel);
        await ports.Store.WriteJson(run.Path(RunFiles.Record), record, WriteMode.Replace, cancel);
        var page = ReportPage.Of(await new RunReport(documents, stored).View(record, answer, pack, await RunLedgers.Read(ports.Store, run, cancel), cancel));
        await ports.Store.WriteBytes(run.Path(RunFiles.Report), System.Text.Encoding.UTF8.GetBytes(page), WriteMode.Replace, cancel);

        var counts = selection.Documents;
        return new AskResult(counts.Total, counts.Relevant, counts.SetAside, counts.Unreadable, counts.Failed, answer.Claims.Count, spoken.Outcome);
    }

    // Documents are kept by a low cut, so that none is lost; a quotation has to be nearer to the question.
    private static string NothingToQuote(Selection selection) => string.Create(CultureInfo.InvariantCulture,
        $"Nothing was found that answers this. Documents that count as relevant, because they score at least {selection.Cut:0.##}: {selection.Documents.Relevant:N0}; but their best passage has {selection.Best:0.###}, and below {selection.Floor:0.##} nothing is quoted. Look at the nearest passages with --nearest, or ask in the words of the documents.");

    private async Task<Answer> Conclude(RunRef run, RunPlan plan, Selection selection, EvidencePack pack, Spoken spoken, CancellationToken cancel)
    {
        if (spoken.RequestSha256 is { } sha256 && await ports.Store.ReadBytes(run.Path(RunFiles.CarriedTo(sha256)), cancel) is { } carried)
            return Conclusion.Of(HandCarriedReply.Read(carried), pack.Items);
        if (spoken.Last is { } last)
        {
            return last.Outcome switch
            {
                AttemptOutcome.Answered => Conclusion.Of(
                    (await ports.Store.ReadJson<StoredReply>(run.Path(RunFiles.ReplyTo(last.RequestSha256)), cancel) ?? throw new InvalidDataException("The reply is gone from the run's folder.")).Reply, pack.Items),
                AttemptOutcome.Busy => Answer.Abstaining(Abstention.For(AbstentionCause.FrontierBusy)),
                AttemptOutcome.Refused => Answer.Abstaining(new Abstention(AbstentionCause.FrontierRefused, last.Message ?? "The service refused the request.")),
                _ => Answer.Abstaining(new Abstention(AbstentionCause.OutcomeUnknown, $"{last.Message} Give the command again with --send-again to send it again: it may be paid twice.")),
            };
        }

        var abstention = Abstention.For(selection switch
        {
            { Documents: { Relevant: 0, SetAside: 0 } } => AbstentionCause.NothingReadable,
            { NothingFound: true } => AbstentionCause.NothingFound,
            _ when pack.Items.Count == 0 && selection.RelevantPassages > 0 && selection.KeptBack == 0 => AbstentionCause.NoRoom,
            _ when pack.Items.Count == 0 => selection.KeptBack > 0 ? AbstentionCause.NothingMaySent : AbstentionCause.NothingFound,
            _ when plan.Ask.Options.Frontier is null => AbstentionCause.NoFrontier,
            _ when ports.Frontier(plan.Ask.Options.Frontier) is null => AbstentionCause.FrontierAbsent,
            _ when spoken.PaidForAnother => AbstentionCause.PaidForAnother,
            _ => AbstentionCause.NotApproved,
        });
        return Answer.Abstaining(abstention.Cause == AbstentionCause.NothingFound && selection.Documents.Relevant > 0 ? abstention with { Reason = NothingToQuote(selection) } : abstention);
    }
}
