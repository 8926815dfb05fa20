using System.Text;
using Lector.Core.Answering;
using Lector.Core.Ledgers;
using Lector.Core.Ledgers.Costs;
using Lector.Core.Ledgers.Disclosures;
using Lector.Core.Ledgers.Verifying;
using Lector.Core.Reading;
using Lector.Core.Tests.Ledgers.Disclosures;

namespace Lector.Core.Tests.Ledgers.Verifying;

public class RunVerifierTests
{
    private static readonly LedgerEntry[] Entries = [.. Sample.Prepared, RequestEntries.Intended(1, 1), RequestEntries.Outcome(1, Attempt)];

    private static readonly VerifiableRun Run = new()
    {
        OpenLedger = Open(Entries),
        Bodies = [new StoredBody("request.json", Sample.Request.Body), new StoredBody("request.txt", "text"u8.ToArray(), MustBeInLedger: false)],
        Evidence = [.. Sample.Pack.Items.Select(item => new SpanClaim(item.Number, item.Span.Document, item.Span.DocumentSha256, item.Span.Start, item.Span.End, item.Span.Sha256))],
        Quotations = [new QuotationClaim(1, 1, "mail/a.eml", 20, 48, Sample.Texts["mail/a.eml"][20..48])],
        Cost = CostLedger.Compute(
            new CostInputs
            {
                At = Sample.At,
                Reading = new ReadingUse("lexical", null, ReaderPlace.InProcess, 2, 0, null, 130, .01),
                Attempts = [SpeakingAttempt.Of(Attempt, "gpt-6-astra", 400, 800)],
                Frontier = "gpt-6-astra",
                Folder = Volume.Of(2, 40),
            },
            PriceTable.Default),
        Documents = new Conservation(4, 2, 0, 1, 1),
        CountedFromTable = new Conservation(4, 2, 0, 1, 1),
    };

    private static Attempt Attempt => new(1, Sample.At, 1.5, Sample.Request.Sha256, AttemptOutcome.Answered, 200, true, new FrontierUsage(390, 0, 120, 0), "gpt-6-astra", null);

    [Fact]
    public async Task A_run_as_it_was_written_holds()
    {
        var checks = await RunVerifier.Check(Run, Originals(Sample.Texts), CancellationToken.None);

        Assert.All(checks, check => Assert.True(check.Holds, string.Join("; ", check.Differences)));
        Assert.Equal(
            [
                $"each of the ledger's {Entries.Length} rows holds the hash of the one before",
                $"every byte of the request is in a row ({Sample.Request.Body.Length} bytes)",
                "the ledger and the evidence name the same spans (2)",
                "every piece of evidence is its document's text (2)",
                "every quotation stands in its document, inside the evidence that was sent (1)",
                "the cost ledger comes out the same from its inputs and prices",
                "every document is accounted for (2 relevant + 0 set aside + 1 unreadable + 1 failed = 4 documents)",
            ],
            checks.Select(check => check.What));
    }

    [Fact]
    public async Task A_run_that_sent_nothing_holds()
    {
        var checks = await RunVerifier.Check(new VerifiableRun { OpenLedger = Open([new LedgerEntry.Begun(DisclosureLedger.Form, "r", DisclosureLedger.Limits)]) }, Originals([]), CancellationToken.None);

        Assert.True(Assert.Single(checks).Holds);
    }

    [Fact]
    public async Task A_changed_document_is_named_once_for_each_claim_on_it()
    {
        var changed = Originals(Sample.Texts, path => path == "mail/a.eml" ? Sample.Hash("edited") : Sample.Hash("bytes of " + path));

        Assert.Equal(
            ["evidence 1: mail/a.eml was changed since the run: its bytes have another hash", "claim 1: mail/a.eml was changed since the run: its bytes have another hash"],
            await Differences(Run, changed));
    }

    [Fact]
    public async Task A_document_that_is_gone_is_named()
    {
        var without = Originals(new() { ["mail/a.eml"] = Sample.Texts["mail/a.eml"] });

        Assert.Equal(["evidence 2: contract.txt is not in the folder of documents any more"], await Differences(Run, without));
    }

    [Fact]
    public async Task Another_text_of_the_same_bytes_is_told_from_a_changed_file()
    {
        var other = Originals(new() { ["mail/a.eml"] = Sample.Texts["mail/a.eml"], ["contract.txt"] = "Clause 5. The price is fixed for twelve months." });

        Assert.Contains("though the file is the same", Assert.Single(await Differences(Run, other)));
    }

    [Theory]
    [InlineData(1, 20, 48, "other words than there are", "claim 1: its words do not stand in mail/a.eml at 20-48")]
    [InlineData(1, 0, 26, null, "claim 1: its words are said to stand outside evidence 1")]
    [InlineData(2, 20, 48, null, "claim 1: it cites evidence 2, which is not of mail/a.eml")]
    [InlineData(1, 38, 48, null, "claim 1: its words do not stand in mail/a.eml at 38-48")]
    public async Task A_quotation_that_does_not_stand_there_is_named(int evidence, int start, int end, string? text, string difference)
    {
        var quotation = new QuotationClaim(1, evidence, "mail/a.eml", start, end, text ?? Sample.Texts["mail/a.eml"][start..end]);

        Assert.Equal([difference], await Differences(Run with { Quotations = [quotation] }, Originals(Sample.Texts)));
    }

