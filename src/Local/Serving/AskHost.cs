using Lector.Api;
using Lector.Core;
using Lector.Core.Asking;
using Lector.Core.Reading;
using Lector.Core.Storage;
using Lector.Local.Folders;
using Lector.Local.Running.Durable;

namespace Lector.Local.Serving;

/// <summary>Runs asks on this machine: each a durable instance, resumed after a restart; one at a time of a matter reads, and all share the lanes.</summary>
internal sealed class AskHost(ServedFolder folder, IStore store, string journals, ApiConfig config, RunList runs, RunWork work, TimeProvider time) : IAskHost, IAsyncDisposable
{
    /// <inheritdoc/>
    public ApiConfig Config { get; } = config;

    /// <inheritdoc/>
    public IStore Store { get; } = store;

    /// <summary>The folder that is served.</summary>
    public ServedFolder Folder => folder;

    /// <summary>Opens a folder to be served.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="out">Where runs and journals are kept.</param>
    /// <param name="store">The store there.</param>
    /// <param name="ports">What the steps over a matter's documents work with.</param>
    /// <param name="config">What the host is started with.</param>
    /// <param name="time">The clock.</param>
    /// <param name="steps">Binds the steps to ports; all as they are by default.</param>
    public static AskHost Open(string path, string @out, IStore store, Func<FolderDocuments, AskPorts> ports, ApiConfig config, TimeProvider time, Func<AskPorts, AskSteps>? steps = null)
    {
        AskHost? host = null;
        var (journals, lanes) = (Path.Combine(@out, "instances"), new SemaphoreSlim(Environment.ProcessorCount));
        var served = new ServedFolder(path, @out, (slug, name, documents) =>
        {
            var pulse = new Pulse();
            var given = ports(documents) with { Progress = pulse };
            var instances = new InstanceHost(steps?.Invoke(given) ?? new AskSteps(given), store, journals, time, lanes) { Reported = (id, progress) => host!.Report(id, progress), Pulse = pulse };
            return new ServedMatter(slug, name, documents, given, instances);
        });
        var runs = new RunList();
        return host = new AskHost(served, store, journals, config, runs, new RunWork(store, lanes, runs, time), time);
    }

    /// <summary>Finds what an earlier process left. Nobody is answered before, or an ask that it left would be begun a second time beside it.</summary>
    /// <returns>The runs to go on with.</returns>
    public async Task<IReadOnlyList<AskRun>> Recall(CancellationToken cancel)
    {
        var left = new List<AskRun>();
        var stored = await new StoredRuns(Store, journals, folder, Config.Reader).Load(cancel);
        foreach (var run in stored)
        {
            // A standing ask was asked again, and the process ended before it had stopped the run of older documents. One that a person has approved goes on.
            if (!run.HasEnded && run.State.Ref is { } at && stored.Any(later => later.Ask.Id == run.Ask.Id && !later.HasEnded && later.State.Created > run.State.Created)
                && !await Store.Exists(at.Path(RunFiles.Approved), cancel))
            {
                await Store.WriteBytes(at.Path(RunFiles.Stop), default, WriteMode.Replace, cancel);
                work.End(run, RuntimeStatus.Terminated, state => state);
            }

            runs.Add(run);
            if (!run.HasEnded)
                left.Add(run);
        }

        return left;
    }

