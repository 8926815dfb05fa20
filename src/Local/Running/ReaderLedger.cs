using Lector.Core.Asking;
using Lector.Core.Ledgers.Disclosures;
using Lector.Core.Reading;
using Lector.Local.Folders;

namespace Lector.Local.Running;

/// <summary>Writes what goes to a reader outside the house into the ledger of the run that reads, before it goes.</summary>
/// <remarks>
/// It is written wherever a third party is allowed, for a server on this machine too: that one forwards may show late, and what went before is then in the ledger already.
/// Requests of the endpoint's own checks are held until the first run reads, and stand in that run's ledger.
/// </remarks>
internal sealed class ReaderLedger(FolderStore store, TimeProvider time) : IDisposable
{
    private readonly Lock gate = new();
    private readonly AsyncLocal<LedgerPlace?> reading = new();
    private readonly List<ReadOnlyMemory<byte>> before = [];
    private readonly Dictionary<LedgerPlace, Book> open = [];

    /// <summary>Who reads, as far as it is known by now; set once the reader is open.</summary>
    public Func<ReaderIdentity>? Identity { get; set; }

    /// <summary>Says for which run the current asynchronous flow reads.</summary>
    public void Reading(RunRef run) => Reading(run.Path(RunFiles.Ledger), run.Run);

    /// <summary>Says which ledger the current asynchronous flow reads for, where it reads for no run.</summary>
    /// <param name="path">The ledger's name in the store.</param>
    /// <param name="name">What its first row calls it.</param>
    public void Reading(string path, string name)
    {
        var run = new LedgerPlace(path, name);
        reading.Value = run;
        lock (gate)
        {
            if (before.Count > 0 && Identity is not null)
                Flush(Of(run, Identity()));
        }
    }

    /// <summary>Takes down a body that is about to go.</summary>
    public void Sending(ReadOnlyMemory<byte> body, IReadOnlyList<SentPassage> passages)
    {
        lock (gate)
        {
            if (reading.Value is not { } run || Identity is null)
            {
                before.Add(body.ToArray());
                return;
            }

            var book = Of(run, Identity());
            Flush(book);
            book.Add(body, passages);
        }
    }

    // The checks' own test texts, which were sent before any run was known.
    private void Flush(Book book)
    {
        foreach (var own in before)
            book.Add(own, []);
        before.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var book in open.Values)
                book.Writer.Dispose();
            open.Clear();
        }
    }

    // Publishing replaces the file: a book that is no longer the file's is opened anew.
    private Book Of(LedgerPlace run, ReaderIdentity identity)
    {
        var path = store.PathOf(run.Path);
        if (open.TryGetValue(run, out var book) && File.Exists(path) && new FileInfo(path).Length == book.Stream.Length)
        {
            if (book.Reader == identity)
                return book;
            book.Writer.Append([ReaderEntries.Begin(identity)]);
            return open[run] = book with { Reader = identity };
        }

        book?.Writer.Dispose();
        Directories.CreatePrivate(Path.GetDirectoryName(path)!);
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        var writer = new LedgerWriter(stream, time);
        stream.Position = 0;
        var bodies = DisclosureLedger.Read(stream).Select(row => row.Entry).OfType<LedgerEntry.Passage>().Select(row => row.Body).DefaultIfEmpty(0).Max();
        stream.Position = stream.Length;
        if (writer.Head == LedgerHead.Empty)
            writer.Append([new LedgerEntry.Begun(DisclosureLedger.Form, run.Name, DisclosureLedger.Limits)]);
        writer.Append([ReaderEntries.Begin(identity)]);
        return open[run] = new Book(identity, writer, stream, new ReaderEntries(bodies));
    }

    private sealed record LedgerPlace(string Path, string Name);

    private sealed record Book(ReaderIdentity Reader, LedgerWriter Writer, FileStream Stream, ReaderEntries Entries)
    {
        public void Add(ReadOnlyMemory<byte> body, IReadOnlyList<SentPassage> passages) => Writer.Append(Entries.Of(body.Span, passages));
    }
}
