using Lector.Core.Answering;
using Lector.Core.Asking;
using Lector.Core.Ledgers.Costs;
using Lector.Core.Ledgers.Disclosures;
using Lector.Core.Storage;
using Lector.Local.Commands;
using Lector.Local.Folders;

namespace Lector.Local.Running;

/// <summary>A published run as it lies in its folder.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Record">What is true of the run.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Evidence">The evidence, cut from the stored texts.</param>
/// <param name="Disclosure">What left the house.</param>
/// <param name="Cost">What it cost.</param>
/// <param name="LedgerHead">SHA-256 of the disclosure ledger's last row: who keeps it can show later that the ledger was not rewritten.</param>
internal sealed record RunFolder(string Path, RunRecord Record, Answer Answer, EvidencePack Evidence, DisclosureSummary Disclosure, CostLedger Cost, string LedgerHead)
{
    /// <summary>The exit code that the run's end asks for.</summary>
    public int ExitCode => Answer.Abstained?.Cause is AbstentionCause.NothingReadable or AbstentionCause.FrontierRefused or AbstentionCause.FrontierBusy or AbstentionCause.OutcomeUnknown ? Exit.User : Exit.Done;

    /// <summary>Loads a run that was published.</summary>
    public static async Task<RunFolder> Load(FolderStore store, RunRef run, CancellationToken cancel)
    {
        var record = await Read<RunRecord>(RunFiles.Record);
        var pack = await (await Read<PackRecord>(RunFiles.Pack)).Open(new RunDocuments(store, record.Plan), cancel);
        var (disclosure, cost) = await RunLedgers.Read(store, run, cancel);
        return new RunFolder(System.IO.Path.GetDirectoryName(store.PathOf(run.Path(RunFiles.Record)))!, record, await Read<Answer>(RunFiles.Answer), pack, disclosure, cost, await Head());

        async Task<string> Head()
        {
            await using var ledger = await store.OpenRead(run.Path(RunFiles.Ledger), cancel);
            return ledger is null ? Core.Ledgers.Disclosures.LedgerHead.Empty.Sha256 : DisclosureLedger.FindEnd(ledger).Head.Sha256;
        }

        async Task<T> Read<T>(string file)
            where T : class => await store.ReadJson<T>(run.Path(file), cancel) ?? throw new InvalidDataException($"The run lacks {file}. Give the command again.");
    }
}
