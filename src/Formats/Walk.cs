using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Lector.Core.Documents;
using Lector.Formats.Archives;
using Lector.Formats.Mail;
using Lector.Formats.Outlook;
using Lector.Formats.Sniffing;

namespace Lector.Formats;

/// <summary>Walks one input file: its containers lazily and in order, a document for everything that is none.</summary>
internal sealed class Walk(DocumentReader reader, Budget budget, CancellationToken cancel)
{
    private readonly ExtractionLimits _limits = budget.Limits;

    /// <summary>The documents of a piece that is in memory.</summary>
    public IEnumerable<FoundDocument> Bytes(Place place, ReadOnlyMemory<byte> bytes)
    {
        cancel.ThrowIfCancellationRequested();
        if (bytes.IsEmpty)
            return [Found(place, bytes, new Extraction.Unreadable("it is empty (0 bytes)"))];
        var sniffed = Sniffer.Sniff(bytes.Span[..Math.Min(bytes.Length, Sniffer.HeadBytes)], place.Name, place.MediaType);
        return sniffed.Format switch
        {
            Format.Zip or Format.Mbox => Container(place, sniffed.Format, AsStream(bytes)),
            Format.Mail => Mail(place, bytes, Parsed(() => MailParser.Parse(bytes, cancel))),
            Format.Outlook => CompoundKinds.KindOf(bytes) is { Format: Format.Refused } other
                ? [Found(place, bytes, reader.Read(other, bytes, cancel))]
                : Mail(place, bytes, Parsed(() => OutlookParser.Parse(bytes, cancel))),
            _ => [Found(place, bytes, reader.Read(sniffed, bytes, cancel))],
        };
    }

    /// <summary>The documents of a container; the container itself where it cannot be opened or holds none.</summary>
    /// <param name="place">Where it lies.</param>
    /// <param name="format"><see cref="Format.Zip"/> or <see cref="Format.Mbox"/>.</param>
    /// <param name="stream">Its bytes, seekable.</param>
    public IEnumerable<FoundDocument> Container(Place place, Format format, Stream stream) => format == Format.Mbox ? Mbox(place, stream) : Zip(place, stream);

    /// <summary>A document that is larger than any document may be.</summary>
    /// <param name="place">Where it lies.</param>
    /// <param name="stream">Its bytes, seekable.</param>
    /// <param name="refusal">Why it would not be read if it were smaller, or null.</param>
    public FoundDocument TooLarge(Place place, Stream stream, string? refusal = null) => Unopened(place, stream, refusal ?? TooLargeReason);

    private IEnumerable<FoundDocument> Mail(Place place, ReadOnlyMemory<byte> bytes, Mail.Mail mail)
    {
        yield return Found(place, bytes, mail.Body is { } body ? new Extraction.Readable(body) : new Extraction.Unreadable(mail.Defect ?? Formats.Mail.Mail.Empty));
        var tooMany = !budget.TakeAttachments(mail.Attachments.Count);
        for (var i = 0; i < mail.Attachments.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var attachment = mail.Attachments[i];
            var inside = place.Attachment($"{(i + 1).ToString(CultureInfo.InvariantCulture)}-{EntryNames.SafeName(attachment.Name)}", attachment.MediaType);
            var reason = attachment.Unreadable
                ?? (tooMany ? $"the file holds more than {_limits.MaxEntries} documents: split it" : inside.Depth > _limits.MaxDepth ? TooDeep : null)
                ?? (attachment.Content.Length > _limits.MaxFileBytes ? TooLargeReason : null);
            if (reason is not null)
                yield return Found(inside, attachment.Content, new Extraction.Unreadable(reason));
            else
                foreach (var document in attachment.Open is { } open ? Mail(inside, attachment.Content, Parsed(open)) : Bytes(inside, attachment.Content))
                    yield return document;
        }
    }

    private static Mail.Mail Parsed(Func<Mail.Mail> parse)
    {
        try
        {
            return parse();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Formats.Mail.Mail.Broken($"damaged: it cannot be read as a mail ({e.GetType().Name})");
        }
    }

