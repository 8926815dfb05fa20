using System.Text.Json;
using Lector.Core;
using Lector.Core.Answering;
using Lector.Core.Asking;
using Lector.Core.Ledgers;
using Lector.Core.Ledgers.Costs;
using Lector.Core.Ledgers.Verifying;

namespace Lector.Local.Verifying;

/// <summary>What the files of a run's folder claim.</summary>
/// <remarks>The files are read as the JSON and CSV that they are, not through the records that wrote them: what anyone can check is what stands there.</remarks>
internal static class VerifiableFolder
{
    /// <summary>Reads a run's folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="keptHead">The hash of the ledger's last row as a person kept it, or null.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>The claims, and the full name of the folder of documents as the record states it.</returns>
    /// <exception cref="UserErrorException">The folder is not a run's, or a file in it is not what Lector writes.</exception>
    public static async Task<(VerifiableRun Run, string Documents)> Read(string folder, string? keptHead, CancellationToken cancel)
    {
        if (!Directory.Exists(folder))
            throw new UserErrorException($"There is no folder {folder}. Give the run's folder, as `lector ask` printed it.");
        var record = await Json<RecordFile>(folder, RunFiles.Record, cancel)
            ?? throw new UserErrorException($"{folder} is not the folder of a finished run: it has no {RunFiles.Record}. Give the run's folder, as `lector ask` printed it.");
        var pack = await Json<PackFile>(folder, RunFiles.Pack, cancel);
        var answer = await Json<Answer>(folder, RunFiles.Answer, cancel);
        var ledger = Path.Combine(folder, RunFiles.Ledger);
        var run = new VerifiableRun
        {
            OpenLedger = _ => Task.FromResult<Stream?>(File.Exists(ledger) ? File.OpenRead(ledger) : null),
            Bodies = await Bodies(folder, cancel),
            Evidence = [.. (pack?.Items ?? []).Select(item => new SpanClaim(item.Number, item.Document.Path, item.Document.Sha256, item.Start, item.End, item.Sha256))],
            Quotations = [.. (answer?.Claims ?? []).SelectMany((claim, i) => claim.Quotations.Select(quotation => new QuotationClaim(i + 1, quotation.Evidence, quotation.Document, quotation.Start, quotation.End, quotation.Text)))],
            Cost = await Json<CostLedger>(folder, RunFiles.Cost, cancel),
            Documents = record.Funnel.Documents,
            CountedFromTable = await Count(Path.Combine(folder, RunFiles.Documents), cancel),
            KeptHead = keptHead,
        };
        return (run, record.Plan.Source);
    }

    private static async Task<IReadOnlyList<StoredBody>> Bodies(string folder, CancellationToken cancel)
    {
        var bodies = new List<StoredBody>();
        foreach (var (name, must) in new[] { (RunFiles.Request, true), (RunFiles.Paste, false) })
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path))
                bodies.Add(new StoredBody(name, await File.ReadAllBytesAsync(path, cancel), must));
        }

        return bodies;
    }

    private static async Task<T?> Json<T>(string folder, string name, CancellationToken cancel)
        where T : class
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
            return null;
        try
        {
            await using var stream = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync<T>(stream, Core.Storage.Json.Options, cancel);
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{path} is not what Lector writes there: line {e.LineNumber + 1}, {e.Path}. It was changed.", e);
        }
    }

    private static async Task<Conservation?> Count(string table, CancellationToken cancel)
    {
        if (!File.Exists(table))
            return null;
        var (total, counts) = (0, new Dictionary<string, int>());
        var column = -1;
        await foreach (var line in File.ReadLinesAsync(table, cancel))
        {
            var cells = DocumentTable.Cells(line);
            if (column < 0)
            {
                column = Math.Max(0, cells.IndexOf("outcome"));
                continue;
            }

            total++;
            if (column < cells.Count)
                counts[cells[column]] = counts.GetValueOrDefault(cells[column]) + 1;
        }

        return new Conservation(total, Of(Outcome.Relevant), Of(Outcome.SetAside), Of(Outcome.Unreadable), Of(Outcome.Failed));

        int Of(Outcome outcome) => counts.GetValueOrDefault(DocumentTable.Word(outcome));
    }

    private sealed record RecordFile(PlanFile Plan, FunnelFile Funnel);

    private sealed record PlanFile(string Source);

    private sealed record FunnelFile(Conservation Documents);

    private sealed record PackFile(IReadOnlyList<ItemFile> Items);

    private sealed record ItemFile(int Number, DocumentFile Document, int Start, int End, string Sha256);

    private sealed record DocumentFile(string Path, string Sha256);
}
