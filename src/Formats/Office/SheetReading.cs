using System.Text;
using Lector.Formats.Text;

namespace Lector.Formats.Office;

/// <summary>Reads the sheets of one workbook (ECMA-376 part 1, 18.3).</summary>
internal sealed class SheetReading(OfficePackage package, List<string> shared, CellFormats formats)
{
    private const int MostTabs = 16;
    private readonly Lazy<Dictionary<string, string>> _persons = new(() => Persons(package));

    /// <summary>A sheet's cells, comments and drawings; empty when it has none.</summary>
    public string Read(string part)
    {
        var relations = package.Relations(part);
        var text = new StringBuilder();
        using (var xml = package.Open(part))
            while (xml?.Next() == true)
                if (xml.IsStart && xml.Name == "x:row")
                    Row(xml, text);
                else if (xml.IsStart && xml.Name is "x:oddHeader" or "x:oddFooter")
                    xml.Skip();
        foreach (var words in Drawings(relations).Concat(Comments(relations)))
            text.Append(text.Length > 0 ? "\n\n" : "").Append(words);
        return text.ToString();
    }

    /// <summary>The characters of a rich string (18.4), without its phonetic hints; the cursor goes to its end.</summary>
    public static string RichText(XmlCursor xml)
    {
        string? only = null;
        StringBuilder? more = null;
        foreach (var name in xml.Inside())
            if (name == "x:rPh")
                xml.Skip();
            else if (name == "x:t")
            {
                var text = xml.Text();
                if (only is null)
                    only = text;
                else
                    (more ??= new StringBuilder(only)).Append(text);
            }
        return more?.ToString() ?? only ?? "";
    }

    private void Row(XmlCursor xml, StringBuilder text)
    {
        var begin = text.Length;
        var column = 0;
        var written = 0;
        foreach (var name in xml.Inside())
        {
            if (name != "x:c")
                continue;
            column = Column(xml["r"]) ?? column + 1;
            var value = Cell(xml);
            if (value.Length == 0)
                continue;
            if (text.Length == begin)
                text.Append(begin > 0 ? "\n" : "");
            text.Append('\t', Math.Clamp(column - Math.Max(written, 1), 0, MostTabs));
            foreach (var c in value)
                text.Append(c is '\r' or '\n' or '\t' ? ' ' : c);
            written = column;
            if (text.Length > package.Most)
                throw new TooLargeException();
        }
    }

    private string Cell(XmlCursor xml)
    {
        var (type, style) = (xml["t"], xml["s"]);
        string? value = null, formula = null;
        foreach (var name in xml.Inside())
            if (name == "x:v")
                value = xml.Text();
            else if (name == "x:is")
                value = RichText(xml);
            else if (name == "x:f")
                formula = xml.Text();
        return type switch
        {
            null or "n" when value is { Length: > 0 } => formats.Show(value, style),
            "s" => int.TryParse(value, out var index) && index >= 0 && index < shared.Count ? shared[index] : "",
            "b" => value == "1" ? "TRUE" : "FALSE",
            _ => value is { Length: > 0 } ? value : formula is { Length: > 0 } ? $"={formula}" : "",
        };
    }

    private IEnumerable<string> Drawings(IReadOnlyList<Relation> relations)
    {
        foreach (var drawing in relations.Where(r => r.Is("drawing") && r.Part is not null))
        {
            var inside = package.Relations(drawing.Part!);
            using var xml = package.Open(drawing.Part);
            if (xml is not null && new Story(xml, (int)package.Most, null, id => WordDocument.Picture(package, inside, id)).ReadAll() is { Length: > 0 } words)
                yield return words;
        }
    }

    // A threaded comment is stored twice: in full, and as an old comment that says one should update.
    private IEnumerable<string> Comments(IReadOnlyList<Relation> relations)
    {
        var threads = relations.Where(r => r.Is("threadedComment")).SelectMany(Threads).ToList();
        var threaded = threads.Select(t => t.At).ToHashSet();
        return relations.Where(r => r.Is("comments")).SelectMany(Classic).Where(c => !threaded.Contains(c.At)).Concat(threads).Select(c => c.Text);
    }

    private List<(string At, string Text)> Threads(Relation relation)
    {
        var comments = new List<(string, string)>();
        using var xml = package.Open(relation.Part);
        (string At, string? By, string? Time) current = ("", null, null);
        while (xml?.Next() == true)
            if (xml.IsStart && xml.LocalName == "threadedComment")
                current = (xml["ref"] ?? "", _persons.Value.GetValueOrDefault(xml["personId"] ?? ""), xml["dT"]);
            else if (xml.IsStart && xml.LocalName == "text" && xml.Text() is { Length: > 0 } words)
                comments.Add((current.At, $"{CommentMark.Of(current.By, current.Time, current.At)} {TextDecoding.Lines(words).Trim()}"));
        return comments;
    }

    private List<(string At, string Text)> Classic(Relation relation)
    {
        var comments = new List<(string, string)>();
        var authors = new List<string>();
        using var xml = package.Open(relation.Part);
        (string At, string? By) current = ("", null);
        while (xml?.Next() == true)
            if (xml.IsStart && xml.Name == "x:author")
                authors.Add(xml.Text());
            else if (xml.IsStart && xml.Name == "x:comment")
                current = (xml["ref"] ?? "", int.TryParse(xml["authorId"], out var by) && by >= 0 && by < authors.Count ? authors[by] : null);
            else if (xml.IsStart && xml.Name == "x:text" && RichText(xml) is { Length: > 0 } words)
                comments.Add((current.At, $"{CommentMark.Of(current.By, null, current.At)} {TextDecoding.Lines(words).Trim()}"));
        return comments;
    }

    private static Dictionary<string, string> Persons(OfficePackage package)
    {
        var names = new Dictionary<string, string>();
        foreach (var relation in package.Relations(package.Main!).Where(r => r.Is("person")))
        {
            using var xml = package.Open(relation.Part);
            while (xml?.Next() == true)
                if (xml.IsStart && xml.LocalName == "person" && xml["id"] is { } id && xml["displayName"] is { } name)
                    names[id] = name;
        }
        return names;
    }

    // "AB12" is column 28.
    private static int? Column(string? reference)
    {
        var column = 0;
        foreach (var c in reference ?? "")
            if (char.IsAsciiLetter(c) && column < 100_000)
                column = (column * 26) + (char.ToUpperInvariant(c) - 'A') + 1;
            else
                break;
        return column == 0 ? null : column;
    }
}
