using Lector.Core.Ledgers.Disclosures;

namespace Lector.Core.Ledgers.Verifying;

/// <summary>The rows of a ledger by kind, as far as they could be read: what is no row is the chain check's finding.</summary>
internal sealed record LedgerContent(IReadOnlyList<LedgerEntry.Request> Requests, IReadOnlyList<LedgerEntry.Part> Parts, IReadOnlyList<LedgerEntry.Attempt> Attempts, IReadOnlyList<LedgerEntry.Passage> Passages)
{
    public static LedgerContent Read(Stream ledger)
    {
        var requests = new List<LedgerEntry.Request>();
        var parts = new List<LedgerEntry.Part>();
        var attempts = new List<LedgerEntry.Attempt>();
        var passages = new List<LedgerEntry.Passage>();
        foreach (var row in DisclosureLedger.ReadWhatCan(ledger))
            switch (row.Entry)
            {
                case LedgerEntry.Request request:
                    requests.Add(request);
                    break;
                case LedgerEntry.Part part:
                    parts.Add(part);
                    break;
                case LedgerEntry.Attempt attempt:
                    attempts.Add(attempt);
                    break;
                case LedgerEntry.Passage passage:
                    passages.Add(passage);
                    break;
                default:
                    break;
            }

        return new LedgerContent(requests, parts, attempts, passages);
    }
}
