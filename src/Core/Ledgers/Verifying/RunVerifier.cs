using System.Text.Json;
using Lector.Core.Answering;
using Lector.Core.Ledgers.Costs;
using Lector.Core.Ledgers.Disclosures;
using Lector.Core.Storage;

namespace Lector.Core.Ledgers.Verifying;

/// <summary>Computes again what a run's folder claims: both ledgers, every quotation and span, and the sum of documents, from the folder and the original documents. No network.</summary>
public static class RunVerifier
{
    /// <summary>Checks a run.</summary>
    /// <param name="run">What its folder claims.</param>
    /// <param name="originals">Opens original documents by their paths; one that is gone is left out. <see cref="OriginalDocuments.Open"/>.</param>
    /// <param name="cancel">Stops within a second.</param>
    /// <returns>Everything that was checked, in a fixed order; what the run does not have is not in it.</returns>
    public static async Task<IReadOnlyList<RunCheck>> Check(
        VerifiableRun run, Func<IReadOnlySet<string>, CancellationToken, IAsyncEnumerable<OriginalDocument>> originals, CancellationToken cancel)
    {
        var checks = new List<RunCheck>();
        var rows = new LedgerContent([], [], [], []);
        await using (var ledger = await run.OpenLedger(cancel))
        {
            if (ledger is null)
                checks.Add(new RunCheck("the disclosure ledger is there", ["the run has no ledger.jsonl"]));
            else
            {
                checks.Add(Chain(ledger, run.KeptHead));
                ledger.Position = 0;
                rows = LedgerContent.Read(ledger);
            }
        }

        if (rows.Requests.Count > 0 || run.Bodies.Any(body => body.MustBeInLedger))
            checks.Add(Bodies(run, rows));
        if (rows.Requests.Count > 0)
            checks.Add(Evidence(run, rows));
        checks.AddRange(await Originals(run, rows, originals, cancel));
        if (run.Cost is { } cost)
            checks.Add(Cost(cost, rows));
        if (run.Documents is { } documents)
            checks.Add(Documents(documents, run.CountedFromTable));
        return checks;
    }

    private static RunCheck Chain(Stream ledger, string? kept)
    {
        var verification = DisclosureLedger.Verify(ledger, kept);
        return new RunCheck(
            FormattableString.Invariant($"each of the ledger's {verification.Head.Rows:N0} rows holds the hash of the one before{(kept is null ? "" : ", and the last has the hash that you kept")}"),
            [.. verification.Findings.Select(finding => finding.ToString())]);
    }

    private static RunCheck Bodies(VerifiableRun run, LedgerContent rows)
    {
        var differences = new List<string>();
        foreach (var request in rows.Requests)
        {
            // One request may have two forms, its JSON and its text: each row names the hash of its own.
            if (run.Bodies.FirstOrDefault(body => DisclosureLedger.Hash(body.Bytes.Span) == request.BodySha256) is { } body)
                differences.AddRange(BodyAccount.Parts(request, [.. rows.Parts.Where(part => part.RequestNumber == request.Number)], body.Bytes.Span));
            else
                differences.Add($"request {request.Number}: no body in the run's folder has the hash that its row names");
        }

        differences.AddRange(run.Bodies.Where(body => body.MustBeInLedger && rows.Requests.All(request => request.BodySha256 != DisclosureLedger.Hash(body.Bytes.Span)))
            .Select(body => $"{body.Name}: no row names a body with its hash"));
        return new RunCheck($"every byte of the request is in a row ({run.Bodies.Where(body => body.MustBeInLedger).Sum(body => body.Bytes.Length)} bytes)", differences);
    }

    private static RunCheck Evidence(VerifiableRun run, LedgerContent rows)
    {
        var differences = new List<string>();
        var pack = run.Evidence.Select(span => (span.Document, span.DocumentSha256, span.Start, span.End, span.Sha256)).ToHashSet();
        foreach (var request in rows.Requests)
        {
            var sent = rows.Parts.Where(part => part.RequestNumber == request.Number && part.What == DisclosedKind.DocumentText)
                .Select(part => (Document: part.Document ?? "", DocumentSha256: part.DocumentSha256 ?? "", Start: part.Start ?? -1, End: part.End ?? -1, part.Sha256)).ToHashSet();
            differences.AddRange(sent.Except(pack).Select(span => $"request {request.Number}: {span.Document} {span.Start}-{span.End} is in the ledger, not in the evidence"));
            differences.AddRange(pack.Except(sent).Select(span => $"request {request.Number}: {span.Document} {span.Start}-{span.End} is in the evidence, not in the ledger"));
        }

        return new RunCheck($"the ledger and the evidence name the same spans ({pack.Count})", differences);
    }

    private static async Task<IEnumerable<RunCheck>> Originals(
        VerifiableRun run, LedgerContent rows, Func<IReadOnlySet<string>, CancellationToken, IAsyncEnumerable<OriginalDocument>> originals, CancellationToken cancel)
    {
        var check = new OriginalsCheck(run, rows);
        await foreach (var original in originals(check.Wanted, cancel).WithCancellation(cancel))
            check.Add(original);
        return check.Result();
    }

    private static RunCheck Cost(CostLedger cost, LedgerContent rows)
    {
        var differences = new List<string>();
        var again = CostLedger.Compute(cost.Inputs, cost.Prices);
        if (Serialized(again) != Serialized(cost))
            differences.Add($"computed again from its own inputs and prices it is another: {again.InOneLine()} The file says: {cost.InOneLine()}");
        var paid = cost.Inputs.Attempts.Count(attempt => attempt.Outcome != SpeakingOutcome.CarriedByHand);
        var went = rows.Attempts.Where(attempt => attempt.State != AttemptState.HandCarried).GroupBy(attempt => (attempt.RequestNumber, attempt.Number)).Count();
        if (paid != went)
            differences.Add($"it prices {paid} {(paid == 1 ? "attempt" : "attempts")} to send, the disclosure ledger has {went}");
        return new RunCheck("the cost ledger comes out the same from its inputs and prices", differences);
    }

    private static RunCheck Documents(Conservation stated, Conservation? counted)
    {
        var differences = new List<string>();
        if (!stated.Holds)
            differences.Add(stated.ToString());
        if (counted is not null && counted != stated)
            differences.Add($"the record says {stated}; the table of documents holds {counted}");
        return new RunCheck($"every document is accounted for ({stated})", differences);
    }

    private static string Serialized(CostLedger ledger) => JsonSerializer.Serialize(ledger, Json.Options);
}
