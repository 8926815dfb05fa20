using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Lector.Cloud.Pdf;
using Lector.Core.Documents;
using Lector.Formats;
using Lector.Formats.Pdf;

namespace Lector.Azure.Tests.Cloud;

public sealed class PdfPigTextTests
{
    [Fact]
    public void Reads_pages_with_their_numbers()
    {
        var read = Assert.IsType<Extraction.Readable>(Extract(Pdf(Text("First page"), "", Text("Third page")))).Text;
        Assert.Equal("First page\n\nThird page", read.Text);
        Assert.Equal([("1", "First page"), ("2", ""), ("3", "Third page")], read.Parts.Select(part => (part.Label, read.Text[part.Start..part.End])));
        Assert.Contains("no text layer on page 2: blank or a scan", read.Notes);
    }

    [Fact]
    public void Keeps_what_stands_on_a_line_together_and_apart()
    {
        var page = "BT /F1 12 Tf 72 700 Td (2.1) Tj 60 0 Td (Price) Tj 200 0 Td (8.95) Tj -260 -14 Td (2.2) Tj 60 0 Td (Term) Tj -60 -60 Td (Signed) Tj ET";
        Assert.Equal("2.1\tPrice\t8.95\n2.2\tTerm\n\nSigned", Assert.IsType<Extraction.Readable>(Extract(Pdf(page))).Text.Text);
    }

    [Fact]
    public void Reads_columns_of_prose_one_after_another()
    {
        var page = new StringBuilder("BT /F1 8 Tf 1 0 0 1 0 0 Tm ");
        for (var line = 0; line < 20; line++)
            page.Append($"1 0 0 1 50 {700 - (line * 10)} Tm (left number {line} of the long agreement it is) Tj 1 0 0 1 320 {700 - (line * 10)} Tm (right number {line} of the long agreement it is) Tj ");
        var text = Assert.IsType<Extraction.Readable>(Extract(Pdf(page + "ET"))).Text.Text;
        Assert.True(text.IndexOf("left number 19", StringComparison.Ordinal) < text.IndexOf("right number 0", StringComparison.Ordinal), text);
    }

    [Fact]
    public void Tells_scans_and_damage_apart()
    {
        Assert.Contains("OCR", Reason(Pdf("")));
        Assert.Contains("damaged", Reason("%PDF-1.4\nnothing"u8.ToArray()));
    }

    [Fact]
    public void Names_the_engine_so_that_texts_of_another_are_made_anew() => Assert.Equal("PdfPig 0.1.16", new PdfPigText(new ExtractionLimits()).Version);

    [Fact]
    public void A_password_is_asked_for() => Assert.Contains("password", Reason(Encrypted));

