using System.Text;
using Lector.Api;
using Lector.Core.Answering;
using Lector.Core.Asking;
using Lector.Core.Asking.Reporting;

namespace Lector.Hosts.Tests.Api.Pages;

/// <summary>An invented matter in the API's own shapes, small enough to read in a test.</summary>
internal static class Scene
{
    public const string Question = "Who approved the interim price, and until when does it hold?";
    public const string Letter = "letters/side-letter.txt";
    public const string Quoted = "holds until 30 November 2025";

    /// <summary>A long document with the quotation far down.</summary>
    public static string LetterText { get; } =
        string.Concat(Enumerable.Range(1, 300).Select(line => $"{line}. Northgate keeps a stock of pallets.\n")) + $"The interim price {Quoted}.\n" + string.Concat(Enumerable.Range(1, 60).Select(line => $"Annex {line}.\n"));

    public static FrontierChoice Frontier { get; } = new("https://frontier.example/v1/", "gpt-test");

    public static Funnel Funnel { get; } = new(new DocumentCounts(37, 23, 12, 2, 0), new PassageCounts(380, 12, 2, 1));

    public static AskStatus Status(string state, AskStage stage, int filesRead = 37) => new(
        "Ask", "ask.price.1", state, new AskInput("northgate", Question, false, false), new AskCustomStatus(stage, 37, 16, 4) { FilesRead = filesRead, SecondsLeft = 120 }, null,
        DateTimeOffset.Parse("2026-11-22T14:00:00Z"), DateTimeOffset.Parse("2026-11-22T14:03:00Z"))
    { Id = "price", Run = "1" };

    public static AnswerView Answer { get; } = new(
        Question, "Read by keyword statistics, not by a language model.", "The quoted words are in the source; whether they support the claim was not checked.", true,
        [new ClaimView("The price holds until 30 November 2025.", [Quotation(2, Letter, LetterText, Quoted)], ["No quotation holds the name “Owen”: look it up."])], 0,
        [Evidence(1, "mail/approval.eml", "Owen Tarrant · 15 May 2025", "Agreed, go ahead."), Evidence(2, Letter, "pages 1-2", $"The interim price {Quoted}.", LetterText)], Funnel,
        [new Reason("damaged/board-paper.pdf", "unreadable: encrypted")], [new Reason("mail/forklift.eml", "nearly equal to evidence 1", 0, 40)],
        ["Cost: $0.002.", "reading: $0"], ["2 passages of 2 documents went to frontier.example."], [new ReportFact("Program", "lector test")], "answered");

    /// <summary>The same run where nobody spoke.</summary>
    public static AnswerView Brief(string outcome) => Answer with { Answered = false, Claims = [], Outcome = outcome, Verdict = "No model answered." };

    public static EvidenceView Letters { get; } = Document(2, Letter, LetterText, $"The interim price {Quoted}.", Quoted);

    public static EvidenceView Document(int number, string path, string text, string evidence, string quoted)
    {
        var (start, mark) = (text.IndexOf(evidence, StringComparison.Ordinal), text.IndexOf(quoted, StringComparison.Ordinal));
        return new EvidenceView(number, path, "", text, 0, text.Length, start, start + evidence.Length, [new Highlight(mark, mark + quoted.Length)]);
    }

    /// <summary>A request whose parts cover it, with characters of two, three and four bytes and escapes in it.</summary>
    public static RequestView Request(string state = "awaitingApproval")
    {
        (DisclosedKind Kind, string Text, string? Document)[] parts =
        [
            (DisclosedKind.Instructions, "{\"model\":\"gpt-test\",\"content\":\"", null), (DisclosedKind.Question, Question, null), (DisclosedKind.Names, "\\nside-letter.txt — Zoë 😀", Letter),
            (DisclosedKind.Instructions, "\\n", null), (DisclosedKind.DocumentText, $"The interim price\\n{Quoted}.\\u003cb\\u003e", Letter), (DisclosedKind.Instructions, "\"}", null),
        ];
        var (at, told) = (0, new List<RequestPart>());
        foreach (var (kind, text, document) in parts)
        {
            var length = Encoding.UTF8.GetByteCount(text);
            told.Add(kind == DisclosedKind.DocumentText ? new RequestPart(kind, document, 100, 147, 47, text, at, length) : new RequestPart(kind, document, null, null, null, text, at, length));
            at += length;
        }

        return new RequestView(
            new FrontierDestination(Frontier.Address, Frontier.Model, "frontier.example", "EU", "store: false requested, not proven", null), Frontier.Model, at, new string('a', 64), string.Concat(parts.Select(part => part.Text)), told, 60, state)
        { MayApprove = state is "awaitingApproval" or "unknown", MustSayAgain = state == "unknown" };
    }

    private static QuotationView Quotation(int evidence, string document, string text, string quoted)
    {
        var start = text.IndexOf(quoted, StringComparison.Ordinal);
        return new QuotationView(evidence, document, start, start + quoted.Length, quoted);
    }

    private static EvidenceRow Evidence(int number, string document, string about, string text, string? whole = null)
    {
        var start = (whole ?? text).IndexOf(text, StringComparison.Ordinal);
        return new EvidenceRow(number, document, about, start, start + text.Length, text);
    }
}
