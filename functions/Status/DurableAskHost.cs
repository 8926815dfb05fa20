using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Grpc.Core;
using Lector.Api;
using Lector.Core.Asking;
using Lector.Core.Asking.Waking;
using Lector.Core.Documents;
using Lector.Core.Storage;
using Microsoft.DurableTask.Client;

namespace Lector.Functions.Status;

/// <summary>Runs asks by Durable Functions, behind the HTTP API that every host has. What was asked and what was said lies in the store; Durable knows how far it is.</summary>
public sealed partial class DurableAskHost(DurableTaskClient client, IStore store, IMatters matters, ApiConfig config, TimeProvider time) : IAskHost
{
    private const int AtOnce = 16;
    private static readonly TimeSpan Stopping = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, string> matterOf = [];
    private readonly DurableInstances instances = new(client);
    private readonly AskStates states = new(client, store);

    /// <inheritdoc/>
    public ApiConfig Config => config;

    /// <inheritdoc/>
    public IStore Store => store;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<MatterSummary>> Matters(CancellationToken cancel)
    {
        var found = new List<MatterSummary>();
        await foreach (var name in matters.List(cancel))
            found.Add(new MatterSummary(MatterPaths.Slug(name), name, null, await store.List(StoredAsk.Prefix(MatterPaths.Slug(name)), cancel).CountAsync(cancel)));
        return found;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Notice>> Notices(CancellationToken cancel) => Notice.All(store, cancel);

    /// <inheritdoc/>
    public async Task<AskState> Start(Ask ask, CancellationToken cancel)
    {
        if (await Asked(ask.Id, cancel) is { } before && await states.Of(before, before.Run, cancel) is { Status: RuntimeStatus.Pending or RuntimeStatus.Running } state)
        {
            // Taken once more, which does nothing where it was: a process may have ended between storing it and starting it.
            if (before.Run is null)
                await instances.Take(before, cancel);
            return state;
        }

        var stored = new StoredAsk(ask, time.GetUtcNow());
        await stored.Write(store, cancel);
        await instances.Take(stored, cancel);
        return AskStates.Waiting(stored);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AskState>> List(string? matter, CancellationToken cancel)
    {
        var names = new List<string>();
        foreach (var slug in await Slugs(cancel))
        {
            if (matter is not null && slug != matter)
                continue;
            await foreach (var blob in store.List(StoredAsk.Prefix(slug), cancel))
                names.Add(blob.Name);
        }

        var found = new ConcurrentBag<AskState>();
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (name, stop) =>
        {
            if (await store.ReadJson<StoredAsk>(name, stop) is { } stored && await states.Of(stored, stored.Run, stop) is { } state)
                found.Add(state);
        });
        return [.. found.OrderByDescending(state => state.Created)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AskState>> Runs(string ask, CancellationToken cancel)
    {
        if (await Asked(ask, cancel) is not { } stored)
            return [];
        var found = new List<AskState>();
        if (stored.Run is null)
            found.Add((await states.Of(stored, null, cancel))!);
        await foreach (var blob in store.List($"{stored.Ask.Matter}/asks/{ask}/", cancel))
        {
            if (blob.Name.Split('/') is [_, _, _, var run, RunFiles.Plan] && await states.Of(stored, run, cancel) is { } state)
                found.Add(state);
        }

        return [.. found.OrderByDescending(state => state.Created)];
    }

    /// <inheritdoc/>
    public async Task<AskState?> Find(string ask, string? run, CancellationToken cancel) =>
        (run is null || Key().IsMatch(run)) && await Asked(ask, cancel) is { } stored ? await states.Of(stored, run ?? stored.Run, cancel) : null;

    /// <inheritdoc/>
    public async Task Approve(AskState state, Approval approval, bool sendAgain, CancellationToken cancel)
    {
        if (state.Ref is not { } run)
            return;
        if (sendAgain)
            await store.WriteBytes(run.Path(RunFiles.SendAgain), default, WriteMode.Replace, cancel);
        await store.WriteJson(run.Path(RunFiles.Approved), approval, WriteMode.Replace, cancel);
        if (state.Status is RuntimeStatus.Running or RuntimeStatus.Pending)
        {
            await Signal(state, cancel);
            return;
        }

        // Begun again from the top, by the plan that it has: what was read and paid lies in the store.
        await store.Delete(run.Path(RunFiles.Stop), cancel);
        await instances.Forget(await Instances(run, cancel), cancel);
        await instances.Start(new AskRef(run.Matter, run.Ask, run.Run, state.Ask.Options.AutoSend), cancel);
    }

    /// <inheritdoc/>
    public async Task Terminate(AskState state, CancellationToken cancel)
    {
        if (await Asked(state.Ask.Id, cancel) is { } stored)
            await stored.Stop(store, cancel);
        // Looked at again: its run may have begun since.
        var latest = (await Asked(state.Ask.Id, cancel))?.Run;
        foreach (var key in new[] { state.Run, latest }.OfType<string>().Distinct())
            await instances.Stop(store, new RunRef(state.Ask.Matter, state.Ask.Id, key), cancel);
        if ((state.Run ?? latest) is null)
            return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Stopping);
        try
        {
            await client.WaitForInstanceCompletionAsync((state with { Run = state.Run ?? latest }).InstanceId, limit.Token);
        }
        catch (Exception e) when ((e is OperationCanceledException or RpcException) && !cancel.IsCancellationRequested)
        {
            // The engine is slow: the word lies in the store, where every step looks.
        }
    }

    // The wait that it is in, and the next: the word lies in the store, a signal is only a hint.
    private async Task Signal(AskState state, CancellationToken cancel)
    {
        try
        {
            for (var look = state.Progress?.Looks ?? 0; look <= (state.Progress?.Looks ?? 0) + 1; look++)
                await client.RaiseEventAsync(state.InstanceId, AskOrchestration.ApprovalSignal(look), cancel);
        }
        catch (RpcException)
        {
            // It has ended in the meantime, and Durable takes no signal to one that has.
        }
    }

    private async Task<IReadOnlyList<string>> Instances(RunRef run, CancellationToken cancel) =>
        RunInstances.All(run, await store.ReadJson<RunPlan>(run.Path(RunFiles.Plan), cancel));

    private async Task<IReadOnlyList<string>> Slugs(CancellationToken cancel) => await matters.List(cancel).Select(name => MatterPaths.Slug(name)).ToListAsync(cancel);

    private async Task<StoredAsk?> Asked(string ask, CancellationToken cancel)
    {
        if (!Slug().IsMatch(ask))
            return null;
        if (matterOf.TryGetValue(ask, out var matter))
            return await store.ReadJson<StoredAsk>(StoredAsk.Name(matter, ask), cancel);
        foreach (var slug in await Slugs(cancel))
        {
            if (await store.ReadJson<StoredAsk>(StoredAsk.Name(slug, ask), cancel) is not { } stored)
                continue;
            matterOf[ask] = slug;
            return stored;
        }

        return null;
    }

    [GeneratedRegex("^[a-z0-9-]{1,39}$")]
    private static partial Regex Slug();

    [GeneratedRegex("^[0-9a-f]{16}$")]
    private static partial Regex Key();
}
