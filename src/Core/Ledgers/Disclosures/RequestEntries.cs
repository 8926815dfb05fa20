using System.Text;
using Lector.Core.Answering;

namespace Lector.Core.Ledgers.Disclosures;

/// <summary>The rows of a request to a frontier model: the request, then what each stretch of its body is.</summary>
public static class RequestEntries
{
    /// <summary>The destination of a request that was prepared before one was chosen.</summary>
    public static FrontierDestination NotChosen { get; } = new("not chosen", "not chosen", "not chosen", "not stated", "not stated", null);

    /// <summary>The destination of a request that a person carries: as the person states it, not observed.</summary>
    /// <param name="stated">Where it went, in the person's words, or null.</param>
    public static FrontierDestination Stated(string? stated) =>
        new(stated ?? "not stated", "as stated by the user, not observed", stated ?? "not stated", "not stated", "not known", null);

    /// <summary>The rows of a request.</summary>
    /// <param name="number">Its number in the ledger, from 1.</param>
    /// <param name="request">The request.</param>
    /// <param name="pack">The evidence that it quotes: the reason for each span.</param>
    /// <param name="destination">Where it is to go.</param>
    /// <exception cref="InvalidDataException">The request's parts are not what its body holds: a fault of Lector, and the request may not be sent.</exception>
    public static IReadOnlyList<LedgerEntry> Of(int number, FrontierRequest request, EvidencePack pack, FrontierDestination destination) =>
        Of(number, request.Body, request.Parts, BodyForm.Json, pack, destination);

    /// <summary>The rows of a request in any form.</summary>
    /// <param name="number">Its number in the ledger, from 1.</param>
    /// <param name="body">The exact bytes.</param>
    /// <param name="parts">What they are.</param>
    /// <param name="form">How document text stands in them.</param>
    /// <param name="pack">The evidence that it quotes: the reason for each span.</param>
    /// <param name="destination">Where it is to go.</param>
    /// <exception cref="InvalidDataException">The parts are not what the body holds.</exception>
    public static IReadOnlyList<LedgerEntry> Of(int number, ReadOnlyMemory<byte> body, IReadOnlyList<DisclosedPart> parts, BodyForm form, EvidencePack pack, FrontierDestination destination)
    {
        var rows = new List<LedgerEntry> { new LedgerEntry.Request(number, destination, DisclosureLedger.Hash(body.Span), body.Length, form, parts.Count) };
        var offset = 0;
        foreach (var part in parts)
        {
            if (part.Offset != offset || part.Length < 1 || part.Length > body.Length - offset)
                throw new InvalidDataException($"The request's parts do not join at byte {offset}.");
            offset += part.Length;
            rows.Add(Row(number, body.Slice(part.Offset, part.Length).Span, part, form, pack));
        }

        return offset == body.Length ? rows : throw new InvalidDataException($"Bytes {offset} to {body.Length} of the request are in no part.");
    }

    /// <summary>The row before an attempt is sent: after a crash it stands alone, and the outcome is unknown.</summary>
    /// <param name="request">The request's number in the ledger.</param>
    /// <param name="attempt">The attempt's number, from 1.</param>
    public static LedgerEntry Intended(int request, int attempt) => new LedgerEntry.Attempt(request, attempt, AttemptState.Begun, null);

    /// <summary>The row of what came of an attempt.</summary>
    /// <param name="request">The request's number in the ledger.</param>
    /// <param name="attempt">The attempt.</param>
    public static LedgerEntry Outcome(int request, Attempt attempt) => new LedgerEntry.Attempt(
        request,
        attempt.Number,
        !attempt.Sent ? AttemptState.NotSent : attempt.Outcome == AttemptOutcome.Unknown ? AttemptState.OutcomeUnknown : AttemptState.Sent,
        string.Join(": ", new[] { attempt.Status is { } status ? $"HTTP {status}" : null, attempt.Message }.OfType<string>()) is { Length: > 0 } note ? note : null);

    /// <summary>The row of a request that a person carried.</summary>
    /// <param name="request">The request's number in the ledger.</param>
    public static LedgerEntry Carried(int request) => new LedgerEntry.Attempt(request, 1, AttemptState.HandCarried, "destination as stated by the user, not observed");

    private static LedgerEntry.Part Row(int number, ReadOnlySpan<byte> bytes, DisclosedPart part, BodyForm form, EvidencePack pack)
    {
        if (part.Kind != DisclosedKind.DocumentText)
            return new LedgerEntry.Part(number, part.Kind, part.Offset, part.Length, DisclosureLedger.Hash(bytes), part.Document, null, null, null, null, null);
        var item = pack.Items.FirstOrDefault(item => item.Span.Document == part.Document && item.Span.Start == part.Start && item.Span.End == part.End)
            ?? throw new InvalidDataException($"The request holds text of {part.Document} that is not in the evidence.");
        if (part.TextSha256 != item.Span.Sha256 || BodyText.Decode(bytes, form) is not { } text || DisclosureLedger.Hash(Encoding.UTF8.GetBytes(text)) != part.TextSha256)
            throw new InvalidDataException($"The request's bytes are not the text of {part.Document} that they are said to be.");
        var reason = FormattableString.Invariant($"evidence {item.Number} of {pack.Items.Count}: score {item.Score:0.####}");
        return new LedgerEntry.Part(number, part.Kind, part.Offset, part.Length, part.TextSha256, part.Document, item.Span.DocumentSha256, part.Start, part.End, item.Span.Text.Length, reason);
    }
}
