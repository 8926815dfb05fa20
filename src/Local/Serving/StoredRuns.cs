using System.Text.Json;
using Lector.Api;
using Lector.Core.Asking;
using Lector.Core.Storage;
using Lector.Local.Running.Durable;

namespace Lector.Local.Serving;

/// <summary>What lies in the store of runs that earlier processes began.</summary>
internal sealed class StoredRuns(IStore store, string journals, ServedFolder folder, string reader)
{
    /// <summary>Every run and every ask that waits, oldest first.</summary>
    public async Task<IReadOnlyList<AskRun>> Load(CancellationToken cancel)
    {
        var found = new List<AskRun>();
        if (Directory.Exists(journals))
        {
            foreach (var path in Directory.EnumerateFiles(journals, "ask.*.jsonl"))
            {
                if (await Of(path, cancel) is { } run)
                    found.Add(run);
            }
        }

        foreach (var matter in folder.Look())
            await Waiting(matter, found, cancel);
        return [.. found.OrderBy(run => run.State.Created)];
    }

    private async Task<AskRun?> Of(string path, CancellationToken cancel)
    {
        if (Journal.Look(path) is not var (head, events) || head.Flow != Steps.Ask.Name || head.Input.Deserialize<AskRef>(Json.Options) is not { } ask)
            return null;
        var at = new RunRef(ask.Matter, ask.Ask, ask.Run);
        if (folder.Find(ask.Matter) is not { } matter || await store.ReadJson<RunPlan>(at.Path(RunFiles.Plan), cancel) is not { } plan)
            return null;

        var run = new AskRun(matter, plan.Ask, head.Created);
        var last = events.Count > 0 ? events[^1] : null;
        var ended = last?.What == JournalEvent.End;
        var stopped = await store.Exists(at.Path(RunFiles.Stop), cancel);
        var fault = ended && last!.Failed is { } type ? (await store.ReadJson<RunFault>(at.Path(RunFault.File), cancel))?.Sentence ?? RunFault.Broke(type) : null;
        // A run that another reader began is planned anew: its plan counts on verdicts that this one does not give.
        var begun = ended || stopped || plan.Ask.Options.Reader == reader;
        run.Now(last?.At ?? head.Created, state => state with
        {
            Run = begun ? ask.Run : null,
            Status = ended && fault is null ? RuntimeStatus.Completed : stopped ? RuntimeStatus.Terminated : ended ? RuntimeStatus.Failed : RuntimeStatus.Pending,
            Output = ended && last!.Result is { } result ? result.Deserialize<AskResult>(Json.Options) : null,
            Progress = ended && fault is null ? new AskProgress(AskStage.Done, plan.Files, plan.Reading.Count + plan.Judging.Count, plan.Reading.Count + plan.Judging.Count) : null,
            Fault = stopped ? null : fault,
        });
        return run;
    }

    private async Task Waiting(ServedMatter matter, List<AskRun> found, CancellationToken cancel)
    {
        await foreach (var blob in store.List(StoredAsk.Prefix(matter.Slug), cancel))
        {
            if (await store.ReadJson<StoredAsk>(blob.Name, cancel) is not { } stored)
                continue;
            var begun = found.Where(run => run.Ask.Id == stored.Ask.Id).ToList();
            if (!stored.Ask.Options.Standing)
                begun.ForEach(run => run.NoLongerStands());
            if (begun.Exists(run => run.State.Created >= stored.Requested))
                continue;
            var waiting = new AskRun(matter, stored.Ask, stored.Requested);
            var stopped = await stored.IsStopped(store, cancel);
            if (stored.Fault is not null || stopped)
                waiting.Now(stored.Requested, state => state with { Status = stopped ? RuntimeStatus.Terminated : RuntimeStatus.Failed, Fault = stored.Fault });
            found.Add(waiting);
        }
    }
}
