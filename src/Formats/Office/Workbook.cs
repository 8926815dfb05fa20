using Lector.Core.Documents;
using Lector.Formats.Text;

namespace Lector.Formats.Office;

/// <summary>Reads a workbook: its sheets in order, each row a line, cells separated by tabs, then comments and what drawings say.</summary>
internal static class Workbook
{
    /// <summary>The workbook's text, or why there is none.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static Extraction Read(OfficePackage package)
    {
        if (package.Main is not { } main)
            return new Extraction.Unreadable("damaged: it begins like a workbook, but its sheets cannot be found; ask for it again");
        var relations = package.Relations(main);
        var sheets = new List<(string Name, string? Part)>();
        var hidden = new List<string>();
        var since1904 = false;
        using (var xml = package.Open(main))
            while (xml?.Next() == true)
                if (xml.IsStart && xml.Name == "x:sheet" && xml.RelationId("id") is { } id)
                {
                    sheets.Add((xml["name"] ?? Numerals.Decimal(sheets.Count + 1), relations.FirstOrDefault(r => r.Id == id)?.Part));
                    if (xml["state"] is "hidden" or "veryHidden")
                        hidden.Add(Numerals.Decimal(sheets.Count));
                }
                else if (xml.IsStart && xml.Name == "x:workbookPr")
                    since1904 = xml["date1904"] is "1" or "true";
        using var styles = package.Open(relations.FirstOrDefault(r => r.Is("styles"))?.Part);
        var reading = new SheetReading(package, SharedStrings(package, relations), new CellFormats(styles, since1904));
        var text = new PartedText(TextPartKind.Sheet);
        var empty = true;
        foreach (var (name, part) in sheets)
        {
            var cells = part is null ? "" : reading.Read(part);
            empty &= cells.Length == 0;
            text.Add(name, cells.Length == 0 ? name : $"{name}\n{cells}");
            if (text.Length > package.Most)
                throw new TooLargeException();
        }
        return empty
            ? new Extraction.Unreadable("its sheets hold nothing")
            : new Extraction.Readable(text.ToDocument() with
            {
                Fields = package.Fields(),
                Notes = hidden.Count == 0 ? [] : [$"hidden, but read: sheet {string.Join(", ", hidden.Take(20))}"],
            });
    }

    // ECMA-376 part 1, 18.4.8.
    private static List<string> SharedStrings(OfficePackage package, IReadOnlyList<Relation> relations)
    {
        var strings = new List<string>();
        using var xml = package.Open(relations.FirstOrDefault(r => r.Is("sharedStrings"))?.Part);
        while (xml?.Next() == true)
            if (xml.IsStart && xml.Name == "x:si")
                strings.Add(SheetReading.RichText(xml));
        return strings;
    }
}
