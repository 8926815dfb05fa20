using System.Text;

namespace Lector.Formats.Pdf;

/// <summary>Reads PDF with poppler's <c>pdftotext</c> in a child process: a PDF that breaks its reader breaks nothing else.</summary>
/// <remarks>
/// The file goes in and the text comes out by pipes, so that no copy of a confidential file is left on a disk. Pages are read as they
/// are laid out, which keeps a clause with its number and a figure with its label; a page of newspaper columns is read column by column.
/// </remarks>
public sealed class PopplerText : IPdfText
{
    private readonly ExtractionLimits _limits;
    private readonly Lazy<PopplerProgram> _program;

    /// <summary>The program that the limits name; it is looked up when it is first needed.</summary>
    public PopplerText(ExtractionLimits limits)
    {
        _limits = limits;
        _program = new Lazy<PopplerProgram>(() => PopplerProgram.Find(limits));
    }

    /// <inheritdoc/>
    public string Version => _program.Value.Version;

    /// <inheritdoc/>
    public PdfReading Read(ReadOnlyMemory<byte> pdf, CancellationToken cancel)
    {
        var program = _program.Value;
        if (program.Path is null)
            return new PdfReading.Unavailable(program.Missing!);
        var laidOut = Run(program.Path, ["-layout"], pdf, cancel);
        if (laidOut is not PdfReading.Pages pages || !pages.Text.Any(PageLayout.HasColumns))
            return laidOut is PdfReading.Pages plain ? plain with { Text = [.. plain.Text.Select(PageLayout.Compact)] } : laidOut;
        return Run(program.Path, [], pdf, cancel) is PdfReading.Pages inOrder && inOrder.Text.Count == pages.Text.Count
            ? pages with { Text = [.. pages.Text.Zip(inOrder.Text, (page, ordered) => PageLayout.HasColumns(page) ? ordered : PageLayout.Compact(page))] }
            : pages with { Text = [.. pages.Text.Select(PageLayout.Compact)] };
    }

    private PdfReading Run(string program, string[] mode, ReadOnlyMemory<byte> pdf, CancellationToken cancel)
    {
        var run = ChildProcess.Run(program, [.. mode, "-enc", "UTF-8", "-eol", "unix", "-", "-"], pdf, _limits, cancel);
        return run switch
        {
            { TimedOut: true } => new PdfReading.Failed($"its text took longer than the limit of {_limits.PdfTimeLimit.TotalSeconds:0} s"),
            { TooMuchOutput: true } => new PdfReading.Broken($"its text is larger than the limit of {_limits.MaxFileBytes / 1_000_000} MB for one document"),
            { TooMuchMemory: true } => TooMuchMemory(),
            { ExitCode: 0 } => new PdfReading.Pages(SplitPages(run.Output), Says(run, "Syntax Error") ? "this PDF is damaged in places: text may be missing" : null),
            _ when Says(run, "Incorrect password") => new PdfReading.Encrypted(),
            _ when Says(run, "Out of memory") || Says(run, "bad_alloc") => TooMuchMemory(),
            { ExitCode: 3 } => new PdfReading.Broken("its author forbids taking text out of it: print it to a new PDF if you may, and add that"),
            { ExitCode: 1 } => new PdfReading.Broken("damaged: it begins like a PDF, but its pages cannot be found; ask for it again"),
            _ => new PdfReading.Broken($"damaged: the program that reads PDF broke off (exit code {run.ExitCode})"),
        };
    }

    // pdftotext ends every page with a form feed.
    private static string[] SplitPages(byte[] output)
    {
        var pages = Encoding.UTF8.GetString(output).Split('\f');
        return pages[..^1];
    }

    private static bool Says(ChildRun run, string words) => run.Errors.Contains(words, StringComparison.Ordinal);

    private PdfReading.Broken TooMuchMemory() => new($"its text takes more memory than the limit of {_limits.PdfMemoryBytes / 1_000_000} MB: raise the limit if you trust the file");
}
