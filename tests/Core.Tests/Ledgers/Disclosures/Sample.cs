using System.Security.Cryptography;
using System.Text;
using Lector.Core.Answering;
using Lector.Core.Documents;
using Lector.Core.Ledgers;
using Lector.Core.Ledgers.Disclosures;

namespace Lector.Core.Tests.Ledgers.Disclosures;

/// <summary>A small request over two documents, and its ledger.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset At = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static readonly FrontierDestination Destination = new("https://models.example/v1/", "gpt-6-astra", "models.example", "not stated", "store: false requested, not proven", null);

    public static readonly Dictionary<string, string> Texts = new()
    {
        ["mail/a.eml"] = "Dear Ada,\n\"Agreed\": 1\u00a0250 € per tonne from 1 May — go ahead \U0001F44D.\nBest, Bo",
        ["contract.txt"] = "Clause 4. The price is fixed for\ttwelve months\\years.",
    };

    public static EvidencePack Pack { get; } = new([Item(1, "mail/a.eml", 10, 60, .81234), Item(2, "contract.txt", 10, 46, .5)], 400, 1_700);

    public static FrontierRequest Request { get; } = Prompt.Build("Which price was agreed?", Pack, new AnswerOptions { Model = "gpt-6-astra" });

    public static IReadOnlyList<LedgerEntry> Prepared => [new LedgerEntry.Begun(DisclosureLedger.Form, "r1", DisclosureLedger.Limits), .. RequestEntries.Of(1, Request, Pack, Destination)];

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public static MemoryStream Ledger(params IEnumerable<LedgerEntry> entries)
    {
        var stream = new MemoryStream();
        DisclosureLedger.Append(stream, LedgerHead.Empty, At, entries);
        stream.Position = 0;
        return stream;
    }

    public static List<LedgerRow> Rows(params IEnumerable<LedgerEntry> entries) => [.. DisclosureLedger.Read(Ledger(entries))];

    private static EvidenceItem Item(int number, string document, int start, int end, double score)
    {
        var bytes = Encoding.UTF8.GetBytes(Texts[document]);
        var source = StoredText.Open(document, Hash("bytes of " + document), bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        return new EvidenceItem(number, VerifiedSpan.Cut(source, start, end, DisclosurePolicy.Everything)!, DocumentFields.None with { From = "Bo <bo@example.org>" }, null, score);
    }
}
