namespace Lector.Core.Ledgers.Disclosures;

/// <summary>What is wrong with a ledger. Each says itself in words.</summary>
public abstract record LedgerFinding
{
    private LedgerFinding() { }

    /// <summary>A row is not the one that the next was built on.</summary>
    /// <param name="Row">The row; 0 when the first row claims one before it.</param>
    public sealed record Changed(int Row) : LedgerFinding
    {
        /// <inheritdoc/>
        public override string ToString() => Row == 0
            ? "row 1: it is built on a row that is not there"
            : $"row {Row}: its hash differs from what row {Row + 1} holds: one of the two was changed";
    }

    /// <summary>Rows are gone.</summary>
    /// <param name="First">First of them.</param>
    /// <param name="Last">Last of them.</param>
    public sealed record Missing(int First, int Last) : LedgerFinding
    {
        /// <inheritdoc/>
        public override string ToString() => First == Last ? $"row {First} is missing" : $"rows {First} to {Last} are missing";
    }

    /// <summary>A row has a number that came before.</summary>
    /// <param name="Row">Its number.</param>
    /// <param name="After">The number before it.</param>
    public sealed record OutOfOrder(int Row, int After) : LedgerFinding
    {
        /// <inheritdoc/>
        public override string ToString() => $"row {Row} stands after row {After}: rows were put in or moved";
    }

    /// <summary>A line cannot be read.</summary>
    /// <param name="Line">The line, from 1.</param>
    public sealed record NotARow(int Line) : LedgerFinding
    {
        /// <inheritdoc/>
        public override string ToString() => $"line {Line}: it is not a row of {DisclosureLedger.Form}";
    }

    /// <summary>A row says the same in other bytes, or holds more than Lector writes.</summary>
    /// <param name="Row">The row.</param>
    public sealed record NotCanonical(int Row) : LedgerFinding
    {
        /// <inheritdoc/>
        public override string ToString() => $"row {Row}: it is not in the form in which Lector writes";
    }

    /// <summary>The last line has no end.</summary>
    /// <param name="Line">The line, from 1.</param>
    public sealed record CutOff(int Line) : LedgerFinding
    {
        /// <inheritdoc/>
        public override string ToString() => $"line {Line}: it is cut off, writing broke off there";
    }

    /// <summary>Rows came after the head that a person kept.</summary>
    /// <param name="KeptAt">The row that was last then.</param>
    /// <param name="Rows">Rows now.</param>
    public sealed record Grown(int KeptAt, int Rows) : LedgerFinding
    {
        /// <inheritdoc/>
        public override string ToString() => $"the hash that you kept is that of row {KeptAt}: {Rows - KeptAt} {(Rows - KeptAt == 1 ? "row" : "rows")} came after";
    }

    /// <summary>No row has the hash that a person kept.</summary>
    /// <param name="Kept">The hash kept.</param>
    /// <param name="Head">The last row's.</param>
    public sealed record OtherHead(string Kept, string Head) : LedgerFinding
    {
        /// <inheritdoc/>
        public override string ToString() => $"no row has the hash that you kept, {Kept}: the ledger was rewritten or cut (its last row's hash is {Head})";
    }
}

/// <summary>What came of checking a ledger.</summary>
/// <param name="Head">Where it ends; a person keeps its hash.</param>
/// <param name="Findings">What is wrong; empty when nothing was found.</param>
public sealed record LedgerVerification(LedgerHead Head, IReadOnlyList<LedgerFinding> Findings)
{
    /// <summary>Whether every row holds the hash of the one before, and nothing else is wrong.</summary>
    public bool Holds => Findings.Count == 0;
}
