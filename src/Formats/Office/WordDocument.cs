using System.Text;
using Lector.Core.Documents;

namespace Lector.Formats.Office;

/// <summary>Reads a Word document: headers, body, footnotes, comments, footers.</summary>
internal static class WordDocument
{
    /// <summary>The document's text, or why there is none.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static Extraction Read(OfficePackage package)
    {
        if (package.Main is not { } main)
            return new Extraction.Unreadable("damaged: it begins like a Word document, but its text cannot be found; ask for it again");
        var relations = package.Relations(main);
        var text = new StringBuilder();
        var notes = new Tracked();
        using (var numbering = package.Open(Part(relations, "numbering")))
        using (var styles = package.Open(Part(relations, "styles")))
        using (var body = package.Open(main))
        {
            if (body is null)
                return new Extraction.Unreadable("damaged: the part that holds its text is missing; ask for it again");
            Furniture(package, relations, "header", "[Header] ", text);
            var story = new Story(body, (int)package.Most, new WordNumbering(numbering, styles), id => Picture(package, relations, id));
            Append(text, story.ReadAll());
            notes.Add(story);
        }
        Notes(package, Part(relations, "footnotes"), "w:footnote", _ => "[Footnote]", text, notes);
        Notes(package, Part(relations, "endnotes"), "w:endnote", _ => "[Endnote]", text, notes);
        Notes(package, Part(relations, "comments"), "w:comment", xml => CommentMark.Of(xml["author"], xml["date"], null), text, notes);
        Furniture(package, relations, "footer", "[Footer] ", text);
        return text.Length == 0
            ? new Extraction.Unreadable("it holds no text: if it holds pictures of text, run OCR on them and add the result")
            : new Extraction.Readable(new DocumentText(text.ToString()) { Fields = package.Fields(), Notes = [.. notes.Sentences()] });
    }

    /// <summary>A chart or diagram as text, or null.</summary>
    public static string? Picture(OfficePackage package, IReadOnlyList<Relation> relations, string id)
    {
        var relation = relations.FirstOrDefault(r => r.Id == id);
        if (relation?.Is("chart") != true && relation?.Is("diagramData") != true)
            return null;
        using var xml = package.Open(relation.Part);
        return xml is null ? null : relation.Is("chart") ? ChartText.Read(xml) : new Story(xml, (int)package.Most).ReadAll();
    }

    private static string? Part(IReadOnlyList<Relation> relations, string type) => relations.FirstOrDefault(r => r.Is(type))?.Part;

    // A header is stored once for each section, for first and for even pages: the same words are read once.
    private static void Furniture(OfficePackage package, IReadOnlyList<Relation> relations, string type, string mark, StringBuilder text)
    {
        var seen = new HashSet<string>();
        foreach (var part in relations.Where(r => r.Is(type)).Select(r => r.Part))
        {
            using var xml = package.Open(part);
            if (xml is null)
                continue;
            var words = new Story(xml, (int)package.Most, null, id => Picture(package, package.Relations(part!), id)).ReadAll();
            if (words.Any(char.IsLetter) && seen.Add(words))
                Append(text, mark + words);
        }
    }

    private static void Notes(OfficePackage package, string? part, string element, Func<XmlCursor, string> mark, StringBuilder text, Tracked tracked)
    {
        using var xml = package.Open(part);
        if (xml is null)
            return;
        var story = new Story(xml, (int)package.Most);
        while (xml.Next())
            if (xml.IsStart && xml.Name == element)
            {
                var label = mark(xml);
                if (story.ReadElement() is { } words && !string.IsNullOrWhiteSpace(words))
                    Append(text, $"{label} {words.TrimStart()}");
            }
        tracked.Add(story);
    }

    private static void Append(StringBuilder text, string words)
    {
        if (words.Length > 0)
            text.Append(text.Length > 0 ? "\n\n" : "").Append(words);
    }

    private sealed class Tracked
    {
        private int _deletions;
        private int _hidden;

        public void Add(Story story) => (_deletions, _hidden) = (_deletions + story.Deletions, _hidden + story.HiddenRuns);

        public IEnumerable<string> Sentences()
        {
            if (_deletions > 0)
                yield return $"tracked changes: {_deletions} deletion{(_deletions == 1 ? "" : "s")} left out, insertions kept";
            if (_hidden > 0)
                yield return $"{_hidden} stretch{(_hidden == 1 ? "" : "es")} of hidden text left out";
        }
    }
}
