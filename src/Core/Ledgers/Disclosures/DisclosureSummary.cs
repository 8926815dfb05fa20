using System.Globalization;
using Lector.Core.Answering;
using Lector.Core.Reading;

namespace Lector.Core.Ledgers.Disclosures;

/// <summary>What a ledger says in numbers.</summary>
/// <param name="Requests">What went, or might have gone, to frontier models: one for each request.</param>
/// <param name="Readers">What went to readers on other machines, and where a third party was allowed to one on this machine, which might forward: one for each.</param>
public sealed record DisclosureSummary(IReadOnlyList<RequestDisclosure> Requests, IReadOnlyList<ReaderDisclosure> Readers)
{
    /// <summary>Whether anything was, or may have been, sent by Lector to another machine.</summary>
    public bool SentSomething => Readers.Any(reader => reader.Reader.Identity.Place > ReaderPlace.Loopback) || Requests.Any(request => request.State is AttemptState.Begun or AttemptState.Sent or AttemptState.OutcomeUnknown);

    /// <summary>Spans and passages of document text that were sent or may have been, each attempt at the same request counted once.</summary>
    public int Spans => Sent.Sum(request => request.Spans) + (int)Math.Min(int.MaxValue / 2, Readers.Sum(reader => reader.Passages));

    /// <summary>UTF-16 units of them.</summary>
    public long Characters => Sent.Sum(request => request.Characters) + Readers.Sum(reader => reader.Characters);

    /// <summary>Who received, or may have.</summary>
    public IReadOnlyList<string> Destinations => [.. Sent.Select(request => request.Destination.Address).Concat(Readers.Select(reader => reader.Reader.Identity.Address ?? reader.Reader.Operator)).Distinct()];

    private IEnumerable<RequestDisclosure> Sent => Requests.Where(request => request.State is not (null or AttemptState.NotSent));

    /// <summary>Sums a ledger up. Memory grows with the number of documents in it, not of rows.</summary>
    /// <param name="rows">Its rows in order.</param>
    public static DisclosureSummary Of(IEnumerable<LedgerRow> rows)
    {
        var requests = new SortedDictionary<int, (RequestDisclosure Sum, HashSet<string> Documents)>();
        var readers = new List<(ReaderDisclosure Sum, HashSet<string> Documents)>();
        foreach (var row in rows)
            switch (row.Entry)
            {
                case LedgerEntry.Request request:
                    requests[request.Number] = (new RequestDisclosure(request.Number, request.Destination, null, null, null, 0, 0, 0, 0), []);
                    break;
                case LedgerEntry.Part { What: DisclosedKind.DocumentText } part when requests.TryGetValue(part.RequestNumber, out var of):
                    of.Documents.Add(part.Document ?? "");
                    requests[part.RequestNumber] = (of.Sum with { Spans = of.Sum.Spans + 1, Documents = of.Documents.Count, Characters = of.Sum.Characters + (part.Characters ?? 0) }, of.Documents);
                    break;
                case LedgerEntry.Attempt attempt when requests.TryGetValue(attempt.RequestNumber, out var of):
                    // The worst that any attempt may have come to stands: one that went, then one whose outcome is unknown, then the rest.
                    var state = Worse(attempt.Number == of.Sum.Attempts && of.Sum.State == AttemptState.Begun ? null : of.Sum.State, attempt.State);
                    requests[attempt.RequestNumber] = (of.Sum with { State = state, At = state == attempt.State ? row.At : of.Sum.At, Note = attempt.Note ?? of.Sum.Note, Attempts = Math.Max(of.Sum.Attempts, attempt.Number) }, of.Documents);
                    break;
                case LedgerEntry.Reader reader:
                    readers.Add((new ReaderDisclosure(reader, row.At, 0, 0, 0), []));
                    break;
                case LedgerEntry.Passage passage when readers.Count > 0:
                    var (sum, documents) = readers[^1];
                    documents.Add(passage.Document);
                    readers[^1] = (sum with { Passages = sum.Passages + 1, Documents = documents.Count, Characters = sum.Characters + passage.End - passage.Start }, documents);
                    break;
                default:
                    break;
            }

        return new DisclosureSummary([.. requests.Values.Select(of => of.Sum)], [.. readers.Select(of => of.Sum)]);
    }

