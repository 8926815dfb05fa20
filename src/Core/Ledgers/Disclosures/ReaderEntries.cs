using System.Text;
using Lector.Core.Reading;

namespace Lector.Core.Ledgers.Disclosures;

/// <summary>The rows of requests to a reader on another machine: a row a passage, and a row for each new rest of a body. Not for several threads at once.</summary>
/// <param name="bodies">Bodies that the ledger holds already.</param>
public sealed class ReaderEntries(int bodies = 0)
{
    private readonly HashSet<string> envelopes = [];
    private int bodies = bodies;

    /// <summary>The row that begins a reader's: who reads, and what its address tells of who runs it.</summary>
    /// <param name="reader">Who reads.</param>
    public static LedgerEntry Begin(ReaderIdentity reader)
    {
        var host = Uri.TryCreate(reader.Address, UriKind.Absolute, out var address) && address.Host.Length > 0 ? address.Host : "not known";
        return new LedgerEntry.Reader(reader, host, "not stated", "not known", null);
    }

    /// <summary>The rows of one body that is about to be sent. A body that is sent again gets its rows again.</summary>
    /// <param name="body">The exact bytes, JSON.</param>
    /// <param name="passages">The passages in it, in the order in which they stand there.</param>
    /// <exception cref="InvalidDataException">A passage does not stand in the body word for word: a fault of the adapter, and the body may not be sent.</exception>
    public IReadOnlyList<LedgerEntry> Of(ReadOnlySpan<byte> body, IReadOnlyList<SentPassage> passages)
    {
        var places = BodyText.Find(body, [.. passages.Select(passage => passage.Text)]);
        var rest = Rest(body, passages, places);
        var envelope = DisclosureLedger.Hash(rest);
        var rows = new List<LedgerEntry>();
        if (envelopes.Add(envelope))
            rows.Add(new LedgerEntry.Envelope(envelope, rest.Length));
        var (number, hash) = (++bodies, DisclosureLedger.Hash(body));
        foreach (var (passage, place) in passages.Zip(places))
            rows.Add(new LedgerEntry.Passage(number, hash, body.Length, place!.Value.Offset, place.Value.Length, passage.Document, passage.DocumentSha256, passage.Start, passage.Start + passage.Text.Length,
                DisclosureLedger.Hash(Encoding.UTF8.GetBytes(passage.Text)), envelope));
        return rows;
    }

    private static byte[] Rest(ReadOnlySpan<byte> body, IReadOnlyList<SentPassage> passages, IReadOnlyList<(int Offset, int Length)?> places)
    {
        var rest = new MemoryStream(body.Length);
        var from = 0;
        for (var i = 0; i < passages.Count; i++)
        {
            if (places[i] is not { } place)
                throw new InvalidDataException($"A passage of {passages[i].Document} does not stand word for word in the request that would send it.");
            rest.Write(body[from..place.Offset]);
            from = place.Offset + place.Length;
        }

        rest.Write(body[from..]);
        return rest.ToArray();
    }
}

/// <summary>A passage that is sent to a reader.</summary>
/// <param name="Document">The document's path.</param>
/// <param name="DocumentSha256">SHA-256 of its original bytes, lower-case hex.</param>
/// <param name="Start">First UTF-16 unit in its text.</param>
/// <param name="Text">The passage, verbatim, not empty.</param>
public sealed record SentPassage(string Document, string DocumentSha256, int Start, string Text);
