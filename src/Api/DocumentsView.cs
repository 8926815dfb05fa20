using System.Globalization;
using System.Text;
using Lector.Core.Asking;
using Lector.Core.Storage;

namespace Lector.Api;

/// <summary>Some rows of a run's table of documents: <c>GET /api/asks/{id}/documents</c>.</summary>
/// <param name="Total">Rows of that outcome, or of all.</param>
/// <param name="Offset">How many were passed over.</param>
/// <param name="Rows">The rows.</param>
public sealed record DocumentsView(int Total, int Offset, IReadOnlyList<DocumentRow> Rows)
{
    /// <summary>The most rows of one answer.</summary>
    public const int MostRows = 1000;

    /// <summary>Reads the table.</summary>
    /// <param name="store">The store.</param>
    /// <param name="run">The run.</param>
    /// <param name="outcome"><c>relevant</c>, <c>setAside</c>, <c>unreadable</c>, <c>failed</c>, or null for all.</param>
    /// <param name="offset">Rows to pass over.</param>
    /// <param name="limit">Rows at most.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>Null where the run has no table yet.</returns>
    public static async Task<DocumentsView?> Of(IStore store, RunRef run, Outcome? outcome, int offset, int limit, CancellationToken cancel)
    {
        await using var stream = await store.OpenRead(run.Path(RunFiles.Documents), cancel);
        if (stream is null)
            return null;
        var wanted = outcome is { } one ? DocumentTable.Word(one) : null;
        var rows = new List<DocumentRow>();
        var total = 0;
        using var lines = new StreamReader(stream, Encoding.UTF8);
        await lines.ReadLineAsync(cancel);
        while (await lines.ReadLineAsync(cancel) is { } line)
        {
            var cells = DocumentTable.Cells(line);
            if (cells.Count < 10 || (wanted is not null && cells[6] != wanted))
                continue;
            if (total++ >= offset && rows.Count < limit)
                rows.Add(DocumentRow.Of(cells));
        }

        return new DocumentsView(total, offset, rows);
    }
}

/// <summary>A document of a run.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Parent">The document that holds it, or null.</param>
/// <param name="Date">When it was sent or changed, as it says, or null.</param>
/// <param name="Sender">Who sent or wrote it, as it says, or null.</param>
/// <param name="Score">Its set-aside score, or null without text.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why it is set aside, unreadable, failed, or counted like another; or null.</param>
public sealed record DocumentRow(string Path, string? Parent, string? Date, string? Sender, double? Score, Outcome Outcome, string? Reason)
{
    internal static DocumentRow Of(IReadOnlyList<string> cells) => new(
        cells[0], Given(cells[1]), Given(cells[3]), Given(cells[4]), cells[5].Length > 0 ? double.Parse(cells[5], CultureInfo.InvariantCulture) : null,
        Enum.GetValues<Outcome>().First(outcome => DocumentTable.Word(outcome) == cells[6]), Given(cells[7]));

    private static string? Given(string cell) => cell.Length > 0 ? cell : null;
}
