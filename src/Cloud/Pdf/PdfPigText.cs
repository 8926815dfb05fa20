using Lector.Formats;
using Lector.Formats.Pdf;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;
using UglyToad.PdfPig.Tokens;
using PdfDocument = UglyToad.PdfPig.PdfDocument;

namespace Lector.Cloud.Pdf;

/// <summary>Reads PDF in this process, by PdfPig: for places where no program can be started, as on Azure Functions' Flex plan.</summary>
/// <remarks>What poppler's child process is held to by the system, this is held to by <see cref="LimitedThread"/> and <see cref="LimitedFilters"/>.</remarks>
/// <param name="limits">What reading may cost.</param>
public sealed class PdfPigText(ExtractionLimits limits) : IPdfText
{
    // Bit 5 of the permissions: text may be taken out (ISO 32000-1, table 22).
    private const int MayCopy = 1 << 4;

    /// <inheritdoc/>
    public string Version { get; } = $"PdfPig {typeof(PdfDocument).Assembly.GetName().Version?.ToString(3)}";

    /// <inheritdoc/>
    public PdfReading Read(ReadOnlyMemory<byte> pdf, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        // While a stream is unpacked its bytes are there up to three times.
        var filters = new LimitedFilters(limits.PdfMemoryBytes / 3);
        var run = LimitedThread.Run(() => Parse(pdf, filters), limits.PdfTimeLimit, limits.PdfMemoryBytes, cancel);
        return run switch
        {
            { TimedOut: true } => new PdfReading.Failed($"its text took longer than the limit of {limits.PdfTimeLimit.TotalSeconds:0} s"),
            { TooMuchMemory: true } or { Fault: OutOfMemoryException } => TooMuchMemory(),
            _ when filters.TooLarge => TooMuchMemory(),
            { Result: { } reading } => reading,
            { Fault: PdfDocumentEncryptedException } => new PdfReading.Encrypted(),
            _ => new PdfReading.Broken("damaged: it begins like a PDF, but its pages cannot be found; ask for it again"),
        };
    }

    private PdfReading Parse(ReadOnlyMemory<byte> pdf, LimitedFilters filters)
    {
        using var document = PdfDocument.Open(pdf, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true, UseActualText = true, FilterProvider = filters });
        if (!MayBeCopied(document))
            return new PdfReading.Broken("its author forbids taking text out of it: print it to a new PDF if you may, and add that");

        var pages = new List<string>();
        long letters = 0;
        var lost = 0;
        for (var number = 1; number <= document.NumberOfPages; number++)
        {
            try
            {
                pages.Add(PageText.Of(document.GetPage(number)));
            }
            catch (Exception e) when (e is not (OutOfMemoryException or PdfDocumentEncryptedException))
            {
                pages.Add("");
                lost++;
            }

            letters += pages[^1].Length;
            if (letters > limits.MaxFileBytes)
                return new PdfReading.Broken($"its text is larger than the limit of {limits.MaxFileBytes / 1_000_000} MB for one document");
        }

        return lost == pages.Count ? new PdfReading.Broken("damaged: it begins like a PDF, but its pages cannot be found; ask for it again")
            : new PdfReading.Pages(pages, lost > 0 ? "this PDF is damaged in places: text may be missing" : null);
    }

    private static bool MayBeCopied(PdfDocument document)
    {
        var token = document.Structure.Trailer.EncryptionToken;
        var encryption = (token is IndirectReferenceToken reference ? document.Structure.TokenScanner.Get(reference.Data)?.Data : token) as DictionaryToken;
        return encryption is null || !encryption.TryGet(NameToken.Create("P"), out var permissions) || permissions is not NumericToken number || ((long)number.Double & MayCopy) != 0;
    }

    private PdfReading.Broken TooMuchMemory() => new($"its text takes more memory than the limit of {limits.PdfMemoryBytes / 1_000_000} MB: raise the limit if you trust the file");
}
