using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Lector.Core.Documents;
using Lector.Formats;

namespace Lector.Hosts.Tests.Formats;

public class ExtractorTests
{
    private static readonly byte[] Eml = Encoding.ASCII.GetBytes(
        "From: a@example.org\r\nTo: b@example.org\r\nSubject: Two files\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" +
        "--x\r\nContent-Type: text/plain\r\n\r\nPlease find both.\r\n--x\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=\"../../a.txt\"\r\n\r\nfirst\r\n" +
        "--x\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nsecond\r\n--x--\r\n");

    [Theory]
    [InlineData("notes.txt", "a\r\nb\rc", "a\nb\nc")]
    [InlineData("readme.md", "  # Title\n\n*x*  \n", "  # Title\n\n*x*  \n")]
    [InlineData("table.csv", "a;b\n1;2", "a;b\n1;2")]
    [InlineData("data.bin", "{\"a\": 1}", "{\"a\": 1}")]
    [InlineData("page.txt", "<!-- x -->\n<!DOCTYPE html><p>Seen</p>", "Seen")]
    [InlineData("page.html", "Just <b>a</b> fragment", "Just a fragment")]
    public void Lets_the_bytes_decide_and_keeps_plain_text_as_it_is(string name, string content, string expected) =>
        Assert.Equal(expected, Extract.Text(name, content).Text);

