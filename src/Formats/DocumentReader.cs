using System.Xml;
using Lector.Core.Documents;
using Lector.Formats.Html;
using Lector.Formats.Office;
using Lector.Formats.Pdf;
using Lector.Formats.Sniffing;
using Lector.Formats.Text;

namespace Lector.Formats;

/// <summary>Reads one document that holds no others.</summary>
internal sealed class DocumentReader(ExtractionLimits limits, IPdfText pdf)
{
    /// <summary>Its text, or why there is none.</summary>
    /// <param name="sniffed">What it is.</param>
    /// <param name="bytes">All of it; no more than <see cref="ExtractionLimits.MaxFileBytes"/>.</param>
    /// <param name="cancel">Stops within a second.</param>
    public Extraction Read(Sniffed sniffed, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        try
        {
            return sniffed.Format switch
            {
                Format.Text => PlainText.Read(bytes.Span),
                Format.Html => HtmlDocument.Read(bytes.Span, cancel),
                Format.Word => Office(bytes, WordDocument.Read, cancel),
                Format.Workbook => Office(bytes, Workbook.Read, cancel),
                Format.Presentation => Office(bytes, Presentation.Read, cancel),
                Format.Pdf => PdfDocument.Read(pdf, bytes, cancel),
                _ => new Extraction.Unreadable(sniffed.Refusal ?? "not a document Lector reads"),
            };
        }
        catch (TooLargeException)
        {
            return new Extraction.Unreadable($"it unpacks to more than the limit of {limits.MaxFileBytes / 1_000_000} MB for one document: split it or raise the limit");
        }
        catch (Exception e) when (e is XmlException or InvalidDataException or EndOfStreamException)
        {
            return new Extraction.Unreadable($"damaged: it cannot be read as {Name(sniffed.Format)}; ask for it again");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new Extraction.Unreadable($"damaged in a way that Lector does not know: it cannot be read as {Name(sniffed.Format)} ({e.GetType().Name}); ask for it again");
        }
    }

    private Extraction Office(ReadOnlyMemory<byte> bytes, Func<OfficePackage, Extraction> read, CancellationToken cancel)
    {
        using var package = new OfficePackage(bytes, limits.MaxFileBytes, cancel);
        return read(package);
    }

    private static string Name(Format format) => format switch
    {
        Format.Html => "a web page",
        Format.Outlook => "an Outlook item",
        Format.Word => "a Word document",
        Format.Workbook => "an Excel workbook",
        Format.Presentation => "a PowerPoint presentation",
        Format.Pdf => "a PDF",
        _ => "text",
    };
}
