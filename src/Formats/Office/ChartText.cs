using System.Text;

namespace Lector.Formats.Office;

/// <summary>Writes a chart as its title and the table of its figures (ECMA-376 part 1, 21.2), from the values that the file caches.</summary>
internal static class ChartText
{
    private const int MostPoints = 10_000;

    /// <summary>The chart's text, lines separated by <c>\n</c>; empty when it has none.</summary>
    public static string Read(XmlCursor xml)
    {
        var titles = new StringBuilder();
        var series = new List<Series>();
        Series? current = null;
        SortedDictionary<int, string>? points = null;
        var index = 0;
        while (xml.Next())
        {
            if (xml.IsEnd && xml.Name == "c:ser")
                (current, points) = (null, null);
            if (!xml.IsStart)
                continue;
            switch (xml.Name)
            {
                case "c:ser":
                    series.Add(current = new Series());
                    break;
                case "c:tx":
                    points = current?.Name;
                    break;
                case "c:cat" or "c:xVal":
                    points = current?.Categories;
                    break;
                case "c:val" or "c:yVal":
                    points = current?.Values;
                    break;
                case "c:bubbleSize":
                    points = null;
                    break;
                case "c:pt":
                    index = int.TryParse(xml["idx"], out var at) ? at : 0;
                    break;
                case "c:v":
                    if (points is not null && points.Count < MostPoints)
                        points[index] = xml.Text();
                    break;
                case "a:t":
                    if (xml.Text() is { Length: > 0 } text)
                        titles.Append(titles.Length == 0 ? "" : " ").Append(text);
                    break;
            }
        }
        return Table(titles.ToString(), series);
    }

    private static string Table(string title, List<Series> series)
    {
        var lines = new List<string>();
        if (title.Length > 0)
            lines.Add(title);
        if (series.Any(s => s.Name.Count > 0))
            lines.Add(string.Join('\t', series.Select(s => string.Join(' ', s.Name.Values)).Prepend("")));
        var categories = series.FirstOrDefault(s => s.Categories.Count > 0)?.Categories;
        foreach (var row in series.SelectMany(s => s.Values.Keys).Concat(categories?.Keys ?? Enumerable.Empty<int>()).Distinct().Order())
            lines.Add(string.Join('\t', series.Select(s => s.Values.GetValueOrDefault(row, "")).Prepend(categories?.GetValueOrDefault(row, "") ?? "")));
        return string.Join('\n', lines);
    }

    private sealed record Series
    {
        public SortedDictionary<int, string> Name { get; } = [];

        public SortedDictionary<int, string> Categories { get; } = [];

        public SortedDictionary<int, string> Values { get; } = [];
    }
}