    [Theory]
    [InlineData("Gr\u00FC\u00DFe \u20AC", "windows-1252", "windows-1252")]
    [InlineData("Gr\u00FC\u00DFe, UTF-16 without a mark", "utf-16LE", "utf-16")]
    [InlineData("Gr\u00FC\u00DFe, UTF-16 without a mark", "utf-16BE", "utf-16BE")]
    [InlineData("\u65E5\u672C\u8A9E\u306E\u6587\u66F8\u3067\u3059\u3002\u30C6\u30B9\u30C8", "shift_jis", "shift_jis")]
    [InlineData("\u65E5\u672C\u8A9E\u306E\u6587\u66F8\u3067\u3059\u3002\u30C6\u30B9\u30C8", "euc-jp", "euc-jp")]
    public void Guesses_a_character_set_and_says_so(string text, string charset, string named)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset);
        var read = Extract.Text("a.txt", encoding.GetBytes(text));
        Assert.Equal((text, named), (read.Text, read.Charset));
        Assert.Single(read.Notes);
    }

    [Fact]
    public void Takes_a_byte_order_mark_off_without_a_note()
    {
        var read = Extract.Text("a.txt", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("x")]);
        Assert.Equal("x", read.Text);
        Assert.Empty(read.Notes);
    }

    [Fact]
    public void Makes_documents_of_a_mail_and_of_each_attachment()
    {
        var found = Extract.All("mail/a.eml", Eml);
        Assert.Equal([("mail/a.eml", null), ("mail/a.eml!/1-_.._a.txt", "mail/a.eml"), ("mail/a.eml!/2-a.txt", "mail/a.eml")], found.Select(d => (d.Path.Replace("1-.._.._", "1-_.._"), d.Parent)));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Eml)), found[0].Sha256);
        Assert.Equal(Eml.Length, found[0].Size);
        Assert.All(found, d => Assert.IsType<Extraction.Readable>(d.Result));
    }

    [Fact]
    public void Makes_a_document_of_each_mail_of_a_mailbox_and_none_of_the_mailbox()
    {
        var mail = "From a@example.org Thu Jan  1 00:00:00 2026\nFrom: a@example.org\nTo: b@example.org\nSubject: S\n\nText\n\n";
        Assert.Equal(["box!/00001", "box!/00002"], Extract.All("box", Encoding.ASCII.GetBytes(mail + mail)).Select(d => d.Path));
        Assert.Equal(["box.mbox!/00001"], Extract.All("box.mbox", Encoding.ASCII.GetBytes(mail)).Select(d => d.Path));
        Assert.Equal(["one.eml"], Extract.All("one.eml", Encoding.ASCII.GetBytes(mail)).Select(d => d.Path));
    }

    [Fact]
    public void Makes_a_document_of_each_file_of_an_archive_with_the_nearest_document_as_parent()
    {
        var inner = Zips.Of(("x.txt", "x"));
        var found = Extract.All("a.zip", Zips.Of(("d/m.eml", Eml), ("empty.txt", []), ("../../evil.txt", "e"u8.ToArray()), ("in.zip", inner), ("d/", [])));
        Assert.Equal(
            ["a.zip!/d/m.eml", "a.zip!/d/m.eml!/1-.._.._a.txt", "a.zip!/d/m.eml!/2-a.txt", "a.zip!/empty.txt", "a.zip!/evil.txt", "a.zip!/in.zip!/x.txt"],
            found.Select(d => d.Path));
        Assert.Equal([null, "a.zip!/d/m.eml", "a.zip!/d/m.eml", null, null, null], found.Select(d => d.Parent));
        Assert.Contains("empty", Assert.IsType<Extraction.Unreadable>(found[3].Result).Reason);
    }

    [Fact]
    public void Says_why_a_file_is_not_read()
    {
        Assert.Contains("empty", Extract.Reason("a.txt", []));
        Assert.Contains("white space", Extract.Reason("a.txt", " \n "u8.ToArray()));
        Assert.Contains("rich text", Extract.Reason("a.doc", "{\\rtf1 x}"u8.ToArray()));
        Assert.Contains("OCR", Extract.Reason("a.pdf", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A]));
        Assert.Contains(".pst", Extract.Reason("a", "!BDN\0\0\0"u8.ToArray()));
        Assert.Contains("TNEF", Extract.Reason("winmail.dat", [0x78, 0x9F, 0x3E, 0x22, 0]));
        Assert.Contains("program", Extract.Reason("a.txt", [0x7F, 0x45, 0x4C, 0x46, 2]));
        Assert.Contains("unknown binary", Extract.Reason("a.txt", [.. Enumerable.Range(0, 256).Select(i => (byte)i)]));
        Assert.Contains("without files", Extract.Reason("a.zip", Zips.Of(Array.Empty<(string, byte[])>())));
        Assert.Contains("e-book", Extract.Reason("a.epub", Zips.Of(("mimetype", "application/epub+zip"), ("x", "y"))));
        Assert.Contains("OpenDocument", Extract.Reason("a.odt", Zips.Of(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "y"))));
        Assert.Contains("damaged", Extract.Reason("a.zip", Zips.Of(("x", "y"))[..40]));
    }

    [Fact]
    public void Refuses_a_zip_bomb_before_it_is_unpacked()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            using var entry = zip.CreateEntry("zeros.txt").Open();
            var block = new byte[1 << 20];
            for (var i = 0; i < 100; i++)
                entry.Write(block);
        }
        Assert.Contains("times its size", Extract.Reason("bomb.zip", stream.ToArray()));
    }

    [Fact]
    public void Holds_all_levels_of_an_archive_to_one_budget()
    {
        var limits = new ExtractionLimits { MaxEntries = 5, MaxDepth = 3 };
        var leaf = Zips.Of(("1", "x"), ("2", "x"), ("3", "x"));
        var found = Extract.All("a.zip", Zips.Of(("p.zip", leaf), ("q.zip", leaf)), limits);
        Assert.Equal(["a.zip!/p.zip!/1", "a.zip!/p.zip!/2", "a.zip!/p.zip!/3", "a.zip!/q.zip"], found.Select(d => d.Path));
        Assert.Contains("more than 5", Assert.IsType<Extraction.Unreadable>(found[3].Result).Reason);

        var nested = Zips.Of(("x.txt", "deep"));
        for (var i = 0; i < 5; i++)
            nested = Zips.Of(("n.zip", nested));
        Assert.Contains("3 containers deep", Extract.Reason("n.zip", nested, limits));
    }

    [Fact]
    public void Hashes_what_is_too_large_without_reading_it_in()
    {
        var bytes = Encoding.ASCII.GetBytes(new string('x', 2000));
        var found = Extract.One("a.txt", bytes, new ExtractionLimits { MaxFileBytes = 1000 });
        Assert.Contains("larger than the limit", Assert.IsType<Extraction.Unreadable>(found.Result).Reason);
        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(bytes)), 2000), (found.Sha256, found.Size));
    }

    [Fact]
    public void Throws_only_for_cancellation()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            new Extractor(new ExtractionLimits()).Extract(new InputFile("a.txt", 1, () => new MemoryStream([65])), cancelled.Token).ToList());
    }

    [Fact]
    public void Survives_damage_anywhere()
    {
        var random = new Random(7);
        byte[][] seeds =
        [
            Eml, Zips.Of(("a.txt", "text"), ("b/c.html", "<p>x")), Zips.Word("<w:p><w:r><w:t>Text</w:t></w:r></w:p>"),
            Encoding.UTF8.GetBytes("<html><table><tr><td>a<td>b</table>"),
        ];
        foreach (var seed in seeds)
            for (var i = 0; i < 300; i++)
            {
                var bytes = seed.ToArray();
                for (var flips = random.Next(1, 12); flips > 0; flips--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                bytes = i % 3 == 0 ? bytes[..random.Next(bytes.Length + 1)] : bytes;
                Assert.NotEmpty(Extract.All("x", bytes));
            }
    }

    [Fact]
    public void Changes_its_version_with_its_limits()
    {
        Assert.NotEqual(new Extractor(new ExtractionLimits()).Version, new Extractor(new ExtractionLimits { MaxFileBytes = 5 }).Version);
        Assert.NotEqual(new Extractor(new ExtractionLimits()).Version, new Extractor(new ExtractionLimits { PdfToText = "/nowhere/pdftotext" }).Version);
    }
}
