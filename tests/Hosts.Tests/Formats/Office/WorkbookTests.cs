using Lector.Core.Documents;

namespace Lector.Hosts.Tests.Formats.Office;

public class WorkbookTests
{
    private const string Styles =
        $"""
        <styleSheet xmlns="{Zips.X}"><numFmts><numFmt numFmtId="164" formatCode="[$-409]d\-mmm\-yy h:mm"/><numFmt numFmtId="165" formatCode="[h]:mm"/><numFmt numFmtId="166" formatCode="&quot;day&quot;#,##0.00"/></numFmts>
        <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>
        """;

    [Theory]
    [InlineData("0", "0.30000000000000004", "0.3")]
    [InlineData("0", "1234567.891", "1234567.891")]
    [InlineData("0", "1E+20", "1E+20")]
    [InlineData("1", "45000", "2023-03-15")]
    [InlineData("1", "1", "1900-01-01")]
    [InlineData("2", "0.125", "12.5%")]
    [InlineData("3", "45000.5", "2023-03-15 12:00:00")]
    [InlineData("4", "1.5", "36:00:00")]
    [InlineData("5", "12", "12")]
    public void Shows_numbers_as_what_they_mean(string style, string stored, string shown) =>
        Assert.Equal($"Sheet1\n{shown}", Read($"<row><c s=\"{style}\"><v>{stored}</v></c></row>").Text);

    [Fact]
    public void Writes_a_row_a_line_with_tabs_between_cells_and_names_each_sheet()
    {
        var read = Read(
            """
            <row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c></row>
            <row r="2"><c r="A2" t="b"><v>1</v></c><c r="B2" t="e"><v>#N/A</v></c><c r="C2"><f>SUM(A1)</f></c></row>
            """);
        Assert.Equal("Sheet1\nshared text\t\tinline\nTRUE\t#N/A\t=SUM(A1)", read.Text);
        Assert.Equal(new TextPart(TextPartKind.Sheet, "Sheet1", 0, read.Text.Length), Assert.Single(read.Parts));
    }

    [Fact]
    public void Stops_a_workbook_that_repeats_one_long_string_for_ever() =>
        Assert.Contains("unpacks to more than", Assert.IsType<Extraction.Unreadable>(Extract.One("a.xlsx", Bytes(
            string.Concat(Enumerable.Repeat("<row><c t=\"s\"><v>0</v></c></row>", 5000)), new string('x', 5000)), new() { MaxFileBytes = 1_000_000 }).Result).Reason);

    private static DocumentText Read(string rows) => Extract.Text("a.xlsx", Bytes(rows, "shared <!-- -->text"));

    private static byte[] Bytes(string rows, string shared) => Zips.Package(
        "xl/workbook.xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        $"""<workbook xmlns="{Zips.X}" xmlns:r="{Zips.R}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>""",
        ("xl/_rels/workbook.xml.rels", Zips.Relations(("rId1", $"{Zips.R}/worksheet", "worksheets/sheet1.xml"), ("rId2", $"{Zips.R}/styles", "/xl/styles.xml"), ("rId3", $"{Zips.R}/sharedStrings", "sharedStrings.xml"))),
        ("xl/styles.xml", Styles),
        ("xl/sharedStrings.xml", $"<sst xmlns=\"{Zips.X}\"><si><t>{shared}</t><rPh><t>phonetic</t></rPh></si></sst>"),
        ("xl/worksheets/sheet1.xml", $"<worksheet xmlns=\"{Zips.X}\"><sheetData>{rows}</sheetData></worksheet>"));
}
