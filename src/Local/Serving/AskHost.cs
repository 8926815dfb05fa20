using System.Text.Json;
using Lector.Api;
using Lector.Core;
using Lector.Core.Asking;
using Lector.Core.Reading;
using Lector.Core.Storage;
using Lector.Local.Folders;
using Lector.Local.Running.Durable;

namespace Lector.Local.Serving;

/// <summary>Runs asks on this machine: each a durable instance, resumed after a restart; one at a time of a matter reads, and all share the lanes.</summary>
internal sealed class AskHost(ServedFolder folder, IStore store, string journals, ApiConfig config, SemaphoreSlim lanes, TimeProvider time) : IAskHost, IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, List<AskRun>> runs = [];
    private readonly CancellationTokenSource closing = new();

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
            var given = ports(documents);
            var instances = new InstanceHost(steps?.Invoke(given) ?? new AskSteps(given), store, journals, time, lanes) { Reported = (id, progress) => host!.Report(id, progress) };
            return new ServedMatter(slug, name, documents, given, instances);
        });
        return host = new AskHost(served, store, journals, config, lanes, time);
    }

    /// <summary>Goes on with what an earlier process left.</summary>
    public async Task Resume(CancellationToken cancel)
    {
        var stored = await new StoredRuns(Store, journals, folder, Config.Reader).Load(cancel);
        foreach (var run in stored)
        {
            // A standing ask was asked again, and the process ended before it had stopped the run of older documents.
            if (!run.HasEnded && run.State.Ref is { } at && stored.Any(later => later.Ask.Id == run.Ask.Id && !later.HasEnded && later.State.Created > run.State.Created))
            {
                await Store.WriteBytes(at.Path(RunFiles.Stop), default, WriteMode.Replace, cancel);
                End(run, RuntimeStatus.Terminated, state => state);
            }

            lock (gate)
                Of(run.Ask.Id).Add(run);
            if (!run.HasEnded)
                Begin(run);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<MatterSummary>> Matters(CancellationToken cancel)
    {
        var matters = folder.Look();
        lock (gate)
            return Task.FromResult<IReadOnlyList<MatterSummary>>([.. matters.Select(matter => new MatterSummary(matter.Slug, matter.Name, matter.Files, runs.Values.Count(list => list[^1].Ask.Matter == matter.Slug)))]);
    }

    /// <inheritdoc/>
    public async Task<AskState> Start(Ask ask, CancellationToken cancel)
    {
        var matter = folder.Find(ask.Matter) ?? throw new UserErrorException($"There is no matter \"{ask.Matter}\".");
        AskRun run;
        lock (gate)
        {
            var list = Of(ask.Id);
            if (list.Count > 0 && !list[^1].HasEnded)
                return list[^1].State;
            run = new AskRun(matter, ask, time.GetUtcNow());
            list.Add(run);
        }

        try
        {
            await new StoredAsk(ask, run.State.Created).Write(Store, cancel);
        }
        catch
        {
            lock (gate)
                Forget(run);
            throw;
        }

        Begin(run);
        return run.State;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AskState>> List(string? matter, CancellationToken cancel)
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<AskState>>([.. runs.Values.Select(list => list[^1].State).Where(state => matter is null || state.Ask.Matter == matter).OrderByDescending(state => state.Created)]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AskState>> Runs(string ask, CancellationToken cancel)
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<AskState>>(runs.TryGetValue(ask, out var list) ? [.. list.Select(run => run.State).Reverse()] : []);
    }

    /// <inheritdoc/>
    public Task<AskState?> Find(string ask, string? run, CancellationToken cancel) => Task.FromResult(Known(ask, run)?.State);

    /// <inheritdoc/>
    public async Task Approve(AskState state, bool sendAgain, CancellationToken cancel)
    {
        if (Known(state.Ask.Id, state.Run) is not { } run || state.Ref is not { } at)
            return;
        if (Again(run) is not { } again)
        {
            await Store.WriteJson(at.Path(RunFiles.Approved), new Approval(time.GetUtcNow()), WriteMode.Replace, cancel);
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
            await Store.WriteJson(at.Path(RunFiles.Approved), new Approval(time.GetUtcNow()), WriteMode.Replace, cancel);
            await Store.Delete(at.Path(RunFiles.Stop), cancel);
            await Store.Delete(at.Path(RunFault.File), cancel);
            Clear(state.InstanceId, run.Matter.Host);
        }
        catch
        {
            lock (gate)
                Replace(again, run);
            throw;
        }

        Begin(again);
    }

    // Of two words for an ended run within a moment, one begins it again; the other finds it under way.
    private AskRun? Again(AskRun ended)
    {
        lock (gate)
        {
            if (!ended.HasEnded || !Of(ended.Ask.Id).Contains(ended))
                return null;
            var again = new AskRun(ended.Matter, ended.Ask, time.GetUtcNow());
            again.Now(time.GetUtcNow(), now => now with { Run = ended.State.Run });
            Replace(ended, again);
            return again;
        }
    }

    private void Replace(AskRun run, AskRun other)
    {
        Of(run.Ask.Id).Remove(run);
        Of(run.Ask.Id).Add(other);
    }

    /// <inheritdoc/>
    public async Task Terminate(AskState state, CancellationToken cancel)
    {
        if (Known(state.Ask.Id, state.Run) is not { } run)
            return;
        if (run.State.Ref is { } at)
            await Store.WriteBytes(at.Path(RunFiles.Stop), default, WriteMode.Replace, cancel);
        else
            await new StoredAsk(run.Ask, run.State.Created) { Stopped = true }.Write(Store, cancel);
        await run.Stop.CancelAsync();
        await run.Work.WaitAsync(cancel);
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
                await Terminate(state, cancel);
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

    /// <summary>The latest runs of a matter's standing asks; one that a person stopped stands no longer.</summary>
    public IReadOnlyList<AskRun> Standing(ServedMatter matter)
    {
        lock (gate)
            return [.. runs.Values.Select(list => list[^1]).Where(run => run.Matter == matter && run.Ask.Options.Standing && run.State.Status != RuntimeStatus.Terminated)];
    }

    /// <summary>Takes note of how far an instance is.</summary>
    public void Report(string instance, AskProgress progress)
    {
        if (instance.Split('.') is not ["ask", var id, var key] || Known(id, key) is not { } run)
            return;
        run.Matter.Files = progress.Files > 0 ? progress.Files : run.Matter.Files;
        run.Now(time.GetUtcNow(), state => state with { Status = RuntimeStatus.Running, Progress = progress });
        if (progress.Stage > AskStage.Reading)
            run.GiveTurn();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        Task[] open;
        lock (gate)
            open = [.. runs.Values.SelectMany(list => list).Select(run => run.Work)];
        await Task.WhenAll(open);
        closing.Dispose();
    }

    private List<AskRun> Of(string ask) => runs.TryGetValue(ask, out var list) ? list : runs[ask] = [];

    private AskRun? Known(string ask, string? key)
    {
        lock (gate)
            return runs.TryGetValue(ask, out var list) ? key is null ? list[^1] : list.FindLast(run => run.State.Run == key) : null;
    }

    private void Forget(AskRun run)
    {
        Of(run.Ask.Id).Remove(run);
        if (Of(run.Ask.Id).Count == 0)
            runs.Remove(run.Ask.Id);
    }

    private void Begin(AskRun run) => run.Work = Task.Run(() => Work(run));

    private async Task Work(AskRun run)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(run.Stop.Token, closing.Token);
        try
        {
            await run.TakeTurn(either.Token);
            if (run.State.Run is null)
                await Plan(run, either.Token);
            var at = run.State.Ref!;
            var result = await Instance.Run(run.Matter.Host, Steps.Ask, run.State.InstanceId, new AskRef(at.Matter, at.Ask, at.Run, run.Ask.Options.AutoSend), either.Token);
            End(run, RuntimeStatus.Completed, state => state with { Output = result.Deserialize<AskResult>(Json.Options) });
        }
        catch (Exception) when (run.Stop.IsCancellationRequested)
        {
            End(run, RuntimeStatus.Terminated, state => state);
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // The next process goes on from the journal.
        }
        catch (Exception e)
        {
            var sentence = await Sentence(run, e);
            End(run, RuntimeStatus.Failed, state => state with { Fault = sentence });
        }
        finally
        {
            run.GiveTurn();
            run.Matter.Host.Signals.Forget(run.State.InstanceId);
        }
    }

    private async Task Plan(AskRun run, CancellationToken cancel)
    {
        run.Now(time.GetUtcNow(), state => state with { Status = RuntimeStatus.Running, Progress = new AskProgress(AskStage.Planning, 0, 0, 0) });
        await lanes.WaitAsync(cancel);
        RunRef at;
        try
        {
            at = await new PlanStep(run.Matter.Ports).Snapshot(run.Ask, cancel);
        }
        finally
        {
            lanes.Release();
        }

        // Another run over the same documents has no other result: this one takes its place, and a word that was given for that one is not for this.
        Clear($"ask.{at.Ask}.{at.Run}", run.Matter.Host);
        await Store.Delete(at.Path(RunFiles.Stop), cancel);
        await Store.Delete(at.Path(RunFault.File), cancel);
        await Store.Delete(at.Path(RunFiles.Approved), cancel);
        lock (gate)
        {
            Of(at.Ask).RemoveAll(other => other != run && other.State.Run == at.Run);
            run.Now(time.GetUtcNow(), state => state with { Run = at.Run });
        }
    }

    private void End(AskRun run, RuntimeStatus status, Func<AskState, AskState> change) => run.Now(time.GetUtcNow(), state => change(state) with { Status = status });

    private async Task<string> Sentence(AskRun run, Exception e)
    {
        var sentence = e switch
        {
            UserErrorException or ReaderUnavailableException => e.Message,
            IOException => $"The disk could not be written or read ({e.GetType().Name}). What was read is kept; make room and ask again.",
            StepFailedException failed when run.State.Ref is { } at => (await Store.ReadJson<RunFault>(at.Path(RunFault.File), CancellationToken.None))?.Sentence ?? RunFault.Broke(failed.Type),
            _ => RunFault.Broke(e.GetType().Name),
        };
        try
        {
            if (run.State.Run is null)
                await new StoredAsk(run.Ask, run.State.Created) { Fault = sentence }.Write(Store, CancellationToken.None);
        }
        catch (UserErrorException)
        {
            // The disk is full: the next process tries the ask again.
        }

        return sentence;
    }

    private static void Clear(string instance, InstanceHost host)
    {
        var path = host.PathOf(instance);
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            return;
        foreach (var journal in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, instance + ".*jsonl"))
            File.Delete(journal);
    }
}