    [Fact]
    public async Task A_request_that_was_exchanged_is_named()
    {
        var differences = await Differences(Run with { Bodies = [new StoredBody("request.json", "{}"u8.ToArray())] }, Originals(Sample.Texts));

        Assert.Equal(["request 1: no body in the run's folder has the hash that its row names", "request.json: no row names a body with its hash"], differences);
    }

    [Fact]
    public async Task Evidence_that_was_not_sent_is_named()
    {
        var differences = await Differences(Run with { Evidence = [.. Run.Evidence.Take(1)] }, Originals(Sample.Texts));

        Assert.Equal(["request 1: contract.txt 10-46 is in the ledger, not in the evidence"], differences);
    }

    [Fact]
    public async Task A_cheaper_cost_than_was_paid_is_named()
    {
        var cost = Run.Cost!;
        var lied = cost with { Lines = [cost.Lines[0], cost.Lines[1] with { Amount = 0 }] };
        Assert.StartsWith("computed again from its own inputs and prices it is another: Cost: $0.0099", Assert.Single(await Differences(Run with { Cost = lied }, Originals(Sample.Texts))));

        var hidden = CostLedger.Compute(cost.Inputs with { Attempts = [] }, cost.Prices);
        Assert.Equal(["it prices 0 attempts to send, the disclosure ledger has 1"], await Differences(Run with { Cost = hidden }, Originals(Sample.Texts)));
    }

    [Fact]
    public async Task Documents_that_do_not_add_up_are_named() =>
        Assert.Equal(
            ["the record says 2 relevant + 0 set aside + 1 unreadable + 1 failed = 4 documents; the table of documents holds 2 relevant + 1 set aside + 1 unreadable + 0 failed = 4 documents"],
            await Differences(Run with { CountedFromTable = new Conservation(4, 2, 1, 1, 0) }, Originals(Sample.Texts)));

    [Fact]
    public async Task A_ledger_that_is_gone_is_named() =>
        Assert.Contains("the run has no ledger.jsonl", await Differences(Run with { OpenLedger = _ => Task.FromResult<Stream?>(null) }, Originals(Sample.Texts)));

    [Fact]
    public async Task A_broken_row_does_not_hide_the_rest()
    {
        var lines = Encoding.UTF8.GetString(Sample.Ledger(Entries).ToArray()).Split('\n');
        lines[2] = "not a row";
        var broken = Encoding.UTF8.GetBytes(string.Join('\n', lines));

        var differences = await Differences(Run with { OpenLedger = _ => Task.FromResult<Stream?>(new MemoryStream(broken)) }, Originals(Sample.Texts));

        Assert.Equal("line 3: it is not a row of lector-disclosure-1", differences[0]);
        Assert.Contains(differences, difference => difference.EndsWith("parts were disclosed, " + (Sample.Request.Parts.Count - 1) + " have a row"));
    }

    [Fact]
    public async Task Passages_that_went_to_a_reader_are_held_against_their_documents()
    {
        var rows = new ReaderEntries();
        var passage = new SentPassage("contract.txt", Sample.Hash("bytes of contract.txt"), 0, Sample.Texts["contract.txt"][..9]);
        var body = Encoding.UTF8.GetBytes($$"""{"state":"{{passage.Text}}"}""");
        var run = new VerifiableRun { OpenLedger = Open([.. rows.Of(body, [passage]), .. rows.Of(body, [passage with { Start = 1 }])]) };

        Assert.StartsWith("body 2: contract.txt 1-10 is another text now", Assert.Single(await Differences(run, Originals(Sample.Texts))));
    }

    private static async Task<List<string>> Differences(VerifiableRun run, Func<IReadOnlySet<string>, CancellationToken, IAsyncEnumerable<OriginalDocument>> originals) =>
        [.. (await RunVerifier.Check(run, originals, CancellationToken.None)).SelectMany(check => check.Differences)];

    private static Func<CancellationToken, Task<Stream?>> Open(LedgerEntry[] entries) => _ => Task.FromResult<Stream?>(Sample.Ledger(entries));

    private static Func<IReadOnlySet<string>, CancellationToken, IAsyncEnumerable<OriginalDocument>> Originals(Dictionary<string, string> texts, Func<string, string>? hash = null) =>
        (wanted, _) => texts.Where(text => wanted.Contains(text.Key))
            .Select(text => new OriginalDocument(text.Key, hash?.Invoke(text.Key) ?? Sample.Hash("bytes of " + text.Key), text.Value, null)).ToAsyncEnumerable();
}
