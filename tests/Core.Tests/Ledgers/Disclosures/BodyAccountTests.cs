using System.Text;
using Lector.Core.Answering;
using Lector.Core.Ledgers.Disclosures;
using Lector.Core.Reading;

namespace Lector.Core.Tests.Ledgers.Disclosures;

public class BodyAccountTests
{
    private static readonly LedgerEntry Sent = new LedgerEntry.Attempt(1, 1, AttemptState.Sent, null);

    [Fact]
    public void Every_byte_of_a_request_is_in_a_row() => Assert.Empty(BodyAccount.Check(Sample.Rows([.. Sample.Prepared, Sent]), [Sample.Request.Body]));

    [Fact]
    public void A_body_that_no_row_names_is_found()
    {
        ReadOnlyMemory<byte> other = "{\"model\":\"x\"}"u8.ToArray();

        Assert.EndsWith("of 13 bytes is in no row", Assert.Single(BodyAccount.Check(Sample.Rows([.. Sample.Prepared, Sent]), [Sample.Request.Body, other])));
    }

    [Fact]
    public void A_row_that_no_body_bears_out_is_found()
    {
        Assert.EndsWith("was sent 1 times, it was recorded 0 times", Assert.Single(BodyAccount.Check(Sample.Rows([.. Sample.Prepared, Sent]), [])));
        Assert.EndsWith("was sent 1 times, it was recorded 2 times", Assert.Single(BodyAccount.Check(Sample.Rows([.. Sample.Prepared, Sent]), [Sample.Request.Body, Sample.Request.Body])));
    }

    [Fact]
    public void An_unknown_outcome_may_or_may_not_have_arrived()
    {
        var rows = Sample.Rows([.. Sample.Prepared, new LedgerEntry.Attempt(1, 1, AttemptState.Begun, null), new LedgerEntry.Attempt(1, 1, AttemptState.OutcomeUnknown, "timed out"), new LedgerEntry.Attempt(1, 2, AttemptState.Sent, null)]);

        Assert.Empty(BodyAccount.Check(rows, [Sample.Request.Body]));
        Assert.Empty(BodyAccount.Check(rows, [Sample.Request.Body, Sample.Request.Body]));
    }

    [Fact]
    public void A_prepared_request_was_never_recorded()
    {
        Assert.Empty(BodyAccount.Check(Sample.Rows(Sample.Prepared), []));
        Assert.Single(BodyAccount.Check(Sample.Rows(Sample.Prepared), [Sample.Request.Body]));
    }

    [Fact]
    public void A_part_without_a_row_is_found()
    {
        var without = Sample.Prepared.Where(entry => entry is not LedgerEntry.Part { What: DisclosedKind.Question });

        var findings = BodyAccount.Check(Sample.Rows([.. without, Sent]), [Sample.Request.Body]);

        Assert.Equal(2, findings.Count);
        Assert.EndsWith("are in no row", findings[1]);
    }

    [Fact]
    public void A_row_with_other_text_is_found()
    {
        var lied = Sample.Prepared.Select(entry => entry is LedgerEntry.Part { What: DisclosedKind.DocumentText, Document: "contract.txt" } part ? part with { Sha256 = Sample.Hash("other") } : entry);

        Assert.EndsWith("are not those of their row (contract.txt)", Assert.Single(BodyAccount.Check(Sample.Rows([.. lied, Sent]), [Sample.Request.Body])));
    }

