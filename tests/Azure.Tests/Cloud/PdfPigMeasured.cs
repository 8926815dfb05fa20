using Lector.Bench;
using Lector.Cloud.Pdf;
using Lector.Formats;

namespace Lector.Azure.Tests.Cloud;

/// <summary>How much of a PDF's text PdfPig finds, beside poppler, on the corpora of <c>tests/Bench</c>: README's figures.</summary>
public sealed class PdfPigMeasured(ITestOutputHelper output)
{
    [Fact]
    public void Finds_what_poppler_finds()
    {
        var corpora = Environment.GetEnvironmentVariable("LECTOR_CORPORA");
        // Corpora are no part of the repository and no script can fetch them: without them the test says so and is skipped, in CI too.
        Assert.SkipUnless(corpora is not null && Directory.Exists(Path.Combine(corpora, "doc-torture")) && Directory.Exists(Path.Combine(corpora, "cuad-pdf")), "needs the corpora doc-torture, cuad and cuad-pdf, unpacked (set LECTOR_CORPORA to the folder that holds them)");
        foreach (var engine in new[] { null, new PdfPigText(new ExtractionLimits()) })
        {
            var printed = new StringWriter();
            DocTorture.Run(corpora!, printed, pdf: engine);
            DocTorture.RunContracts(corpora!, printed, pdf: engine);
            var lines = printed.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            output.WriteLine($"{engine?.Version ?? "poppler"}\n{string.Join('\n', lines.Where(line => line.StartsWith("pdf ", StringComparison.Ordinal) || line.StartsWith("cuad-pdf", StringComparison.Ordinal) || line.StartsWith("files", StringComparison.Ordinal)))}");
            Assert.Contains(lines, line => line.EndsWith("crashes 0, hangs 0", StringComparison.Ordinal));
        }
    }
}