    // A mail that was saved with the From_ line of its mailbox is a mail: only what holds two, or says it is a mailbox, is a container.
    private IEnumerable<FoundDocument> Mbox(Place place, Stream stream)
    {
        if (place.Depth >= _limits.MaxDepth)
        {
            yield return Unopened(place, stream, TooDeep);
            yield break;
        }
        stream.Position = 0;
        using var mails = MboxReader.Split(stream, cancel).GetEnumerator();
        var first = mails.MoveNext() ? mails.Current : (ReadOnlyMemory<byte>?)null;
        var more = mails.MoveNext();
        if (first is null)
            yield return Unopened(place, stream, "a mailbox without mails");
        else if (!more && stream.Length <= _limits.MaxFileBytes && !IsMailboxName(place.Name))
            foreach (var document in Single(place, stream))
                yield return document;
        else
        {
            foreach (var document in MailOfBox(place, 1, first.Value))
                yield return document;
            for (var number = 2; more; number++, more = mails.MoveNext())
                foreach (var document in MailOfBox(place, number, mails.Current))
                    yield return document;
        }
    }

    private IEnumerable<FoundDocument> MailOfBox(Place box, int number, ReadOnlyMemory<byte> bytes)
    {
        var place = box.Entry(number.ToString("00000", CultureInfo.InvariantCulture));
        return bytes.Length > _limits.MaxFileBytes ? [Found(place, bytes, new Extraction.Unreadable(TooLargeReason))] : Mail(place, bytes, Parsed(() => MailParser.Parse(bytes, cancel)));
    }

    private IEnumerable<FoundDocument> Single(Place place, Stream stream)
    {
        var bytes = ReadAll(stream);
        return Mail(place, bytes, Parsed(() => MailParser.Parse(bytes, cancel)));
    }

    private static bool IsMailboxName(string name) => name.EndsWith(".mbox", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".mbx", StringComparison.OrdinalIgnoreCase);

    private IEnumerable<FoundDocument> Zip(Place place, Stream stream)
    {
        stream.Position = 0;
        using var zip = ZipContainer.Open(stream, cancel);
        if (zip is null)
        {
            yield return Unopened(place, stream, "damaged: it begins like a zip archive or Office file, but its directory cannot be read; ask for it again");
            yield break;
        }
        if (zip.Kind.Format != Format.Zip)
        {
            yield return stream.Length > _limits.MaxFileBytes ? TooLarge(place, stream, zip.Kind.Refusal)
                : zip.Kind.Refusal is null && budget.Take(0, zip.Unpacked, stream.Length) is { } bomb ? Unopened(place, stream, bomb)
                : Package(place, stream, zip.Kind);
            yield break;
        }
        var refusal = place.Depth >= _limits.MaxDepth ? TooDeep
            : !zip.Files.Any() ? "an archive without files"
            : budget.Take(zip.Files.LongCount(), zip.Unpacked, stream.Length);
        if (refusal is not null)
        {
            yield return Unopened(place, stream, refusal);
            yield break;
        }
        var names = new EntryNames();
        foreach (var entry in zip.Files)
        {
            cancel.ThrowIfCancellationRequested();
            var inside = place.Entry(names.Unique(entry.FullName));
            var (bytes, reason) = ZipContainer.Read(entry, _limits.MaxFileBytes, cancel);
            if (bytes is null)
                yield return WithoutBytes(inside, entry.Length, reason!);
            else
                foreach (var document in Bytes(inside, bytes))
                    yield return document;
        }
    }

    private FoundDocument Package(Place place, Stream stream, Sniffed kind)
    {
        var bytes = ReadAll(stream);
        return Found(place, bytes, reader.Read(kind, bytes, cancel));
    }

    private static byte[] ReadAll(Stream stream)
    {
        stream.Position = 0;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private string TooLargeReason => $"larger than the limit of {_limits.MaxFileBytes / 1_000_000} MB for one document: split it or raise the limit";

    private string TooDeep => string.Create(CultureInfo.InvariantCulture, $"it lies {_limits.MaxDepth} containers deep, the limit: save it as a file of its own and add that");

    private static FoundDocument Found(Place place, ReadOnlyMemory<byte> bytes, Extraction result) =>
        new(place.Path, place.Parent, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), bytes.Length, result);

    // What cannot be unpacked has no bytes to hash; its place stands for them, so that it is no one's twin.
    private static FoundDocument WithoutBytes(Place place, long size, string reason) =>
        new(place.Path, place.Parent, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"no bytes: {place.Path}"))), size, new Extraction.Unreadable(reason));

    private FoundDocument Unopened(Place place, Stream stream, string reason)
    {
        stream.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 17];
        long size = 0;
        for (int read; (read = stream.Read(buffer)) > 0; size += read)
        {
            cancel.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
        }
        return new(place.Path, place.Parent, Convert.ToHexStringLower(hash.GetHashAndReset()), size, new Extraction.Unreadable(reason));
    }

    private static MemoryStream AsStream(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(bytes.ToArray(), writable: false);
}
