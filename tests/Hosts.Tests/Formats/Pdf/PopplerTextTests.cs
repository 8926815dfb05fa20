using System.Diagnostics;
using System.Text;
using Lector.Core.Documents;
using Lector.Formats;
using Lector.Formats.Pdf;

namespace Lector.Hosts.Tests.Formats.Pdf;

public class PopplerTextTests
{
    [Fact]
    public void Reads_pages_with_their_numbers()
    {
        Need();
        var read = Extract.Text("a.pdf", Pdf(Text("First page"), "", Text("Third page")));
        Assert.Equal("First page\n\nThird page", read.Text);
        Assert.Equal([("1", "First page"), ("2", ""), ("3", "Third page")], read.Parts.Select(p => (p.Label, read.Text[p.Start..p.End])));
        Assert.Contains("no text layer on page 2: blank or a scan", read.Notes);
    }

    [Fact]
    public void Tells_scans_and_damage_apart()
    {
        Need();
        Assert.Contains("OCR", Extract.Reason("a.pdf", Pdf("")));
        Assert.Contains("damaged", Extract.Reason("a.pdf", "%PDF-1.4\nnothing"u8.ToArray()));
    }

    [Fact]
    public void Says_how_to_get_the_program_where_it_is_missing()
    {
        var limits = new ExtractionLimits { PdfToText = "/nowhere/pdftotext" };
        Assert.Contains("pdftotext is not installed: run \"", Extract.Reason("a.pdf", Pdf(Text("x")), limits));
        Assert.IsType<Extraction.Readable>(Extract.One("a.txt", "x"u8.ToArray(), limits).Result);
        Assert.Contains("not a pdftotext", Extract.Reason("a.pdf", Pdf(Text("x")), new ExtractionLimits { PdfToText = OperatingSystem.IsWindows() ? "cmd" : "/bin/true" }));
    }

    [Fact]
    public void Ends_a_program_that_takes_too_long_or_is_cancelled()
    {
        Tools.Needed(File.Exists("/bin/sleep") ? "/bin/sleep" : null, "/bin/sleep");
        var watch = Stopwatch.StartNew();
        Assert.True(ChildProcess.Run("/bin/sleep", ["30"], default, new ExtractionLimits { PdfTimeLimit = TimeSpan.FromMilliseconds(200) }, CancellationToken.None).TimedOut);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        Assert.ThrowsAny<OperationCanceledException>(() => ChildProcess.Run("/bin/sleep", ["30"], default, new ExtractionLimits(), cancel.Token));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
    }

    [Fact]
    public void Hands_arguments_to_the_program_and_not_to_a_shell()
    {
        Tools.Needed(File.Exists("/bin/echo") ? "/bin/echo" : null, "/bin/echo");
        var run = ChildProcess.Run("/bin/echo", ["$HOME; `id` \"x\"", "*"], default, new ExtractionLimits(), CancellationToken.None);
        Assert.Equal("$HOME; `id` \"x\" *\n", Encoding.UTF8.GetString(run.Output));
    }

    [Fact]
    public void Drains_what_a_program_writes_while_it_feeds_it()
    {
        Tools.Needed(File.Exists("/bin/cat") ? "/bin/cat" : null, "/bin/cat");
        var bytes = new byte[3_000_000];
        Random.Shared.NextBytes(bytes);
        Assert.Equal(bytes, ChildProcess.Run("/bin/cat", [], bytes, new ExtractionLimits(), CancellationToken.None).Output);
        Assert.True(ChildProcess.Run("/bin/cat", [], bytes, new ExtractionLimits { MaxFileBytes = 1_000_000 }, CancellationToken.None).TooMuchOutput);
    }

    [Fact]
    public void Holds_the_program_to_its_memory()
    {
        Need();
        if (!OperatingSystem.IsLinux())
            Assert.Skip("the kernel's limit is set on Linux only");
        Assert.IsNotType<Extraction.Readable>(Extract.One("a.pdf", Pdf(Text("x")), new ExtractionLimits { PdfMemoryBytes = 8_000_000 }).Result);
    }

    private static void Need() => Tools.Needed(new PopplerText(new ExtractionLimits()).Version == "no pdftotext" ? null : "pdftotext", "pdftotext (poppler-utils)");

    private static string Text(string words) => $"BT /F1 12 Tf 72 720 Td ({words}) Tj ET";

    // A PDF as small as the format allows (ISO 32000-1, Annex H.2).
    private static byte[] Pdf(params string[] pages)
    {
        var objects = new List<string>
        {
            "<</Type/Catalog/Pages 2 0 R>>",
            $"<</Type/Pages/Count {pages.Length}/Kids[{string.Join(' ', pages.Select((_, i) => $"{4 + (2 * i)} 0 R"))}]>>",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        };
        foreach (var page in pages)
        {
            objects.Add($"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents {objects.Count + 2} 0 R>>");
            objects.Add($"<</Length {page.Length}>>stream\n{page}\nendstream");
        }
        var file = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        for (var i = 0; i < objects.Count; i++)
        {
            offsets.Add(file.Length);
            file.Append($"{i + 1} 0 obj{objects[i]}endobj\n");
        }
        var table = file.Length;
        file.Append($"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n").Append(string.Concat(offsets.Select(o => $"{o:0000000000} 00000 n \n")));
        file.Append($"trailer<</Size {objects.Count + 1}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(file.ToString());
    }
}