    [Fact]
    public void A_request_whose_bytes_are_not_its_parts_is_refused()
    {
        var body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Sample.Request.Body.Span).Replace("go ahead", "go astray"));

        Assert.Throws<InvalidDataException>(() => RequestEntries.Of(1, body, Sample.Request.Parts, BodyForm.Json, Sample.Pack, Sample.Destination));
        Assert.Throws<InvalidDataException>(() => RequestEntries.Of(1, Sample.Request.Body, [.. Sample.Request.Parts.Skip(1)], BodyForm.Json, Sample.Pack, Sample.Destination));
        Assert.Throws<InvalidDataException>(() => RequestEntries.Of(1, Sample.Request.Body, [.. Sample.Request.Parts.SkipLast(1)], BodyForm.Json, Sample.Pack, Sample.Destination));
    }

    [Fact]
    public void The_text_for_a_chat_window_has_rows_too()
    {
        var paste = Prompt.PasteText(Sample.Request);
        var body = Encoding.UTF8.GetBytes(paste.Text);
        var rows = Sample.Rows([.. RequestEntries.Of(1, body, paste.Parts, BodyForm.Text, Sample.Pack, RequestEntries.Stated("a chat window")), Sent]);

        Assert.Empty(BodyAccount.Check(rows, [body]));
    }

    public static TheoryData<string, string[]> Bodies => new()
    {
        { """{"state":"Zebra \"quoted\" — line\nnext \ud83d\udc4d","questions":{"rel":{"type":"noul","instructions":"Is line next?"}},"model":"m"}""", ["Zebra \"quoted\" — line\nnext \U0001F44D"] },
        { """{"input":"a passage with 1\u00a0250 €","questions":[{"id":"rel","type":"yes_no","question":"q"}]}""", ["a passage with 1\u00a0250 €"] },
        { """{"messages":[{"role":"user","content":"Say yes or no.\nText:\nIt is yes.\nDoes it help?"}]}""", ["It is yes."] },
        { """{"query":"q","documents":["one one","two","one one"]}""", ["one one", "two", "one one"] },
        { """{"messages":[{"role":"user","content":"[1] alpha\n[2] beta\n"}]}""", ["alpha", "beta"] },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Every_byte_that_goes_to_a_reader_is_in_a_row(string body, string[] passages)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var rows = new ReaderEntries();
        SentPassage[] sent = [.. passages.Select((text, i) => new SentPassage($"d{i}.txt", Sample.Hash($"{i}"), 5, text))];
        var ledger = Sample.Rows([.. rows.Of(bytes, sent), .. rows.Of(bytes, sent)]);

        Assert.Single(ledger, row => row.Entry is LedgerEntry.Envelope);
        Assert.Empty(BodyAccount.Check(ledger, [bytes, bytes]));
        Assert.Single(BodyAccount.Check(ledger, [bytes]));
        Assert.All(ledger.Select(row => row.Entry).OfType<LedgerEntry.Passage>(), passage =>
            Assert.Equal(passages[int.Parse(passage.Document[1..2])], BodyText.Decode(bytes.AsSpan(passage.Offset, passage.Length), BodyForm.Json)));
    }

    [Fact]
    public void A_passage_that_was_changed_on_its_way_is_refused() =>
        Assert.Throws<InvalidDataException>(() => new ReaderEntries().Of("""{"state":"shortened"}"""u8, [new SentPassage("d.txt", Sample.Hash("d"), 0, "shortened text")]));

    [Fact]
    public void More_in_a_body_than_its_rows_say_is_found()
    {
        var body = """{"state":"text","questions":{}}"""u8.ToArray();
        var rows = new ReaderEntries().Of(body, [new SentPassage("d.txt", Sample.Hash("d"), 0, "text")]).Where(entry => entry is not LedgerEntry.Envelope);

        Assert.Equal("body 1: its 27 bytes besides the passages are in no row", Assert.Single(BodyAccount.Check(Sample.Rows(rows), [body])));
    }

    [Fact]
    public void Sums_up_what_a_reader_got()
    {
        var identity = new ReaderIdentity("systemone", "jev-1.13.0", "1", ReaderPlace.ThirdParty, "https://reader.example/");
        var rows = new ReaderEntries();
        var summary = DisclosureSummary.Of(Sample.Rows(
            [new LedgerEntry.Reader(identity, "reader.example", "not stated", "not stated", null),
            .. rows.Of("""{"state":"text a"}"""u8, [new SentPassage("a.txt", Sample.Hash("a"), 0, "text a")]),
            .. rows.Of("""{"state":"text b"}"""u8, [new SentPassage("a.txt", Sample.Hash("a"), 6, "text b")])]));

        Assert.True(summary.SentSomething);
        Assert.Equal(
            "2 passages of 1 document, 12 characters of document text, each with the question, went to the reader jev-1.13.0 at https://reader.example/ (a third party) from 2026-11-22 12:00:00 UTC on; whether it passes them on is not seen.",
            Assert.Single(summary.Sentences()));
    }
}
