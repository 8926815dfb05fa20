using Lector.Core.Answering;
using Lector.Core.Ledgers.Costs;
using Lector.Core.Ledgers.Disclosures;
using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>Both ledgers of a run: what left the house, which only grows, and what it cost, which is computed anew each time.</summary>
public sealed class RunLedgers(IStore store, TimeProvider time, PriceTable prices)
{
    private const int CharactersAToken = 4;

    /// <summary>Writes both.</summary>
    /// <param name="run">The run.</param>
    /// <param name="record">What is true of it.</param>
    /// <param name="pack">Its evidence.</param>
    /// <param name="spoken">Its attempts to send.</param>
    /// <param name="destination">Where its request goes, or null when none was chosen.</param>
    /// <param name="cancel">Leaves the ledgers as they were.</param>
    public async Task Write(RunRef run, RunRecord record, EvidencePack pack, Spoken spoken, FrontierDestination? destination, CancellationToken cancel)
    {
        var carried = spoken.RequestSha256 is { } sha256 && await store.Exists(run.Path(RunFiles.CarriedTo(sha256)), cancel);
        var rows = (await Rows(store, run, cancel)).Select(row => row.Entry).ToList();
        var added = rows.Count == 0 ? [new LedgerEntry.Begun(DisclosureLedger.Form, run.Run, DisclosureLedger.Limits)] : new List<LedgerEntry>();
        if (record.Selection.ReadBy.Reader is { Place: not (ReaderPlace.InProcess or ReaderPlace.Loopback) } reader && !rows.OfType<LedgerEntry.Reader>().Any(row => row.Identity == reader))
            added.Add(ReaderEntries.Begin(reader));
        if (pack.Items.Count > 0 && await store.Exists(run.Path(RunFiles.Request), cancel))
        {
            var request = Prompt.Build(record.Plan.Ask.Question, pack, SelectStep.AnswerOptions(record.Plan.Ask.Options));
            Sent(rows, added, request, pack, spoken, destination ?? RequestEntries.NotChosen);
            if (carried)
                Carried(rows, added, request, pack);
        }

        if (added.Count > 0)
            await Append(run, added, cancel);
        await store.WriteJson(run.Path(RunFiles.Cost), CostLedger.Compute(Inputs(record, pack, spoken, carried), prices), WriteMode.Replace, cancel);
    }

    /// <summary>Writes down that a request is about to be sent; it is on the disk when this returns.</summary>
    public async Task Intend(RunRef run, FrontierRequest request, EvidencePack pack, FrontierDestination destination, int attempt, CancellationToken cancel)
    {
        var rows = (await Rows(store, run, cancel)).Select(row => row.Entry).ToList();
        var added = rows.Count == 0 ? [new LedgerEntry.Begun(DisclosureLedger.Form, run.Run, DisclosureLedger.Limits)] : new List<LedgerEntry>();
        var number = Prepared(rows, added, request, pack, destination);
        added.Add(RequestEntries.Intended(number, attempt));
        await Append(run, added, cancel);
    }

    /// <summary>Reads both.</summary>
    public static async Task<(DisclosureSummary Disclosure, CostLedger Cost)> Read(IStore store, RunRef run, CancellationToken cancel) => (
        DisclosureSummary.Of(await Rows(store, run, cancel)),
        await store.ReadJson<CostLedger>(run.Path(RunFiles.Cost), cancel) ?? throw new InvalidDataException("The run lacks its cost ledger. Give the command again."));

    // A line that was cut off while it was written never counted.
    private static async Task<List<LedgerRow>> Rows(IStore store, RunRef run, CancellationToken cancel)
    {
        var bytes = await store.ReadBytes(run.Path(RunFiles.Ledger), cancel) ?? [];
        var (_, length) = DisclosureLedger.FindEnd(new MemoryStream(bytes));
        return [.. DisclosureLedger.Read(new MemoryStream(bytes, 0, (int)length))];
    }

