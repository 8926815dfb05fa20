using Lector.Core.Ledgers.Costs;

namespace Lector.Core.Ledgers.Verifying;

/// <summary>What a run's folder claims, as it is checked.</summary>
public sealed record VerifiableRun
{
    /// <summary>Opens the disclosure ledger at its beginning, as often as it is asked; null when there is none.</summary>
    public required Func<CancellationToken, Task<Stream?>> OpenLedger { get; init; }

    /// <summary>The request bodies in the run's folder.</summary>
    public IReadOnlyList<StoredBody> Bodies { get; init; } = [];

    /// <summary>The evidence.</summary>
    public IReadOnlyList<SpanClaim> Evidence { get; init; } = [];

    /// <summary>The verified quotations of the answer.</summary>
    public IReadOnlyList<QuotationClaim> Quotations { get; init; } = [];

    /// <summary>The cost ledger, or null when the run has none.</summary>
    public CostLedger? Cost { get; init; }

    /// <summary>The documents by outcome, or null when the run did not get so far.</summary>
    public Conservation? Documents { get; init; }

    /// <summary>The same counted from the table of documents, or null when it is not there.</summary>
    public Conservation? CountedFromTable { get; init; }

    /// <summary>The hash of the ledger's last row as a person kept it, or null.</summary>
    public string? KeptHead { get; init; }
}

/// <summary>A request body in the run's folder.</summary>
/// <param name="Name">Its file.</param>
/// <param name="Bytes">Its content.</param>
/// <param name="MustBeInLedger">Whether a row must name it: the text for a chat window has one only once a person carried it.</param>
public sealed record StoredBody(string Name, ReadOnlyMemory<byte> Bytes, bool MustBeInLedger = true);

/// <summary>Evidence as the run's folder states it.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Document">The document's path.</param>
/// <param name="DocumentSha256">SHA-256 of its original bytes, lower-case hex.</param>
/// <param name="Start">First UTF-16 unit in its text, inclusive.</param>
/// <param name="End">Last unit, exclusive.</param>
/// <param name="Sha256">SHA-256 of the span's text in UTF-8, lower-case hex.</param>
public sealed record SpanClaim(int Number, string Document, string DocumentSha256, int Start, int End, string Sha256);

/// <summary>A verified quotation as the run's folder states it.</summary>
/// <param name="Claim">Number of the claim, from 1.</param>
/// <param name="Evidence">Number of the evidence that it stands in.</param>
/// <param name="Document">The document's path.</param>
/// <param name="Start">First UTF-16 unit in its text, inclusive.</param>
/// <param name="End">Last unit, exclusive.</param>
/// <param name="Text">The document's own words there.</param>
public sealed record QuotationClaim(int Claim, int Evidence, string Document, int Start, int End, string Text);
