using System.Globalization;
using System.Text;

namespace Lector.Core.Asking.Reporting;

/// <summary>The funnel as a picture: a bar a stage, its length the logarithm of its count, so that 7 of 100,000 can still be seen.</summary>
public static class FunnelPicture
{
    private const int Width = 720;
    private const int Row = 40;
    private const int Label = 190;
    private const int Longest = 380;

    /// <summary>The picture as inline SVG, with its numbers as text for screen readers.</summary>
    public static string Svg(Funnel funnel)
    {
        var (documents, passages) = (funnel.Documents, funnel.Passages);
        (string Name, int Count, string Beside)[] stages =
        [
            ("documents", documents.Total, $"{documents.SetAside:N0} set aside, {documents.Unreadable:N0} unreadable, {documents.Failed:N0} failed"),
            ("relevant documents", documents.Relevant, ""),
            ("passages read", passages.Total, "every passage of every readable document"),
            ("near enough to quote", passages.Relevant, ""),
            ("packed as evidence", passages.Packed, ""),
            ("cited in the answer", passages.Cited, ""),
        ];
        var most = Math.Log(1 + Math.Max(1, stages.Max(stage => stage.Count)));
        var svg = new StringBuilder();
        var summary = string.Join(", ", stages.Select(stage => string.Create(CultureInfo.InvariantCulture, $"{stage.Count:N0} {stage.Name}")));
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {(stages.Length * Row) + 8}\" role=\"img\" aria-label=\"{summary}\" font-family=\"inherit\" font-size=\"15\">");
        for (var i = 0; i < stages.Length; i++)
        {
            var (name, count, beside) = stages[i];
            var y = i * Row;
            var length = count == 0 ? 2 : Math.Max(6, Longest * Math.Log(1 + count) / most);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Label - 12}\" y=\"{y + 22}\" text-anchor=\"end\" fill=\"currentColor\">{name}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Label}\" y=\"{y + 6}\" width=\"{length:0.#}\" height=\"22\" rx=\"4\" fill=\"var(--accent)\" opacity=\"{0.35 + (0.13 * i):0.##}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Label + length + 10:0.#}\" y=\"{y + 22}\" font-weight=\"600\" fill=\"currentColor\">{count:N0}</text>");
            if (beside.Length > 0)
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Label}\" y=\"{y + 40}\" font-size=\"12\" fill=\"var(--soft)\">{beside}</text>");
        }

        return svg.Append("</svg>").ToString();
    }
}