    // A ledger of one run is small: it is written whole, its old bytes first, so that it is seen whole or not at all.
    private async Task Append(RunRef run, List<LedgerEntry> added, CancellationToken cancel)
    {
        var ledger = new MemoryStream();
        ledger.Write(await store.ReadBytes(run.Path(RunFiles.Ledger), cancel));
        ledger.Position = 0;
        var (head, length) = DisclosureLedger.FindEnd(ledger);
        ledger.SetLength(length);
        ledger.Position = length;
        DisclosureLedger.Append(ledger, head, time.GetUtcNow(), added);
        await store.WriteBytes(run.Path(RunFiles.Ledger), ledger.ToArray(), WriteMode.Replace, cancel);
    }

    // Every attempt is in the ledger under the request that it sent, also one that the run would not prepare again.
    private static void Sent(List<LedgerEntry> rows, List<LedgerEntry> added, FrontierRequest request, EvidencePack pack, Spoken spoken, FrontierDestination destination)
    {
        Prepared(rows, added, request, pack, destination);
        foreach (var attempt in spoken.Attempts)
        {
            var number = rows.Concat(added).OfType<LedgerEntry.Request>().LastOrDefault(row => row.BodySha256 == attempt.RequestSha256)?.Number;
            if (number is not null && RequestEntries.Outcome(number.Value, attempt) is var row && !rows.Contains(row))
                added.Add(row);
        }
    }

    private static int Prepared(List<LedgerEntry> rows, List<LedgerEntry> added, FrontierRequest request, EvidencePack pack, FrontierDestination destination)
    {
        var entries = RequestEntries.Of(Next(rows, added), request, pack, destination);
        var prepared = (LedgerEntry.Request)entries[0];
        if (Number(rows, prepared) is { } number)
            return number;
        added.AddRange(entries);
        return prepared.Number;
    }

    private static void Carried(List<LedgerEntry> rows, List<LedgerEntry> added, FrontierRequest request, EvidencePack pack)
    {
        var pasted = Prompt.PasteText(request);
        var entries = RequestEntries.Of(Next(rows, added), System.Text.Encoding.UTF8.GetBytes(pasted.Text), pasted.Parts, BodyForm.Text, pack, RequestEntries.Stated(null));
        if (Number(rows, (LedgerEntry.Request)entries[0]) is not null)
            return;
        added.AddRange(entries);
        added.Add(RequestEntries.Carried(((LedgerEntry.Request)entries[0]).Number));
    }

    private static int Next(List<LedgerEntry> rows, List<LedgerEntry> added) => rows.Concat(added).OfType<LedgerEntry.Request>().Count() + 1;

    private static int? Number(List<LedgerEntry> rows, LedgerEntry.Request request) =>
        rows.OfType<LedgerEntry.Request>().LastOrDefault(row => row with { Number = request.Number } == request)?.Number;

    private static CostInputs Inputs(RunRecord record, EvidencePack pack, Spoken spoken, bool carried)
    {
        var (selection, options) = (record.Selection, record.Plan.Ask.Options);
        var (reader, model) = (selection.ReadBy.Reader, options.Frontier?.Model ?? AnswerOptions.NotChosen);
        return new CostInputs
        {
            At = record.Plan.Planned,
            Frontier = options.Frontier?.Model,
            Reading = new ReadingUse(
                reader is null ? "keyword statistics" : reader.Model, reader?.Model, reader?.Place ?? ReaderPlace.InProcess,
                selection.Passages, 0, selection.Tokens, selection.Characters, Math.Max(0, (selection.Read - record.Plan.Planned).TotalSeconds)),
            Attempts = [.. spoken.Attempts.Select(attempt => SpeakingAttempt.Of(attempt, model, pack.EstimatedTokens, options.AnswerTokens)), .. carried ? [Carried(record, pack)] : Array.Empty<SpeakingAttempt>()],
            Folder = new Volume(selection.Documents.Relevant + selection.Documents.SetAside, selection.Characters / CharactersAToken, selection.Passages) { CallInput = Math.Max(1, pack.EstimatedTokens) },
        };
    }

    private static SpeakingAttempt Carried(RunRecord record, EvidencePack pack) =>
        new(record.Published, "a model that a person chose", SpeakingOutcome.CarriedByHand, null, pack.EstimatedTokens, record.Plan.Ask.Options.AnswerTokens);
}
