using System.Text;
using Lector.Core.Answering;

namespace Lector.Core.Ledgers.Disclosures;

/// <summary>A ledger held against the request bodies that something else recorded, byte for byte.</summary>
public static class BodyAccount
{
    /// <summary>Looks for bytes that no row accounts for, and for rows that no body bears out.</summary>
    /// <param name="ledger">The ledger's rows.</param>
    /// <param name="bodies">Every body that was recorded, in any order.</param>
    /// <returns>What does not agree, a sentence each; empty when every byte of every body is in exactly one row and every row that says <em>sent</em> is in a body.</returns>
    public static IReadOnlyList<string> Check(IEnumerable<LedgerRow> ledger, IReadOnlyList<ReadOnlyMemory<byte>> bodies)
    {
        var entries = ledger.Select(row => row.Entry).ToList();
        var recorded = bodies.GroupBy(body => DisclosureLedger.Hash(body.Span)).ToDictionary(same => same.Key, same => (Body: same.First(), Count: same.Count()));
        var findings = new List<string>();
        var expected = new Dictionary<string, (int Least, int Most)>();

        foreach (var request in entries.OfType<LedgerEntry.Request>())
        {
            var attempts = entries.OfType<LedgerEntry.Attempt>().Where(attempt => attempt.RequestNumber == request.Number)
                .GroupBy(attempt => attempt.Number).Select(rows => rows.Last().State).ToList();
            Expect(request.BodySha256, attempts.Count(state => state == AttemptState.Sent), attempts.Count(state => state is AttemptState.Begun or AttemptState.OutcomeUnknown));
            if (recorded.TryGetValue(request.BodySha256, out var body))
                findings.AddRange(Parts(request, [.. entries.OfType<LedgerEntry.Part>().Where(part => part.RequestNumber == request.Number)], body.Body.Span));
        }

        var envelopes = entries.OfType<LedgerEntry.Envelope>().ToDictionary(envelope => envelope.Sha256, envelope => envelope.Bytes);
        foreach (var passages in entries.OfType<LedgerEntry.Passage>().GroupBy(passage => passage.Body))
        {
            var hash = passages.First().BodySha256;
            Expect(hash, 1, 0);
            if (recorded.TryGetValue(hash, out var body))
                findings.AddRange(Passages([.. passages], envelopes, body.Body.Span));
        }

        foreach (var (hash, (least, most)) in expected)
        {
            var seen = recorded.TryGetValue(hash, out var body) ? body.Count : 0;
            if (seen < least || seen > most)
                findings.Add($"body {hash[..12]}…: the ledger says that it was sent {(least == most ? $"{least}" : $"{least} to {most}")} times, it was recorded {seen} times");
        }

        findings.AddRange(recorded.Where(body => !expected.ContainsKey(body.Key) && !envelopes.ContainsKey(body.Key)).Select(body => $"body {body.Key[..12]}… of {body.Value.Body.Length} bytes is in no row"));
        return findings;

        void Expect(string hash, int sent, int perhaps)
        {
            var (least, most) = expected.GetValueOrDefault(hash);
            expected[hash] = (least + sent, most + sent + perhaps);
        }
    }

    /// <summary>Holds the parts of one request against its body.</summary>
    /// <param name="request">The request's row.</param>
    /// <param name="parts">Its parts' rows, in order.</param>
    /// <param name="body">The body.</param>
    /// <returns>What does not agree, a sentence each.</returns>
    public static IEnumerable<string> Parts(LedgerEntry.Request request, IReadOnlyList<LedgerEntry.Part> parts, ReadOnlySpan<byte> body)
    {
        var findings = new List<string>();
        if (body.Length != request.BodyBytes || DisclosureLedger.Hash(body) != request.BodySha256)
            return [$"request {request.Number}: the body has {body.Length} bytes with hash {DisclosureLedger.Hash(body)[..12]}…, the ledger says {request.BodyBytes} bytes with hash {request.BodySha256[..Math.Min(12, request.BodySha256.Length)]}…"];
        if (parts.Count != request.Parts)
            findings.Add($"request {request.Number}: {request.Parts} parts were disclosed, {parts.Count} have a row");
        var offset = 0;
        foreach (var part in parts)
        {
            if (part.Offset != offset)
                findings.Add($"request {request.Number}: bytes {Math.Min(offset, part.Offset)} to {Math.Max(offset, part.Offset)} are in {(part.Offset > offset ? "no row" : "two rows")}");
            if (part.Offset < 0 || part.Length < 1 || part.Offset > body.Length - part.Length)
            {
                findings.Add($"request {request.Number}: the part at byte {part.Offset} lies outside the body");
                continue;
            }

            offset = part.Offset + part.Length;
            if (!Agrees(part, body.Slice(part.Offset, part.Length), request.BodyForm))
                findings.Add($"request {request.Number}: the bytes at {part.Offset} are not those of their row{(part.Document is null ? "" : $" ({part.Document})")}");
        }

        if (offset != body.Length)
            findings.Add($"request {request.Number}: bytes {offset} to {body.Length} are in no row");
        return findings;
    }

    private static bool Agrees(LedgerEntry.Part part, ReadOnlySpan<byte> bytes, BodyForm form) =>
        part.What == DisclosedKind.DocumentText
            ? BodyText.Decode(bytes, form) is { } text && text.Length == part.Characters && DisclosureLedger.Hash(Encoding.UTF8.GetBytes(text)) == part.Sha256
            : DisclosureLedger.Hash(bytes) == part.Sha256;

    private static IEnumerable<string> Passages(IReadOnlyList<LedgerEntry.Passage> passages, Dictionary<string, int> envelopes, ReadOnlySpan<byte> body)
    {
        var findings = new List<string>();
        var rest = new List<byte>(body.Length);
        var from = 0;
        foreach (var passage in passages)
        {
            if (passage.Offset < from || passage.Length < 1 || passage.Offset > body.Length - passage.Length)
                return [$"body {passage.Body}: the passage at byte {passage.Offset} lies outside it or in another"];
            rest.AddRange(body[from..passage.Offset]);
            from = passage.Offset + passage.Length;
            if (BodyText.Decode(body.Slice(passage.Offset, passage.Length), BodyForm.Json) is not { } text || text.Length != passage.End - passage.Start
                || DisclosureLedger.Hash(Encoding.UTF8.GetBytes(text)) != passage.Sha256)
                findings.Add($"body {passage.Body}: the bytes at {passage.Offset} are not the passage of {passage.Document} that their row names");
        }

        rest.AddRange(body[from..]);
        var envelope = DisclosureLedger.Hash([.. rest]);
        if (passages.Any(passage => passage.EnvelopeSha256 != envelope) || !envelopes.TryGetValue(envelope, out var bytes) || bytes != rest.Count)
            findings.Add($"body {passages[0].Body}: its {rest.Count} bytes besides the passages are in no row");
        return findings;
    }
}
