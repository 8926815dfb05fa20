namespace Lector.Core.Ledgers.Disclosures;

/// <summary>An open ledger to which several threads add rows: for passages that go to a reader while others are read.</summary>
public sealed class LedgerWriter : IDisposable
{
    private readonly Lock gate = new();
    private readonly Stream stream;
    private readonly TimeProvider clock;

    /// <summary>Continues a ledger. A line that was cut off while it was written is removed.</summary>
    /// <param name="stream">Seekable, readable and writable; closed with the writer.</param>
    /// <param name="clock">Dates the rows.</param>
    public LedgerWriter(Stream stream, TimeProvider clock)
    {
        (this.stream, this.clock) = (stream, clock);
        stream.Position = 0;
        (Head, var length) = DisclosureLedger.FindEnd(stream);
        stream.SetLength(length);
        stream.Position = length;
    }

    /// <summary>Where the ledger ends.</summary>
    public LedgerHead Head { get; private set; }

    /// <summary>Adds rows that stay together, and hands them to the operating system before it returns.</summary>
    /// <param name="entries">What they say.</param>
    public void Append(IEnumerable<LedgerEntry> entries)
    {
        lock (gate)
        {
            Head = DisclosureLedger.Append(stream, Head, clock.GetUtcNow(), entries);
            stream.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