    [Fact]
    public void A_stream_that_unpacks_without_measure_is_not_unpacked()
    {
        var before = GC.GetTotalAllocatedBytes();
        var bomb = Pdf([Deflated(2_000_000_000)], "/Filter/FlateDecode");
        var packed = GC.GetTotalAllocatedBytes() - before;
        before = GC.GetTotalAllocatedBytes();
        Assert.Contains("takes more memory than the limit of 300 MB", Reason(bomb, new ExtractionLimits { PdfMemoryBytes = 300_000_000 }));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 200_000_000 + packed);
    }

    [Fact]
    public void Damaged_and_nested_files_are_values()
    {
        var whole = Pdf(Text("First page"), Text("Second page"));
        foreach (var bad in Damaged(whole).Concat(Nested(whole)))
            Assert.IsNotType<PdfReading.Failed>(new PdfPigText(new ExtractionLimits()).Read(bad, default));
    }

    [Fact]
    public async Task Work_without_end_is_ended()
    {
        var clock = Stopwatch.StartNew();
        var ended = new TaskCompletionSource();
        var run = LimitedThread.Run<string>(() => Loop(ended), TimeSpan.FromMilliseconds(300), long.MaxValue / 2, default);
        Assert.True(run.TimedOut);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.InRange(clock.Elapsed.TotalSeconds, .2, 10);
    }

    [Fact]
    public async Task Work_that_is_cancelled_ends_within_a_second()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var ended = new TaskCompletionSource();
        var clock = Stopwatch.StartNew();
        Assert.ThrowsAny<OperationCanceledException>(() => LimitedThread.Run<string>(() => Loop(ended), TimeSpan.FromMinutes(1), long.MaxValue / 2, stop.Token));
        Assert.InRange(clock.Elapsed.TotalSeconds, .1, 10);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Work_that_takes_all_memory_is_ended()
    {
        var run = LimitedThread.Run<string>(() =>
        {
            for (var held = new List<byte[]>(); ;)
                held.Add(new byte[1_000_000]);
        }, TimeSpan.FromMinutes(1), 300_000_000, default);
        Assert.True(run.TooMuchMemory);
    }

    [Fact]
    public void Words_from_right_to_left_are_read_so()
    {
        Assert.True(RightToLeft.IsIn("שלום"));
        Assert.False(RightToLeft.IsIn("peace"));
        string[] asItStands = ["8.95", "Smith", "John", "םולש"];
        Assert.Equal(["םולש", "8.95", "Smith", "John"], RightToLeft.Order(asItStands, word => word));
        Assert.Equal("שלום R2", string.Concat(RightToLeft.Order("R2 םולש".Select(unit => unit.ToString()), letter => letter)));
    }

    private static string Loop(TaskCompletionSource ended)
    {
        try
        {
            for (var i = 0; ; i++)
                Thread.SpinWait(i % 100);
        }
        finally
        {
            ended.SetResult();
        }
    }

    private static Extraction Extract(byte[] pdf, ExtractionLimits? limits = null)
    {
        limits ??= new ExtractionLimits();
        return new Extractor(limits, new PdfPigText(limits)).Extract(new InputFile("a.pdf", pdf.Length, () => new MemoryStream(pdf)), default).Single().Result;
    }

    private static string Reason(byte[] pdf, ExtractionLimits? limits = null) => Assert.IsType<Extraction.Unreadable>(Extract(pdf, limits)).Reason;

    private static string Text(string words) => $"BT /F1 12 Tf 72 720 Td ({words}) Tj ET";

    private static byte[] Pdf(params string[] pages) => Pdf([.. pages.Select(Encoding.Latin1.GetBytes)], "");

    // A PDF as small as the format allows (ISO 32000-1, Annex H.2).
    private static byte[] Pdf(byte[][] pages, string filter)
    {
        var file = new MemoryStream();
        var offsets = new List<long>();
        Write("%PDF-1.4\n");
        Begin($"<</Type/Catalog/Pages 2 0 R>>endobj\n");
        Begin($"<</Type/Pages/Count {pages.Length}/Kids[{string.Join(' ', pages.Select((_, i) => $"{4 + (2 * i)} 0 R"))}]>>endobj\n");
        Begin("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n");
        foreach (var page in pages)
        {
            Begin($"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents {offsets.Count + 2} 0 R>>endobj\n");
            Begin($"<</Length {page.Length}{filter}>>stream\n");
            file.Write(page);
            Write("\nendstream endobj\n");
        }

        var table = file.Length;
        Write($"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n{string.Concat(offsets.Select(offset => $"{offset:0000000000} 00000 n \n"))}");
        Write($"trailer<</Size {offsets.Count + 1}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n");
        return file.ToArray();

        void Begin(string what)
        {
            offsets.Add(file.Length);
            Write($"{offsets.Count} 0 obj{what}");
        }

        void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));
    }

    private static byte[] Deflated(long zeros)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var block = new byte[1 << 20];
            for (; zeros > 0; zeros -= block.Length)
                zlib.Write(block);
        }

        return packed.ToArray();
    }

    // Cut short, and with a byte in a hundred changed.
    private static IEnumerable<byte[]> Damaged(byte[] whole)
    {
        var random = new Random(7);
        for (var i = 0; i < 60; i++)
        {
            var bad = whole[..random.Next(20, whole.Length)];
            for (var hit = 0; hit < bad.Length / 100; hit++)
                bad[random.Next(8, bad.Length)] = (byte)random.Next(256);
            yield return bad;
        }
    }

    // Deep nesting and circles: what ends a process that follows them by recursion.
    private static IEnumerable<byte[]> Nested(byte[] whole)
    {
        var file = Encoding.Latin1.GetString(whole);
        var (arrays, dictionaries) = (new string('[', 100_000), string.Concat(Enumerable.Repeat("<</A ", 100_000)));
        yield return Pdf($"BT /F1 12 Tf {arrays} TJ ET");
        yield return Pdf($"/A {dictionaries} BDC BT ET");
        yield return Pdf(string.Concat(Enumerable.Repeat("q ", 200_000)));
        foreach (var deep in new[] { arrays, dictionaries, $"{arrays}{new string(']', 100_000)}" })
        {
            yield return Encoding.Latin1.GetBytes(file.Replace("/MediaBox", $"/B {deep}/MediaBox"));
            yield return Encoding.Latin1.GetBytes(file.Replace("/Root", $"/B {deep}/Root"));
        }

        yield return Encoding.Latin1.GetBytes(file.Replace("/Kids[4 0 R", "/Kids[2 0 R"));
        yield return Encoding.Latin1.GetBytes(file.Replace("/Contents 5 0 R", "/Contents 4 0 R"));
    }

    // "password" opens it: the smallest RC4 encryption (ISO 32000-1, 7.6.3), its user entry one that no empty password makes.
    private static byte[] Encrypted => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Pdf(Text("x"))).Replace(
        "/Root 1 0 R", $"/Root 1 0 R/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -4/O<{new string('1', 64)}>/U<{new string('2', 64)}>>>"));
}
