using Lector.Core.Asking;
using Lector.Core.Storage;
using Lector.Tests.Ports;
using Microsoft.DurableTask.Client;

namespace Lector.Azure.Tests.Functions;

public sealed class AskTests
{
    private const string Question = "Who approved the interim price of 8.95 per pallet?";

    private static readonly FrontierChoice Choice = new("http://127.0.0.1:9/v1/", "fake");
    private static readonly AskOptions Sending = new() { Frontier = Choice, AutoSend = true };
    private static readonly AskOptions Asking = new() { Frontier = Choice };

    [Fact]
    public async Task Runs_a_whole_ask_and_answers_once()
    {
        await using var host = await DurableHost.Start();
        var (run, state) = await host.Settled(await host.Take(Question, Sending), ended: true);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, state.RuntimeStatus);
        var result = state.ReadOutputAs<AskResult>()!;
        Assert.Equal((3, 1, Answered.Replied, 1), (result.Total, result.Claims, result.Answered, ((CountingFrontier)host.Frontier!).Count));
        Assert.Equal(result.Total, result.Relevant + result.SetAside + result.Unreadable + result.Failed);
        Assert.True(await host.Store.Exists(run.Path(RunFiles.Report), default));
    }

    [Fact]
    public async Task Says_in_line_one_of_what_left_the_house_that_the_documents_are_stored_in_Azure()
    {
        await using var host = await DurableHost.Start(() => new DurableHost { Change = ports => ports with { StoredIn = new StoragePlace("Azure Storage", "northgatedocs", "swedencentral") } });
        var (run, _) = await host.Settled(await host.Take(Question), ended: true);

        var report = System.Text.Encoding.UTF8.GetString((await host.Store.ReadBytes(run.Path(RunFiles.Report), default))!);
        Assert.Contains("All 3 documents are stored in Azure Storage, account northgatedocs, region swedencentral; reading on premises does not change that.", report);
        Assert.DoesNotContain("nothing off this machine", report);
    }

    [Fact]
    public async Task Tries_a_step_again_as_often_as_it_allows_and_no_more()
    {
        var faults = new FaultyDocuments(times: 1);
        await using var host = await DurableHost.Start(() => new DurableHost { Change = ports => ports with { Documents = slug => faults.Around(ports.Documents(slug)) } });
        var (_, state) = await host.Settled(await host.Take(Question), ended: true);
        Assert.Equal((OrchestrationRuntimeStatus.Completed, 2), (state.RuntimeStatus, faults.Tried));
    }

    [Fact]
    public async Task A_step_that_fails_for_good_leaves_its_type_in_the_history_and_nothing_else()
    {
        var faults = new FaultyDocuments(times: 100);
        await using var host = await DurableHost.Start(() => new DurableHost { Change = ports => ports with { Documents = slug => faults.Around(ports.Documents(slug)) } });
        var asked = await host.Take(Question);
        var (run, state) = await host.Settled(asked, ended: true);

        Assert.Equal((OrchestrationRuntimeStatus.Failed, 2), (state.RuntimeStatus, faults.Tried));
        Assert.Equal("Broke off: System.InvalidOperationException", state.FailureDetails!.ErrorMessage);
        Assert.True(string.IsNullOrEmpty(state.FailureDetails.StackTrace), state.FailureDetails.StackTrace);
        foreach (var id in RunInstances.All(run, await host.Store.Planned(run, default)))
            Assert.DoesNotContain(FaultyDocuments.Secret, await host.Histories.Text(id));
    }

    [Fact]
    public async Task A_reader_that_dies_in_the_middle_ends_the_run_in_words_and_what_was_read_is_kept()
    {
        var reader = new MortalReader(dieAfter: 2);
        await using var host = await DurableHost.Start(() => new DurableHost { Change = ports => ports with { Reader = reader } });
        for (var i = 0; i < 80; i++)
            host.Matters.Put(DurableHost.Matter, $"more/{i:00}.txt", $"Note {i} on pallets and prices.");
        var asked = await host.Take(Question);
        var (run, state) = await host.Settled(asked, ended: true);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, state.RuntimeStatus);
        Assert.Equal("The reader went away.", (await host.Store.ReadJson<RunFault>(run.Path(RunFault.File), default))!.Sentence);
        Assert.InRange(reader.Read, 1, 81);

        reader.Revive();
        var (again, done) = await host.Settled(await host.Take(Question), ended: true, after: state.CreatedAt);
        Assert.Equal((run, OrchestrationRuntimeStatus.Completed), (again, done.RuntimeStatus));
        Assert.Equal(82, reader.Read);
    }

    [Fact]
    public async Task Waits_for_a_word_that_comes_late_and_twice_and_sends_once()
    {
        await using var host = await DurableHost.Start();
        var asked = await host.Take(Question, Asking);
        var (run, waiting) = await host.Settled(asked);
        Assert.Equal((AskStage.AwaitingApproval, 0), (waiting.ReadCustomStatusAs<AskProgress>()!.Stage, ((CountingFrontier)host.Frontier!).Count));

        await host.Approve(run);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => host.Client.RaiseEventAsync(waiting.InstanceId, AskOrchestration.ApprovalSignal(0))));
        var (_, done) = await host.Settled(asked, ended: true);
        await host.Client.RaiseEventAsync(waiting.InstanceId, AskOrchestration.ApprovalSignal(0));

        Assert.Equal(Answered.Replied, done.ReadOutputAs<AskResult>()!.Answered);
        Assert.Equal(1, ((CountingFrontier)host.Frontier!).Count);
    }

    [Fact]
    public async Task A_word_for_another_request_that_comes_before_it_waits_sends_nothing()
    {
        await using var host = await DurableHost.Start();
        var asked = new StoredAsk(Ask.Of(host.Slug, Question, Asking), DateTimeOffset.UtcNow);
        var run = new RunRef(host.Slug, asked.Ask.Id, await new PlanStep(host.Ports).Key(host.Slug, default));
        await host.Store.WriteJson(run.Path(RunFiles.Approved), new Approval(DateTimeOffset.UtcNow, new string('0', 64)), WriteMode.Replace, default);
        await asked.Write(host.Store, default);
        await host.Instances.Take(asked, default);
        var (_, waiting) = await host.Settled(asked);
        Assert.Equal((AskStage.AwaitingApproval, 0), (waiting.ReadCustomStatusAs<AskProgress>()!.Stage, ((CountingFrontier)host.Frontier!).Count));
    }

    [Fact]
    public async Task A_signal_without_a_word_in_the_store_sends_nothing()
    {
        await using var host = await DurableHost.Start();
        var asked = await host.Take(Question, Asking);
        var (_, waiting) = await host.Settled(asked);
        await host.Client.RaiseEventAsync(waiting.InstanceId, AskOrchestration.ApprovalSignal(0));
        for (var i = 0; i < 100 && (await host.Settled(asked)).State.ReadCustomStatusAs<AskProgress>()!.Looks == 0; i++)
            await Task.Delay(50);

        Assert.Equal(1, (await host.Settled(asked)).State.ReadCustomStatusAs<AskProgress>()!.Looks);
        Assert.Equal(0, ((CountingFrontier)host.Frontier!).Count);
    }

    [Fact]
    public async Task Stops_the_run_and_its_chunks_by_their_ids()
    {
        var reader = new MortalReader(dieAfter: int.MaxValue) { Slow = TimeSpan.FromMilliseconds(300) };
        await using var host = await DurableHost.Start(() => new DurableHost { Change = ports => ports with { Reader = reader } });
        for (var i = 0; i < 400; i++)
            host.Matters.Put(DurableHost.Matter, $"more/{i:000}.txt", $"Note {i} on pallets and prices.");
        var asked = await host.Take(Question);
        while (reader.Read == 0)
            await Task.Delay(20);
        var run = new RunRef(host.Slug, asked.Ask.Id, (await host.Store.ReadJson<StoredAsk>(StoredAsk.Name(host.Slug, asked.Ask.Id), default))!.Run!);
        var ids = RunInstances.All(run, await host.Store.Planned(run, default));
        await host.Store.WriteBytes(run.Path(RunFiles.Stop), default, WriteMode.Replace, default);
        await host.Instances.Stop(ids, default);

        foreach (var id in ids)
            Assert.NotEqual(OrchestrationRuntimeStatus.Running, (await host.Client.WaitForInstanceCompletionAsync(id)).RuntimeStatus);
        // Steps that were under way come to their end; none begins.
        int read;
        var looks = 0;
        do
        {
            read = reader.Read;
            await Task.Delay(1000);
        }
        while (reader.Read != read && ++looks < 5);
        Assert.Equal(read, reader.Read);
        Assert.InRange(read, 1, 401);

        await host.Instances.Forget(ids, default);
        foreach (var id in ids)
            Assert.Null(await host.Client.GetInstanceAsync(id));
    }
}
