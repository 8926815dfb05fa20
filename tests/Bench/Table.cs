using System.Globalization;
using System.Text;

namespace Lector.Bench;

/// <summary>The rows of a run of measurements, as Markdown.</summary>
/// <param name="began">When the run began.</param>
/// <param name="load">How busy the machine was then.</param>
internal sealed class Table(DateTimeOffset began, string load)
{
    private readonly List<(string Name, IReadOnlyList<Measured> Rows)> parts = [];

    /// <summary>Adds a measurement's rows.</summary>
    public void Add(string name, IReadOnlyList<Measured> rows) => parts.Add((name, rows));

    /// <summary>The table.</summary>
    public string Markdown()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Measured {began:yyyy-MM-dd} on {Machine.Name}; load {load} at the beginning, {Machine.Load} at the end.").AppendLine();
        text.AppendLine("| what | figure | target |").AppendLine("|---|---|---|");
        foreach (var (name, rows) in parts)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| **{name}** | | |");
            foreach (var row in rows)
                text.AppendLine(CultureInfo.InvariantCulture, $"| {Cell(row.What)} | {Cell(row.Figure)} | {Cell(row.Target)} |");
        }

        return text.ToString();
    }

    /// <summary>Adds the table to the day's file.</summary>
    /// <param name="folder">Created where it is missing.</param>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        File.AppendAllText(Path.Combine(folder, began.ToString("yyyy-MM-dd'.md'", CultureInfo.InvariantCulture)), Markdown() + Environment.NewLine);
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
