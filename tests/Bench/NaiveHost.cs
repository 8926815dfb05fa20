using System.Diagnostics;
using Lector.Core.Asking;
using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Core.Reading.Lexical;
using Lector.Formats;
using Lector.Local.Folders;
using Lector.Local.Running.Durable;

namespace Lector.Bench;

/// <summary>What the issue of groups and shards is held against: one journalled step a document, its name in and its score out through the history, in the same durable host.</summary>
internal static class NaiveHost
{
    private static readonly Step<NaiveDocument, NaiveVerdict> Read = new(nameof(Read), 2);
    private static readonly Flow<NaiveMatter, NaiveVerdict> Ask = new(nameof(Ask));

    /// <summary>Reads every file of a folder so, with a stub for a model.</summary>
    /// <param name="mails">The folder.</param>
    /// <param name="folder">An empty folder to work in.</param>
    /// <param name="cancel">Stops.</param>
    public static async Task<NaiveResult> Run(string mails, string folder, CancellationToken cancel)
    {
        var (source, extractor, reader) = (new FolderDocuments(mails), new Extractor(new ExtractionLimits()), new StubReader());
        var files = new List<SourceFile>();
        var clock = Stopwatch.StartNew();
        await foreach (var file in source.List(cancel))
            files.Add(file);

        var steps = new AskSteps();
        steps.Add(Read, async (document, stop) =>
        {
            var best = 0f;
            var count = 0;
            foreach (var found in extractor.Extract(await source.Open(new SourceFile(document.Path, document.Size, document.Version), stop), stop))
            {
                if (found.Result is not Extraction.Readable { Text: var text })
                    continue;
                var passages = Passages.Cut(text.Text).ToList();
                LexicalReader.Count(text, passages);
                var verdicts = await reader.Read("", [.. passages.Select(passage => new PassageInContext(text.Text[passage.Start..passage.End], text.Fields, null))], stop);
                (best, count) = (verdicts.Select(verdict => verdict.Score).Append(best).Max(), count + passages.Count);
            }

            return new NaiveVerdict(best, count);
        });
        steps.Add(Ask, async (history, matter) =>
        {
            var (next, best, passages) = (0, 0f, 0);
            await Task.WhenAll(Enumerable.Range(0, AskOrchestration.Lanes).Select(_ => Lane()));
            return new NaiveVerdict(best, passages);

            async Task Lane()
            {
                while (next < matter.Documents)
                {
                    var file = files[next++];
                    var verdict = await history.Call(Read, new NaiveDocument(file.Path, file.Size, file.Version));
                    (best, passages) = (Math.Max(best, verdict.Score), passages + verdict.Passages);
                }
            }
        });
        using var lanes = new SemaphoreSlim(Environment.ProcessorCount);
        var host = new InstanceHost(steps, new FolderStore(folder), Path.Combine(folder, "instances"), TimeProvider.System, lanes);
        await Instance.Run(host, Ask, "naive", new NaiveMatter(files.Count), cancel);
        var seconds = clock.Elapsed.TotalSeconds;

        var (head, events) = Journal.Look(host.PathOf("naive"))!.Value;
        clock.Restart();
        var half = Journal.Look(host.PathOf("naive"))!.Value.Events.Take(files.Count / 2).ToList();
        Instance.Replay(host, Ask, head, half);
        return new NaiveResult(files.Count, seconds, events.Count + 1, new FileInfo(host.PathOf("naive")).Length, clock.Elapsed.TotalSeconds);
    }
}

/// <summary>A whole matter, as the input of the naive flow.</summary>
/// <param name="Documents">Its documents.</param>
internal sealed record NaiveMatter(int Documents);

/// <summary>One document, as the input of a step.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Version">Hash of its bytes.</param>
internal sealed record NaiveDocument(string Path, long Size, string Version);

/// <summary>What came of it.</summary>
/// <param name="Score">The best passage's score.</param>
/// <param name="Passages">How many passages it has.</param>
internal sealed record NaiveVerdict(float Score, int Passages);

/// <summary>What one journalled step a document took.</summary>
/// <param name="Documents">How many.</param>
/// <param name="Seconds">From the listing to the end; nothing is selected and nothing published.</param>
/// <param name="Rows">Rows of history.</param>
/// <param name="Bytes">Bytes of history.</param>
/// <param name="ReplaySeconds">To replay half of it, as a restart at half way does.</param>
internal sealed record NaiveResult(int Documents, double Seconds, int Rows, long Bytes, double ReplaySeconds);