    /// <summary>Goes on with what was found.</summary>
    public void GoOn(IReadOnlyList<AskRun> left)
    {
        foreach (var run in left)
            work.Begin(run);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<MatterSummary>> Matters(CancellationToken cancel)
    {
        var asks = runs.Latest;
        return Task.FromResult<IReadOnlyList<MatterSummary>>([.. folder.Look().Select(matter => new MatterSummary(matter.Slug, matter.Name, matter.FilesAtAGlance(), asks.Count(run => run.Ask.Matter == matter.Slug)))]);
    }

    /// <inheritdoc/>
    public async Task<AskState> Start(Ask ask, CancellationToken cancel)
    {
        var matter = folder.Find(ask.Matter) ?? throw new UserErrorException($"There is no matter \"{ask.Matter}\".");
        var now = time.GetUtcNow();
        var run = new AskRun(matter, ask, now) { Kept = new(() => new StoredAsk(ask, now).Write(Store, CancellationToken.None)) };
        var underWay = runs.AddOrUnderWay(run);
        try
        {
            // Whoever asks the same at this moment waits for the same write; and no one who leaves stops it for the other.
            await underWay.Kept.Value;
        }
        catch
        {
            runs.Remove(underWay);
            throw;
        }

        if (underWay == run)
            work.Begin(run);
        return underWay.State;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AskState>> List(string? matter, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<AskState>>([.. runs.Latest.Select(run => run.State).Where(state => matter is null || state.Ask.Matter == matter).OrderByDescending(state => state.Created)]);

    /// <inheritdoc/>
    public ReaderPause? Pause(AskState state) => (state.Progress?.Stage, folder.Find(state.Ask.Matter)?.Ports) switch
    {
        (AskStage.Reading, { } ports) => ports.Pause?.Invoke(),
        // The question is embedded only now.
        (AskStage.Selecting, { Embedder: not null } ports) => ports.Pause?.Invoke(),
        _ => null,
    };

    /// <inheritdoc/>
    public Task<IReadOnlyList<AskState>> Runs(string ask, CancellationToken cancel) => Task.FromResult<IReadOnlyList<AskState>>([.. runs.Of(ask).Reverse().Select(run => run.State)]);

    /// <inheritdoc/>
    public Task<AskState?> Find(string ask, string? run, CancellationToken cancel) => Task.FromResult(runs.Find(ask, run)?.State);

    /// <inheritdoc/>
    public async Task Approve(AskState state, Approval approval, bool sendAgain, CancellationToken cancel)
    {
        if (runs.Find(state.Ask.Id, state.Run) is not { } run || state.Ref is not { } at)
            return;
        // Of two words for an ended run within a moment, one begins it again; the other finds it under way.
        var again = new AskRun(run.Matter, run.Ask, run.State.Created);
        again.Now(time.GetUtcNow(), now => now with { Run = run.State.Run });
        if (!run.HasEnded || !runs.TryReplace(run, again))
        {
            await Store.WriteJson(at.Path(RunFiles.Approved), approval, WriteMode.Replace, cancel);
            // The wait that is under way, or any that comes: the word lies in the store, the signal is only a hint.
            for (var look = 0; look < AskOrchestration.ApprovalLooks; look++)
                run.Matter.Host.Signals.Raise(state.InstanceId, AskOrchestration.ApprovalSignal(look));
            return;
        }

        try
        {
            await run.Work;
            if (sendAgain)
                await Store.WriteBytes(at.Path(RunFiles.SendAgain), default, WriteMode.Replace, cancel);
            await Store.WriteJson(at.Path(RunFiles.Approved), approval, WriteMode.Replace, cancel);
            await Store.Delete(at.Path(RunFiles.Stop), cancel);
            await Store.Delete(at.Path(RunFault.File), cancel);
            RunWork.Clear(state.InstanceId, run.Matter.Host);
        }
        catch
        {
            runs.TryReplace(again, run);
            throw;
        }

        work.Begin(again);
    }

    /// <inheritdoc/>
    public async Task Terminate(AskState state, CancellationToken cancel)
    {
        if (runs.Find(state.Ask.Id, state.Run) is not { } run)
            return;
        await (run.HasEnded ? Withdraw(run, cancel) : Stop(run, cancel));
    }

    private async Task Stop(AskRun run, CancellationToken cancel)
    {
        var told = await Mark();
        await run.Stop.CancelAsync();
        await run.Work.WaitAsync(cancel);
        // It may have been planned, and its journal begun, since.
        if (run.State.Ref != told)
            await Mark();

        async Task<RunRef?> Mark()
        {
            var at = run.State.Ref;
            await (at is null ? new StoredAsk(run.Ask, run.State.Created).Stop(Store, cancel) : Store.WriteBytes(at.Path(RunFiles.Stop), default, WriteMode.Replace, cancel));
            return at;
        }
    }

    // What it found stays; it is not asked again by itself. The word lies with the ask, and counts for every run that it had.
    private async Task Withdraw(AskRun ended, CancellationToken cancel)
    {
        await new StoredAsk(ended.Ask.Withdrawn(), ended.State.Created).Write(Store, cancel);
        foreach (var run in runs.Of(ended.Ask.Id))
            run.NoLongerStands();
    }

    /// <summary>Starts a matter's standing asks again where their latest run is of other documents.</summary>
    /// <param name="matter">The matter.</param>
    /// <param name="snapshot">Key of its documents as they are now.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>False while one of them is still under way with older documents: look again later.</returns>
    public async Task<bool> AskStanding(ServedMatter matter, string snapshot, CancellationToken cancel)
    {
        var settled = true;
        foreach (var run in Standing(matter))
        {
            var state = run.State;
            if (state.Run == snapshot || state is { Run: null, Status: RuntimeStatus.Pending })
                continue;
            if (state is { Status: RuntimeStatus.Running, Progress.Stage: AskStage.AwaitingApproval })
            {
                // The ask first: a process that ends in between asks again, and does not leave it stopped.
                await new StoredAsk(run.Ask, time.GetUtcNow()).Write(Store, cancel);
                await Stop(run, cancel);
            }
            else if (!run.HasEnded)
            {
                settled = false;
                continue;
            }

            await Start(run.Ask, cancel);
        }

        return settled;
    }

    /// <summary>The latest runs of a matter's standing asks; one that a person stopped or withdrew stands no longer.</summary>
    public IReadOnlyList<AskRun> Standing(ServedMatter matter) =>
        [.. runs.Latest.Where(run => run.Matter == matter && run.State is { Ask.Options.Standing: true, Status: not RuntimeStatus.Terminated })];

    /// <summary>Takes note of how far an instance is.</summary>
    public void Report(string instance, AskProgress progress)
    {
        if (instance.Split('.') is not ["ask", var id, var key] || runs.Find(id, key) is not { } run)
            return;
        run.Matter.Files = progress.Files > 0 ? progress.Files : run.Matter.Files;
        run.Now(time.GetUtcNow(), state => state with { Status = RuntimeStatus.Running, Progress = progress });
        if (progress.Stage > AskStage.Reading)
            run.GiveTurn();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => work.DisposeAsync();
}
