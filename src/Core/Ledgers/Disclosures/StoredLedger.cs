using Lector.Core.Storage;

namespace Lector.Core.Ledgers.Disclosures;

/// <summary>A disclosure ledger as a blob of a store.</summary>
public static class StoredLedger
{
    /// <summary>Adds rows to a ledger, or begins one: the blob is written anew as a whole, so it never ends within a row.</summary>
    /// <param name="store">The store.</param>
    /// <param name="name">The ledger's name in it.</param>
    /// <param name="at">When the rows are written.</param>
    /// <param name="entries">What they say.</param>
    /// <param name="cancel">Leaves the ledger as it was.</param>
    /// <returns>Where the ledger ends then.</returns>
    /// <remarks>One writer at a time. For a row a passage use <see cref="LedgerWriter"/>.</remarks>
    public static async Task<LedgerHead> AppendLedger(this IStore store, string name, DateTimeOffset at, IReadOnlyList<LedgerEntry> entries, CancellationToken cancel)
    {
        var head = LedgerHead.Empty;
        // Not every store may replace a blob while it is being read.
        var (before, length) = (new MemoryStream(), 0L);
        await using (var stream = await store.OpenRead(name, cancel).ConfigureAwait(false))
        {
            if (stream is not null)
            {
                await stream.CopyToAsync(before, cancel).ConfigureAwait(false);
                before.Position = 0;
                (head, length) = DisclosureLedger.FindEnd(before);
            }
        }

        before.SetLength(length);
        before.Position = length;
        head = DisclosureLedger.Append(before, head, at, entries);
        before.Position = 0;
        await store.Write(name, to => before.CopyToAsync(to, cancel), WriteMode.Replace, cancel).ConfigureAwait(false);
        return head;
    }

    /// <summary>Sums a ledger up.</summary>
    /// <param name="store">The store.</param>
    /// <param name="name">The ledger's name in it; one that is not there has no rows.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="InvalidDataException">A line is not a row.</exception>
    public static async Task<DisclosureSummary> SumUpLedger(this IStore store, string name, CancellationToken cancel)
    {
        await using var stream = await store.OpenRead(name, cancel).ConfigureAwait(false);
        return DisclosureSummary.Of(stream is null ? [] : DisclosureLedger.Read(stream));
    }
}
