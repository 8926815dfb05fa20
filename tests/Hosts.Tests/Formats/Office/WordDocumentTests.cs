using Lector.Core.Documents;

namespace Lector.Hosts.Tests.Formats.Office;

public class WordDocumentTests
{
    private const string Numbering =
        $"""
        <w:numbering xmlns:w="{Zips.W}"><w:abstractNum w:abstractNumId="0">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
        <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%3)"/></w:lvl>
        </w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>
        """;

    [Fact]
    public void Keeps_insertions_and_leaves_deletions_and_hidden_text_out()
    {
        var read = Read(Paragraph("We <del>do not</del> agree.")
            .Replace("<del>do not</del>", "</w:t></w:r><w:del><w:r><w:delText>do not</w:delText></w:r></w:del><w:ins><w:r><w:t>fully </w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:t>"));
        Assert.Equal("We fully  agree.", read.Text);
        Assert.Equal(["tracked changes: 1 deletion left out, insertions kept", "1 stretch of hidden text left out"], read.Notes);
    }

    [Fact]
    public void Shows_the_numbers_of_clauses()
    {
        var body = string.Concat(new[] { (0, "Term"), (1, "Start"), (1, "End"), (2, "by notice"), (2, "by lapse"), (0, "Price"), (1, "Amount") }
            .Select(p => $"""<w:p><w:pPr><w:numPr><w:ilvl w:val="{p.Item1}"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>{p.Item2}</w:t></w:r></w:p>"""));
        Assert.Equal(
            ["1. Term", "1.1 Start", "1.2 End", "(a) by notice", "(b) by lapse", "2. Price", "2.1 Amount"],
            Read(body, ("word/numbering.xml", Numbering)).Text.Split("\n\n"));
    }

    [Fact]
    public void Separates_table_cells_by_tabs_and_keeps_paragraphs_of_a_cell_apart()
    {
        static string Cell(string inside) => $"<w:tc>{inside}</w:tc>";
        var table = $"<w:tbl><w:tr>{Cell("<w:p/>")}{Cell(Paragraph("b"))}</w:tr><w:tr>{Cell(Paragraph("c") + Paragraph("d"))}{Cell(Paragraph("e"))}</w:tr></w:tbl>";
        Assert.Equal("before\n\n\tb\nc\nd\te\n\nafter", Read(Paragraph("before") + table + Paragraph("after")).Text);
    }

    [Fact]
    public void Reads_alternate_content_once_and_a_text_box_after_its_paragraph()
    {
        var box = $"<w:txbxContent>{Paragraph("in the box")}</w:txbxContent>";
        var body = $"<w:p><w:r><w:t>around </w:t></w:r><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>the box</w:t></w:r></w:p>";
        Assert.Equal("around the box\n\nin the box", Read(body).Text);
    }

    [Fact]
    public void Reads_headers_notes_comments_and_equations()
    {
        var read = Read(
            Paragraph("Body") + "<w:p><m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath></w:p>",
            ("word/header1.xml", $"<w:hdr xmlns:w=\"{Zips.W}\">{Paragraph("Draft")}</w:hdr>"),
            ("word/header2.xml", $"<w:hdr xmlns:w=\"{Zips.W}\">{Paragraph("Draft")}</w:hdr>"),
            ("word/footnotes.xml", $"<w:footnotes xmlns:w=\"{Zips.W}\"><w:footnote w:type=\"separator\"><w:p/></w:footnote><w:footnote>{Paragraph("A note")}</w:footnote></w:footnotes>"),
            ("word/comments.xml", $"<w:comments xmlns:w=\"{Zips.W}\"><w:comment w:author=\"Ann\" w:date=\"2026-01-02T03:04:05Z\">{Paragraph("Really?")}</w:comment></w:comments>"));
        Assert.Equal("[Header] Draft\n\nBody\n\na/b\n\n[Footnote] A note\n\n[Comment by Ann, 2026-01-02 03:04] Really?", read.Text);
    }

    [Fact]
    public void Reads_strict_files()
    {
        var bytes = Zips.Package("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            "<w:document xmlns:w=\"http://purl.oclc.org/ooxml/wordprocessingml/main\"><w:body><w:p><w:r><w:t>Strict</w:t></w:r></w:p></w:body></w:document>");
        Assert.Equal("Strict", Extract.Text("a.docx", bytes).Text);
    }

    [Fact]
    public void Refuses_entities_and_survives_depth_and_size()
    {
        var laughs = Zips.Package("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            "<!DOCTYPE w [<!ENTITY a \"lol\">]><w:document xmlns:w=\"" + Zips.W + "\"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>");
        Assert.Contains("damaged", Extract.Reason("a.docx", laughs));

        var deep = Zips.Word(string.Concat(Enumerable.Repeat("<w:p><w:r>", 50_000)) + "<w:t>deep</w:t>" + string.Concat(Enumerable.Repeat("</w:r></w:p>", 50_000)));
        Assert.Equal("deep", Extract.Text("a.docx", deep).Text);

        var large = Zips.Word(Paragraph(new string('x', 300_000)));
        Assert.Contains("unpacks to more than", Extract.Reason("a.docx", large, new() { MaxFileBytes = 100_000 }));
    }

    private static DocumentText Read(string body, params (string Name, string Content)[] parts) => Extract.Text("a.docx", Zips.Word(body,
    [
        ("word/_rels/document.xml.rels", Zips.Relations([.. parts.Select((p, i) =>
            ($"rId{i}", $"{Zips.R}/{Path.GetFileNameWithoutExtension(p.Name).TrimEnd('1', '2')}", Path.GetFileName(p.Name)))])),
        .. parts,
    ]));

    private static string Paragraph(string text) => $"<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>";
}
