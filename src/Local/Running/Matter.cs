using Lector.Core;
using Lector.Core.Answering;
using Lector.Core.Asking;
using Lector.Core.Storage;
using Lector.Formats;
using Lector.Local.Folders;
using Lector.Local.Showing;

namespace Lector.Local.Running;

/// <summary>One folder of documents, opened to be asked.</summary>
internal sealed class Matter : IAsyncDisposable
{
    private Matter(string slug, FolderStore store, AskPorts ports) => (Slug, Store, Ports) = (slug, store, ports);

    /// <summary>The matter's slug: of the folder's name, with a hash of its place.</summary>
    public string Slug { get; }

    /// <summary>Where runs and caches are kept.</summary>
    public FolderStore Store { get; }

    /// <summary>What the steps work with.</summary>
    public AskPorts Ports { get; }

    /// <summary>Opens a folder.</summary>
    /// <exception cref="UserErrorException">The folder is missing, or holds the place for runs.</exception>
    public static Matter Open(string folder, string @out, Readers readers, Func<FrontierChoice, IFrontier?> frontier, IProgress<ReadingProgress>? progress)
    {
        var documents = new FolderDocuments(folder);
        if (!Directory.Exists(documents.Name))
            throw new UserErrorException(File.Exists(documents.Name) ? $"{documents.Name} is a file. Give the folder that holds it." : $"There is no folder {documents.Name}. Check the spelling, or create it and put documents there.");
        if (Places.LiesIn(@out, documents.Name))
            throw new UserErrorException($"{@out} lies inside {documents.Name}: Lector would read its own runs as documents. Choose a place outside with --out.");
        var store = new FolderStore(@out);
        return new Matter(MatterPaths.Slug(Path.GetFileName(documents.Name), documents.Name), store, new AskPorts(store, _ => documents, new Extractor(new ExtractionLimits()), TimeProvider.System)
        {
            Reader = readers.Reader,
            Embedder = readers.Embedder,
            ReaderReport = readers.Report,
            Reading = readers.Reading,
            Frontier = frontier,
            Progress = progress,
        });
    }

    /// <summary>Runs an ask to its end, or goes on with one that was stopped.</summary>
    public async Task<RunRef> Ask(Ask ask, Progress? progress, bool sendAgain, CancellationToken cancel)
    {
        var run = await new PlanStep(Ports).Snapshot(ask, cancel);
        if (sendAgain)
            await Store.WriteBytes(run.Path(RunFiles.SendAgain), default, WriteMode.Replace, cancel);
        var plan = await Store.Planned(run, cancel);
        progress?.Expect(plan.Reading.Sum(i => plan.Shards[i].Files));
        var history = new StraightHistory(new AskSteps(Ports), $"ask.{ask.Id}.{run.Run}", stage => progress?.Stage(stage), TimeProvider.System, cancel);
        await history.Run(Steps.Ask, new AskRef(run.Matter, run.Ask, run.Run, ask.Options.AutoSend));
        return run;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => (Ports.Extractor as IAsyncDisposable)?.DisposeAsync() ?? ValueTask.CompletedTask;
}
