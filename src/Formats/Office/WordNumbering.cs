using Lector.Formats.Text;

namespace Lector.Formats.Office;

/// <summary>The numbers that Word shows before paragraphs and does not store (ECMA-376 part 1, 17.9): "3.2" before a clause, "(a)" before its parts.</summary>
/// <remarks>Holds the counters of one document: paragraphs must be asked in text order.</remarks>
internal sealed class WordNumbering
{
    private const int Levels = 9;

    private readonly Dictionary<string, Dictionary<int, Level>> _lists = [];
    private readonly Dictionary<string, string> _styleLinks = [];
    private readonly Dictionary<string, Number> _numbers = [];
    private readonly Dictionary<string, Style> _styles = [];
    private readonly Dictionary<string, int?[]> _counters = [];
    private readonly HashSet<string> _begun = [];

    /// <summary>Reads the definitions.</summary>
    /// <param name="numbering">The numbering part, or null.</param>
    /// <param name="styles">The styles part, or null.</param>
    public WordNumbering(XmlCursor? numbering, XmlCursor? styles)
    {
        while (numbering?.Next() == true)
            if (numbering.IsStart && numbering.Name == "w:abstractNum")
                ReadList(numbering);
            else if (numbering.IsStart && numbering.Name == "w:num")
                ReadNumber(numbering);
        while (styles?.Next() == true)
            if (styles.IsStart && styles.Name == "w:style")
                ReadStyle(styles);
    }

    /// <summary>What stands before the next paragraph.</summary>
    /// <param name="style">The paragraph's style id, or null.</param>
    /// <param name="numberId">Its own numbering instance, or null where the style decides.</param>
    /// <param name="level">Its own level, or null.</param>
    /// <returns>As <c>3.2 </c> or <c>- </c>; null where the paragraph is not numbered.</returns>
    public string? Label(string? style, string? numberId, int? level)
    {
        var styled = FromStyle(style);
        numberId ??= styled?.NumberId;
        if (numberId is null or "0" || !_numbers.TryGetValue(numberId, out var number) || ListOf(number.ListId) is not { } list)
            return null;
        var levels = _lists[list];
        var at = Math.Clamp(level ?? LevelOfStyle(levels, style) ?? styled?.Level ?? 0, 0, Levels - 1);
        var counters = Count(list, levels, numberId, number, at);
        if (!levels.TryGetValue(at, out var shown) || shown.Format == "none")
            return null;
        return shown.Format == "bullet" ? "- " : Compose(shown, levels, counters) is { Length: > 0 } text ? $"{text} " : null;
    }

    private int?[] Count(string list, Dictionary<int, Level> levels, string numberId, Number number, int at)
    {
        if (!_counters.TryGetValue(list, out var counters))
            _counters[list] = counters = new int?[Levels];
        if (_begun.Add(numberId))
            foreach (var (overridden, start) in number.Starts)
                counters[overridden] = start - 1;
        for (var above = 0; above < at; above++)
            counters[above] ??= Start(levels, above);
        counters[at] = counters[at] is { } count ? count + 1 : Start(levels, at);
        for (var below = at + 1; below < Levels; below++)
            if (levels.GetValueOrDefault(below)?.Restarts != false)
                counters[below] = null;
        return counters;
    }

    private static string Compose(Level shown, Dictionary<int, Level> levels, int?[] counters)
    {
        var text = shown.Text;
        for (var i = 0; i < Levels; i++)
            if (text.Contains($"%{i + 1}", StringComparison.Ordinal))
                text = text.Replace($"%{i + 1}", Format(shown.Legal ? "decimal" : levels.GetValueOrDefault(i)?.Format ?? "decimal", counters[i] ?? Start(levels, i)), StringComparison.Ordinal);
        return text.Trim();
    }

