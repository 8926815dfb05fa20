using System.Text.Json;
using Lector.Api;
using Lector.Core;
using Lector.Core.Asking;
using Lector.Core.Reading;
using Lector.Core.Storage;
using Lector.Local.Running.Durable;

namespace Lector.Local.Serving;

/// <summary>The work of runs: each waits for its matter's turn, plans, and goes through its durable instance to its end.</summary>
internal sealed class RunWork(IStore store, SemaphoreSlim lanes, RunList runs, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource closing = new();

    /// <summary>Begins a run, or goes on with it.</summary>
    public void Begin(AskRun run) => run.Work = Task.Run(() => Work(run));

    /// <summary>Takes down that a run has ended.</summary>
    public void End(AskRun run, RuntimeStatus status, Func<AskState, AskState> change) => run.Now(time.GetUtcNow(), state => change(state) with { Status = status });

    /// <summary>Forgets how far a run's instance and its children are, so that it begins at the top.</summary>
    public static void Clear(string instance, InstanceHost host)
    {
        var path = host.PathOf(instance);
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            return;
        foreach (var journal in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, instance + ".*jsonl"))
            File.Delete(journal);
    }

    /// <summary>Lets go of all runs; the next process goes on from their journals.</summary>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await Task.WhenAll(runs.All.Select(run => run.Work));
        closing.Dispose();
    }

    private async Task Work(AskRun run)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(run.Stop.Token, closing.Token);
        try
        {
            await run.TakeTurn(either.Token);
            if (run.State.Run is null)
                await Plan(run, either.Token);
            var at = run.State.Ref!;
            var result = await Instance.Run(run.Matter.Host, Steps.Ask, run.State.InstanceId, new AskRef(at.Matter, at.Ask, at.Run, run.Ask.Options.AutoSend), either.Token, run.State.Created);
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
        foreach (var other in runs.Of(run.Ask.Id).Where(other => other != run && !other.HasEnded && other.State.Run == at.Run))
        {
            await other.Stop.CancelAsync();
            await other.Work.WaitAsync(cancel);
        }

        Clear($"ask.{at.Ask}.{at.Run}", run.Matter.Host);
        await store.Delete(at.Path(RunFiles.Stop), cancel);
        await store.Delete(at.Path(RunFault.File), cancel);
        await store.Delete(at.Path(RunFiles.Approved), cancel);
        runs.Name(run, at.Run, time.GetUtcNow());
    }

    private async Task<string> Sentence(AskRun run, Exception e)
    {
        var sentence = e switch
        {
            UserErrorException or ReaderUnavailableException => e.Message,
            IOException => $"The disk could not be written or read ({e.GetType().Name}). What was read is kept; make room and ask again.",
            StepFailedException failed when run.State.Ref is { } at => (await store.ReadJson<RunFault>(at.Path(RunFault.File), CancellationToken.None))?.Sentence ?? RunFault.Broke(failed.Type),
            _ => RunFault.Broke(e.GetType().Name),
        };
        try
        {
            if (run.State.Run is null)
                await new StoredAsk(run.Ask, run.State.Created) { Fault = sentence }.Write(store, CancellationToken.None);
        }
        catch (UserErrorException)
        {
            // The disk is full: the next process tries the ask again.
        }

        return sentence;
    }
}