    /// <summary>The ledger as sentences: one where nothing was sent, otherwise one a destination.</summary>
    /// <param name="loopback">Address of a server on this machine that read, or null: what such a server passes on is not seen.</param>
    /// <param name="provider">Who keeps the documents, where they lie on no machine of the house.</param>
    public IReadOnlyList<string> Sentences(string? loopback = null, string? provider = null)
    {
        var sentences = new List<string>();
        if (!SentSomething)
            sentences.Add(provider is null ? "Lector sent nothing off this machine." : $"Lector sent nothing on from {provider}, to no model and no one else.");
        sentences.AddRange(Readers.Select(reader => reader.ToString()));
        sentences.AddRange(Requests.Select(request => request.ToString()));
        if (loopback is not null)
            sentences.Add($"The reader at {loopback} is a server on this machine: whether it passes on what it receives is not seen.");
        return sentences;
    }

    private static AttemptState Worse(AttemptState? before, AttemptState now)
    {
        static int Weight(AttemptState? state) => state switch
        {
            AttemptState.Sent => 5,
            AttemptState.HandCarried => 4,
            AttemptState.OutcomeUnknown => 3,
            AttemptState.Begun => 2,
            AttemptState.NotSent => 1,
            _ => 0,
        };
        return Weight(before) > Weight(now) ? before!.Value : now;
    }
}

/// <summary>What one request discloses, and whether it went.</summary>
/// <param name="Number">Its number in the ledger.</param>
/// <param name="Destination">Where it was to go.</param>
/// <param name="State">How far its furthest attempt got; null when it was only prepared.</param>
/// <param name="At">When that was, or null.</param>
/// <param name="Note">What the last attempt that had a note said.</param>
/// <param name="Spans">Spans of document text.</param>
/// <param name="Documents">Documents that they come from.</param>
/// <param name="Characters">UTF-16 units of them.</param>
/// <param name="Attempts">Attempts.</param>
public sealed record RequestDisclosure(int Number, FrontierDestination Destination, AttemptState? State, DateTimeOffset? At, string? Note, int Spans, int Documents, long Characters, int Attempts)
{
    /// <summary>In one sentence.</summary>
    public override string ToString()
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"{Say.Count(Spans, "passage")} of {Say.Count(Documents, "document")}, {Say.Count(Characters, "character")} of document text, with the question and the file and person names beside them");
        var who = string.Join(", ", new[] { Destination.Operator, Destination.Address }.Where(name => name is not "not stated").Distinct());
        var when = At is { } at ? $" at {Say.Time(at)}" : "";
        var tries = Attempts > 1 ? $", in {Attempts} attempts" : "";
        return State switch
        {
            null => $"Prepared, not sent: {what}.",
            AttemptState.NotSent => $"Not sent, no connection was made to {who}: {what}.",
            AttemptState.Sent => $"{what}, went to {who}{when}{tries}.",
            AttemptState.HandCarried => $"A person carried {what}{(who.Length > 0 ? $", to {who}" : "")}; destination as stated by the user, not observed.",
            _ => $"{what}, may have gone to {who}{when}{tries}: the outcome is unknown.",
        };
    }
}

/// <summary>What went to one reader on another machine.</summary>
/// <param name="Reader">Who reads.</param>
/// <param name="At">From when on.</param>
/// <param name="Passages">Passages sent, each as often as it was sent; 0 where the ledger does not list them.</param>
/// <param name="Documents">Documents that they come from.</param>
/// <param name="Characters">UTF-16 units of them.</param>
public sealed record ReaderDisclosure(LedgerEntry.Reader Reader, DateTimeOffset At, long Passages, int Documents, long Characters)
{
    /// <summary>In one sentence.</summary>
    public override string ToString()
    {
        var what = Passages == 0
            ? "Passages (not listed one by one)"
            : string.Create(CultureInfo.InvariantCulture, $"{Say.Count(Passages, "passage")} of {Say.Count(Documents, "document")}, {Say.Count(Characters, "character")} of document text, each with the question,");
        var place = Reader.Identity.Place switch
        {
            ReaderPlace.InProcess or ReaderPlace.Loopback => "on this machine",
            ReaderPlace.PrivateNetwork => "in the private network",
            ReaderPlace.OwnTenant => "in your own tenant, as configured",
            _ => "a third party",
        };
        return $"{what} went to the reader {Reader.Identity.Model} at {Reader.Identity.Address ?? Reader.Operator} ({place}) from {Say.Time(At)} on; whether it passes them on is not seen.";
    }
}

/// <summary>Counts and times as people read them.</summary>
internal static class Say
{
    public static string Count(long number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {what}{(number == 1 ? "" : "s")}");

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
