using Lector.Core.Documents;
using Lector.Formats.Text;

namespace Lector.Formats.Office;

/// <summary>Reads a presentation: its slides in the order in which they are shown, each with its notes and comments.</summary>
internal static class Presentation
{
    /// <summary>The presentation's text, or why there is none.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static Extraction Read(OfficePackage package)
    {
        if (package.Main is not { } main)
            return new Extraction.Unreadable("damaged: it begins like a presentation, but its slides cannot be found; ask for it again");
        var slides = new List<string?>();
        var relations = package.Relations(main);
        using (var xml = package.Open(main))
            while (xml?.Next() == true)
                if (xml.IsStart && xml.Name == "p:sldId" && xml.RelationId("id") is { } id)
                    slides.Add(relations.FirstOrDefault(r => r.Id == id)?.Part);
        var authors = Authors(package, relations);
        var text = new PartedText(TextPartKind.Slide);
        var hidden = new List<string>();
        for (var i = 0; i < slides.Count; i++)
        {
            var label = Numerals.Decimal(i + 1);
            if (slides[i] is { } slide)
                text.Add(label, Slide(package, slide, authors, () => hidden.Add(label)));
            if (text.Length > package.Most)
                throw new TooLargeException();
        }
        return text.Length == 0
            ? new Extraction.Unreadable("its slides hold no text: if they hold pictures of text, run OCR on them and add the result")
            : new Extraction.Readable(text.ToDocument() with
            {
                Fields = package.Fields(),
                Notes = hidden.Count == 0 ? [] : [$"hidden in the show, but read: slide {string.Join(", ", hidden.Take(20))}"],
            });
    }

    private static string Slide(OfficePackage package, string slide, Dictionary<string, string> authors, Action isHidden)
    {
        var relations = package.Relations(slide);
        var texts = new List<string>();
        using (var xml = package.Open(slide))
            if (xml is not null)
            {
                while (xml.Next() && !xml.IsStart) { }
                if (xml.IsStart && xml["show"] is "0" or "false")
                    isHidden();
                texts.Add(new Story(xml, (int)package.Most, null, id => WordDocument.Picture(package, relations, id)).ReadAll());
            }
        foreach (var relation in relations.Where(r => r.Is("notesSlide")))
        {
            using var xml = package.Open(relation.Part);
            if (xml is not null && new Story(xml, (int)package.Most) { LeavesOutFurniture = true }.ReadAll() is { Length: > 0 } notes)
                texts.Add($"[Notes] {notes}");
        }
        foreach (var relation in relations.Where(r => r.Is("comments")))
            texts.AddRange(Comments(package, relation, authors));
        return string.Join("\n\n", texts.Where(t => t.Length > 0));
    }

    // A classic comment holds characters (ECMA-376 part 1, 19.4), a threaded one paragraphs; both name their author by a number or key.
    private static List<string> Comments(OfficePackage package, Relation relation, Dictionary<string, string> authors)
    {
        var comments = new List<string>();
        var mark = CommentMark.Of(null, null, null);
        using var xml = package.Open(relation.Part);
        while (xml?.Next() == true)
            if (xml.IsStart && xml["authorId"] is { } author)
                mark = CommentMark.Of(authors.GetValueOrDefault(author), xml["dt"] ?? xml["created"], null);
            else if (xml.IsStart && xml.LocalName is "text" or "txBody"
                && (xml.LocalName == "text" ? xml.Text().Trim() : new Story(xml, (int)package.Most).ReadElement()) is { Length: > 0 } words)
                comments.Add($"{mark} {words}");
        return comments;
    }

    private static Dictionary<string, string> Authors(OfficePackage package, IReadOnlyList<Relation> relations)
    {
        var names = new Dictionary<string, string>();
        foreach (var relation in relations.Where(r => r.Is("commentAuthors") || r.Is("authors")))
        {
            using var xml = package.Open(relation.Part);
            while (xml?.Next() == true)
                if (xml.IsStart && xml["id"] is { } id && xml["name"] is { } name)
                    names[id] = name;
        }
        return names;
    }
}
