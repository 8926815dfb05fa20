using System.CommandLine;
using System.Text.Json;
using Lector.Core;
using Lector.Core.Documents;
using Lector.Core.Ledgers.Disclosures;
using Lector.Core.Ledgers.Verifying;
using Lector.Core.Storage;
using Lector.Formats;
using Lector.Local.Folders;
using Lector.Local.Showing;
using Lector.Local.Verifying;

namespace Lector.Local.Commands;

/// <summary><c>lector verify RUN</c>: computes again what a run's folder claims, from that folder and the original documents, without network.</summary>
internal static class VerifyCommand
{
    private const int MostDifferences = 20;

    /// <summary>The command with its options.</summary>
    public static Command Build() => Build(() => new Extractor(new ExtractionLimits()));

    /// <summary>The same with another extractor: it must be the one that the run was read with.</summary>
    internal static Command Build(Func<IExtractor> extractor)
    {
        var run = new Argument<string>("RUN") { Description = "the run's folder" };
        var documents = new Option<string?>("--documents") { Description = "the folder of documents, where it has moved since the run" };
        var head = new Option<string?>("--head") { Description = "the hash of the ledger's last row that you kept" };
        var json = new Option<bool>("--json") { Description = "print one JSON object" };
        head.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } hash && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)))
                result.AddError("--head is not a SHA-256: give the 64 hex digits that `lector ask` printed.");
        });
        var command = new Command("verify", "Check a run's ledgers and quotations against the original documents, offline") { run, documents, head, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var (claims, source) = await VerifiableFolder.Read(parsed.GetValue(run)!, parsed.GetValue(head), cancel);
            var folder = parsed.GetValue(documents) ?? source;
            if (!Directory.Exists(folder))
                throw new UserErrorException($"The folder of documents {folder} is not there. Say with --documents where it is now.");
            var originals = new OriginalDocuments(new FolderDocuments(folder), extractor());
            var checks = await RunVerifier.Check(claims, originals.Open, cancel);
            var ledger = await LedgerOf(claims, cancel);
            var to = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
                await to.WriteLineAsync(JsonSerializer.Serialize(new { verified = checks.All(check => check.Holds), checks, head = ledger.Head.Sha256, disclosure = ledger.Sentences }, Json.Options));
            else
                foreach (var line in Lines(checks, ledger.Head, ledger.Sentences))
                    await to.WriteLineAsync(line);
            return checks.All(check => check.Holds) ? Exit.Done : Exit.User;
        });
        return command;
    }

    private static IEnumerable<string> Lines(IReadOnlyList<RunCheck> checks, LedgerHead head, IReadOnlyList<string> disclosed)
    {
        foreach (var check in checks)
        {
            foreach (var line in Wrapped.Of(check.What, check.Holds ? "ok       " : "DIFFERS  ", "         "))
                yield return line;
            foreach (var line in check.Differences.Take(MostDifferences).SelectMany(difference => Wrapped.Of(difference, "         - ", "           ")))
                yield return line;
            if (check.Differences.Count > MostDifferences)
                yield return FormattableString.Invariant($"         - and {check.Differences.Count - MostDifferences:N0} more");
        }

        yield return "";
        foreach (var line in disclosed.SelectMany(sentence => Wrapped.Of(sentence, "", "  ")))
            yield return line;
        yield return "";
        yield return "Head of the ledger, to keep:";
        yield return head.Sha256;
        yield return "";
        foreach (var line in Wrapped.Of("Not checked: whether quotations support their claims. " + DisclosureLedger.Limits))
            yield return line;
    }

    private static async Task<(LedgerHead Head, IReadOnlyList<string> Sentences)> LedgerOf(VerifiableRun run, CancellationToken cancel)
    {
        await using var stream = await run.OpenLedger(cancel);
        if (stream is null)
            return (LedgerHead.Empty, []);
        var (end, _) = DisclosureLedger.FindEnd(stream);
        stream.Position = 0;
        try
        {
            return (end, DisclosureSummary.Of(DisclosureLedger.Read(stream)).Sentences());
        }
        catch (InvalidDataException)
        {
            return (end, ["What was sent cannot be summed up: the ledger holds lines that are no rows."]);
        }
    }
}
