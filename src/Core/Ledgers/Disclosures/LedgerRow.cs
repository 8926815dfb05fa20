namespace Lector.Core.Ledgers.Disclosures;

/// <summary>A line of <c>ledger.jsonl</c>.</summary>
/// <param name="Row">Its number, from 1, without gaps.</param>
/// <param name="Previous">SHA-256 of the line before, lower-case hex; 64 zeros in the first.</param>
/// <param name="At">When it was written, by this machine's clock.</param>
/// <param name="Entry">What it says.</param>
/// <remarks>Canonical form: the line's bytes as they stand in the file, UTF-8 without byte order mark, without the line feed at its end; members in the order and spelling in which Lector writes them. A row in any other form is reported.</remarks>
public sealed record LedgerRow(int Row, string Previous, DateTimeOffset At, LedgerEntry Entry);

/// <summary>Where a ledger ends: what the next row builds on, and what a person keeps to show later that the ledger was not rewritten.</summary>
/// <param name="Rows">Rows so far.</param>
/// <param name="Sha256">SHA-256 of the last line, lower-case hex.</param>
public sealed record LedgerHead(int Rows, string Sha256)
{
    /// <summary>The head of a ledger without rows.</summary>
    public static LedgerHead Empty { get; } = new(0, new string('0', 64));
}
