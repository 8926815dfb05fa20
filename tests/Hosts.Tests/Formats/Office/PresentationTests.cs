namespace Lector.Hosts.Tests.Formats.Office;

public class PresentationTests
{
    private const string P = "http://schemas.openxmlformats.org/presentationml/2006/main";
    private const string A = "http://schemas.openxmlformats.org/drawingml/2006/main";

    [Fact]
    public void Reads_slides_in_the_order_shown_with_their_notes()
    {
        var read = Extract.Text("a.pptx", Zips.Package(
            "ppt/presentation.xml",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
            $"""<p:presentation xmlns:p="{P}" xmlns:r="{Zips.R}"><p:sldIdLst><p:sldId id="257" r:id="rId2"/><p:sldId id="256" r:id="rId1"/></p:sldIdLst></p:presentation>""",
            ("ppt/_rels/presentation.xml.rels", Zips.Relations(("rId1", $"{Zips.R}/slide", "slides/slide1.xml"), ("rId2", $"{Zips.R}/slide", "slides/slide2.xml"))),
            ("ppt/slides/slide1.xml", Slide("", Shape("", Paragraph("Last")))),
            ("ppt/slides/slide2.xml", Slide("show=\"0\"", Shape("", Paragraph("First")) + Table("a", "", "b") + Shape("", Numbered("one") + Numbered("two")))),
            ("ppt/slides/_rels/slide2.xml.rels", Zips.Relations(("rId1", $"{Zips.R}/notesSlide", "../notesSlides/notesSlide1.xml"))),
            ("ppt/notesSlides/notesSlide1.xml", Slide("", Shape("sldNum", Paragraph("2")) + Shape("body", Paragraph("Say this"))))));
        Assert.Equal("First\n\na\t\tb\na\t\tb\n\n1. one\n\n2. two\n\n[Notes] Say this\n\nLast", read.Text);
        Assert.Equal([("1", 0), ("2", read.Text.Length - 4)], read.Parts.Select(p => (p.Label, p.Start)));
        Assert.Contains("slide 1", Assert.Single(read.Notes));
    }

    private static string Slide(string attributes, string shapes) => $"<p:sld xmlns:p=\"{P}\" xmlns:a=\"{A}\" {attributes}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>";

    private static string Shape(string placeholder, string paragraphs) => $"<p:sp><p:nvSpPr><p:nvPr><p:ph type=\"{placeholder}\"/></p:nvPr></p:nvSpPr><p:txBody>{paragraphs}</p:txBody></p:sp>";

    private static string Paragraph(string text) => $"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>";

    private static string Numbered(string text) => $"<a:p><a:pPr><a:buAutoNum type=\"arabicPeriod\"/></a:pPr><a:r><a:t>{text}</a:t></a:r></a:p>";

    private static string Table(params string[] cells)
    {
        var row = $"<a:tr>{string.Concat(cells.Select(c => $"<a:tc><a:txBody>{(c.Length == 0 ? "<a:p/>" : Paragraph(c))}</a:txBody></a:tc>"))}</a:tr>";
        return $"<p:graphicFrame><a:tbl>{row}{row}</a:tbl></p:graphicFrame>";
    }
}
