using System.Security.Cryptography;
using System.Text.Json;
using Lector.Core.Storage;

namespace Lector.Core.Ledgers.Disclosures;

/// <summary>What crossed the boundary, row by row, each row bound to the one before by its hash: a file of JSON Lines.</summary>
/// <remarks>
/// The chain shows that a row was edited, removed or put in. It does not show that the whole file was written anew or cut at its end: for that a person keeps the head hash.
/// See <see cref="Limits"/>.
/// </remarks>
public static class DisclosureLedger
{
    /// <summary>The version of the form.</summary>
    public const string Form = "lector-disclosure-1";

    /// <summary>What the ledger does not prove; it stands in its first row.</summary>
    public const string Limits =
        "The chain shows edits; it does not show a ledger that was rewritten whole or cut at its end: keep the head hash for that. " +
        "Outside it: HTTP headers, sign-in, telemetry of other programs, and whether a server passes on what it receives. " +
        "Operator, zone, retention and terms are as configured or stated, not proven. Times are this machine's clock.";

    /// <summary>Adds rows.</summary>
    /// <param name="to">The ledger, positioned at its end.</param>
    /// <param name="head">Where it ends.</param>
    /// <param name="at">When the rows are written.</param>
    /// <param name="entries">What they say.</param>
    /// <returns>Where it ends then.</returns>
    public static LedgerHead Append(Stream to, LedgerHead head, DateTimeOffset at, IEnumerable<LedgerEntry> entries)
    {
        foreach (var entry in entries)
        {
            var line = Canonical(new LedgerRow(head.Rows + 1, head.Sha256, at, entry));
            to.Write(line);
            to.WriteByte((byte)'\n');
            head = new LedgerHead(head.Rows + 1, Hash(line));
        }

        return head;
    }

    /// <summary>Reads the rows, in order. It does not check the chain.</summary>
    /// <param name="ledger">The ledger from its beginning.</param>
    /// <exception cref="InvalidDataException">A line is not a row.</exception>
    public static IEnumerable<LedgerRow> Read(Stream ledger) =>
        LedgerLines.Read(ledger).Select((line, i) => Parse(line.Bytes) ?? throw new InvalidDataException($"Line {i + 1} of the ledger is not a row of {Form}."));

    /// <summary>Reads the rows that are rows, in order: for a ledger whose chain is checked apart.</summary>
    /// <param name="ledger">The ledger from its beginning.</param>
    internal static IEnumerable<LedgerRow> ReadWhatCan(Stream ledger) => LedgerLines.Read(ledger).Select(line => Parse(line.Bytes)).OfType<LedgerRow>();

    /// <summary>Finds where a ledger ends, as it would be continued, without checking it.</summary>
    /// <param name="ledger">The ledger from its beginning.</param>
    /// <returns>Its head and the length in bytes of its whole lines: a line that was cut off while it was written lies beyond.</returns>
    public static (LedgerHead Head, long Length) FindEnd(Stream ledger)
    {
        var (head, length) = (LedgerHead.Empty, 0L);
        foreach (var line in LedgerLines.Read(ledger).TakeWhile(line => line.Whole))
            (head, length) = (new LedgerHead(head.Rows + 1, Hash(line.Bytes)), length + line.Bytes.Length + 1);
        return (head, length);
    }

    /// <summary>Checks the chain and the form of every row.</summary>
    /// <param name="ledger">The ledger from its beginning.</param>
    /// <param name="kept">A head hash that a person kept, or null.</param>
    public static LedgerVerification Verify(Stream ledger, string? kept = null)
    {
        var findings = new List<LedgerFinding>();
        var head = LedgerHead.Empty;
        var number = 0;
        int? keptAt = null;
        foreach (var line in LedgerLines.Read(ledger))
        {
            var hash = Hash(line.Bytes);
            var row = Parse(line.Bytes);
            if (!line.Whole)
                findings.Add(new LedgerFinding.CutOff(head.Rows + 1));
            if (row is null)
            {
                if (line.Whole)
                    findings.Add(new LedgerFinding.NotARow(head.Rows + 1));
                number++;
            }
            else
            {
                if (!line.Bytes.AsSpan().SequenceEqual(Canonical(row)))
                    findings.Add(new LedgerFinding.NotCanonical(row.Row));
                if (row.Row != number + 1)
                    findings.Add(row.Row > number + 1 ? new LedgerFinding.Missing(number + 1, row.Row - 1) : new LedgerFinding.OutOfOrder(row.Row, number));
                else if (row.Previous != head.Sha256)
                    findings.Add(new LedgerFinding.Changed(number));
                number = row.Row;
            }

            head = new LedgerHead(head.Rows + 1, hash);
            if (string.Equals(hash, kept, StringComparison.OrdinalIgnoreCase))
                keptAt = head.Rows;
        }

        if (kept is not null && keptAt != head.Rows)
            findings.Add(keptAt is { } at ? new LedgerFinding.Grown(at, head.Rows) : new LedgerFinding.OtherHead(kept, head.Sha256));
        return new LedgerVerification(head, findings);
    }

    internal static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Canonical(LedgerRow row) => JsonSerializer.SerializeToUtf8Bytes(row, Json.Options);

    private static LedgerRow? Parse(byte[] line)
    {
        try
        {
            return JsonSerializer.Deserialize<LedgerRow>(line, Json.Options) is { Entry: not null, Previous: not null } row ? row : null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
