using System.Globalization;
using System.Text;
using Lector.Core.Documents;

namespace Lector.Core.Asking;

/// <summary>The table of documents of a run: CSV (RFC 4180) with a heading row, UTF-8.</summary>
/// <remarks>A value that a spreadsheet program would take for a formula gets an apostrophe in front: names and senders come from strangers.</remarks>
public static class DocumentTable
{
    /// <summary>The heading.</summary>
    public const string Heading = "path,parent,sha256,date,sender,score,outcome,reason,best_start,best_end";

    /// <summary>One row, without line end.</summary>
    /// <param name="entry">The document.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="score">Its set-aside score, or null without text.</param>
    /// <param name="reason">Why it is set aside, unreadable, failed or counted like another; or null.</param>
    /// <param name="best">Its best passage, or null.</param>
    public static string Row(DocumentEntry entry, Outcome outcome, float? score, string? reason, Passage? best)
    {
        string?[] values =
        [
            entry.Path, entry.Parent, entry.Sha256, entry.Fields.Date?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture), entry.Fields.From,
            score?.ToString("0.0000", CultureInfo.InvariantCulture), Word(outcome), reason, best?.Start.ToString(CultureInfo.InvariantCulture), best?.End.ToString(CultureInfo.InvariantCulture),
        ];
        return string.Join(',', values.Select(Escape));
    }

    /// <summary>The outcome as people read it.</summary>
    public static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Relevant => "relevant",
        Outcome.SetAside => "set aside",
        Outcome.Unreadable => "unreadable",
        _ => "failed",
    };

    /// <summary>The cells of one row; no cell holds a line break.</summary>
    public static List<string> Cells(string row)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < row.Length; i++)
        {
            if (quoted && row[i] == '"' && i + 1 < row.Length && row[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (row[i] == '"')
                quoted = !quoted;
            else if (row[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
                cell.Append(row[i]);
        }

        cells.Add(cell.ToString());
        return cells;
    }

    private static string Escape(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return "";
        var safe = new StringBuilder();
        if (value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !double.TryParse(value, CultureInfo.InvariantCulture, out _))
            safe.Append('\'');
        safe.Append(value.Replace('\n', ' ').Replace('\r', ' '));
        return safe.ToString() is var text && text.AsSpan().IndexOfAny(',', '"') < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
    }
}
