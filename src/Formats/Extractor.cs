using System.Buffers;
using System.Globalization;
using Lector.Core.Documents;
using Lector.Formats.Archives;
using Lector.Formats.Pdf;
using Lector.Formats.Sniffing;

namespace Lector.Formats;

/// <summary>Finds the documents of a file, whatever it is, and their text.</summary>
/// <remarks>Holds no state: one instance serves all threads. A file of up to <see cref="ExtractionLimits.MaxFileBytes"/> is held in memory while it is read; mailboxes and archives of any size are walked.</remarks>
public sealed class Extractor : IExtractor
{
    private readonly ExtractionLimits _limits;
    private readonly DocumentReader _reader;
    private readonly IPdfText _pdf;

    /// <summary>An extractor that reads PDF with poppler's <c>pdftotext</c>.</summary>
    /// <param name="limits">What extraction may cost.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is not positive.</exception>
    public Extractor(ExtractionLimits limits) : this(limits, new PopplerText(limits)) { }

    /// <summary>An extractor with another engine for PDF.</summary>
    /// <param name="limits">What extraction may cost.</param>
    /// <param name="pdf">The engine.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is not positive.</exception>
    public Extractor(ExtractionLimits limits, IPdfText pdf)
    {
        limits.Validate();
        _limits = limits;
        _reader = new DocumentReader(limits, pdf);
        _pdf = pdf;
    }

    /// <inheritdoc/>
    /// <remarks>Names the limits and the PDF engine too: a file that was too large, or a PDF when pdftotext was missing, is tried again when that has changed.</remarks>
    public string Version => string.Create(
        CultureInfo.InvariantCulture,
        $"1 {_limits.MaxFileBytes}/{_limits.MaxDepth}/{_limits.MaxEntries}/{_limits.MaxUnpackedBytes}/{_limits.MaxRatio} {_pdf.Version}");

    /// <inheritdoc/>
    public IEnumerable<FoundDocument> Extract(InputFile file, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var stream = file.Open();
        var place = Place.Of(file.Path);
        var walk = new Walk(_reader, new Budget(_limits), cancel);
        var buffer = ArrayPool<byte>.Shared.Rent(Sniffer.HeadBytes);
        try
        {
            var length = stream.ReadAtLeast(buffer.AsSpan(0, Sniffer.HeadBytes), Sniffer.HeadBytes, throwOnEndOfStream: false);
            var sniffed = Sniffer.Sniff(buffer.AsSpan(0, length), place.Name);
            IEnumerable<FoundDocument> documents;
            if (sniffed.Format is Format.Zip or Format.Mbox)
                documents = walk.Container(place, sniffed.Format, stream);
            else if (stream.Length > _limits.MaxFileBytes)
                documents = [walk.TooLarge(place, stream, sniffed.Refusal)];
            else
            {
                if (stream.Length > length)
                {
                    var whole = ArrayPool<byte>.Shared.Rent((int)stream.Length);
                    buffer.AsSpan(0, length).CopyTo(whole);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = whole;
                    length += ReadRest(stream, buffer.AsSpan(length, (int)stream.Length - length), cancel);
                }
                documents = walk.Bytes(place, buffer.AsMemory(0, length));
            }
            foreach (var document in documents)
                yield return document;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int ReadRest(Stream stream, Span<byte> into, CancellationToken cancel)
    {
        var at = 0;
        while (at < into.Length)
        {
            cancel.ThrowIfCancellationRequested();
            var read = stream.Read(into.Slice(at, Math.Min(into.Length - at, 1 << 20)));
            if (read == 0)
                break;
            at += read;
        }
        return at;
    }
}