    private static string Format(string format, int number) => format switch
    {
        "lowerLetter" => Numerals.Letters(number).ToLowerInvariant(),
        "upperLetter" => Numerals.Letters(number),
        "lowerRoman" => Numerals.Roman(number).ToLowerInvariant(),
        "upperRoman" => Numerals.Roman(number),
        "decimalZero" when number < 10 => $"0{Numerals.Decimal(number)}",
        "none" => "",
        _ => Numerals.Decimal(number),
    };

    private static int Start(Dictionary<int, Level> levels, int level) => levels.GetValueOrDefault(level)?.Start ?? 1;

    private static int? LevelOfStyle(Dictionary<int, Level> levels, string? style)
    {
        foreach (var (index, level) in levels)
            if (style is not null && level.Style == style)
                return index;
        return null;
    }

    private Style? FromStyle(string? id)
    {
        for (var depth = 0; depth < 20 && id is not null && _styles.TryGetValue(id, out var style); depth++, id = style.BasedOn)
            if (style.NumberId is not null)
                return style;
        return null;
    }

    private string? ListOf(string listId)
    {
        for (var depth = 0; depth < 5; depth++)
            if (_styleLinks.TryGetValue(listId, out var link) && _styles.GetValueOrDefault(link)?.NumberId is { } linked && _numbers.TryGetValue(linked, out var number))
                listId = number.ListId;
            else
                return _lists.ContainsKey(listId) ? listId : null;
        return null;
    }

    private void ReadList(XmlCursor xml)
    {
        var id = xml["abstractNumId"] ?? "";
        var levels = new Dictionary<int, Level>();
        Level? level = null;
        foreach (var name in xml.Inside())
            if (name == "w:lvl" && int.TryParse(xml["ilvl"], out var index))
                levels[index] = level = new Level();
            else if (name == "w:numStyleLink" && xml["val"] is { } link)
                _styleLinks[id] = link;
            else
                level?.Take(name, xml["val"]);
        _lists[id] = levels;
    }

    private void ReadNumber(XmlCursor xml)
    {
        var id = xml["numId"] ?? "";
        var list = "";
        var level = 0;
        var starts = new Dictionary<int, int>();
        foreach (var name in xml.Inside())
            if (name == "w:abstractNumId")
                list = xml["val"] ?? "";
            else if (name == "w:lvlOverride")
                level = int.TryParse(xml["ilvl"], out var index) && index is >= 0 and < Levels ? index : 0;
            else if (name == "w:startOverride" && int.TryParse(xml["val"], out var start))
                starts[level] = start;
        _numbers[id] = new Number(list, starts);
    }

    private void ReadStyle(XmlCursor xml)
    {
        var id = xml["styleId"] ?? "";
        string? basedOn = null, numberId = null;
        int? level = null;
        foreach (var name in xml.Inside())
            if (name == "w:basedOn")
                basedOn = xml["val"];
            else if (name == "w:numId")
                numberId = xml["val"];
            else if (name == "w:ilvl" && int.TryParse(xml["val"], out var index))
                level = index;
        _styles[id] = new Style(basedOn, numberId, level);
    }

    private sealed record Style(string? BasedOn, string? NumberId, int? Level);

    private sealed record Number(string ListId, IReadOnlyDictionary<int, int> Starts);

    private sealed class Level
    {
        public int Start { get; private set; } = 1;

        public string Format { get; private set; } = "decimal";

        public string Text { get; private set; } = "";

        public string? Style { get; private set; }

        public bool Legal { get; private set; }

        public bool Restarts { get; private set; } = true;

        public void Take(string name, string? value)
        {
            switch (name)
            {
                case "w:start" when int.TryParse(value, out var start):
                    Start = start;
                    break;
                case "w:numFmt":
                    Format = value ?? Format;
                    break;
                case "w:lvlText":
                    Text = value is { Length: < 200 } ? value : "";
                    break;
                case "w:pStyle":
                    Style = value;
                    break;
                case "w:isLgl":
                    Legal = value is not ("0" or "false" or "off");
                    break;
                case "w:lvlRestart":
                    Restarts = value != "0";
                    break;
            }
        }
    }
}
