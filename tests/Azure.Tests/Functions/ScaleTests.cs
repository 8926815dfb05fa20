using System.Globalization;
using System.Text;
using Lector.Core.Asking;
using Lector.Core.Documents;
using Lector.Core.Storage;
using Microsoft.DurableTask.Client;

namespace Lector.Azure.Tests.Functions;

/// <summary>What a run costs Durable: rows and bytes of history, the largest payload. Rows are what a table would be billed and replayed by.</summary>
public sealed class ScaleTests(ITestOutputHelper output)
{
    private const int Documents = 10_000;
    private const int Naive = 1_000;
    private const int LargestPayload = 300;

    [Fact]
    public async Task Ten_thousand_documents_in_groups_stay_below_the_history_that_the_design_allows()
    {
        await using var host = await DurableHost.Start(() => Filled(Documents));
        var began = TimeProvider.System.GetTimestamp();
        var (run, state) = await host.Settled(await host.Take("Who approved the interim price?"), ended: true);
        var took = TimeProvider.System.GetElapsedTime(began);
        Assert.Equal((OrchestrationRuntimeStatus.Completed, Documents), (state.RuntimeStatus, state.ReadOutputAs<AskResult>()!.Total));

        var plan = await host.Store.Planned(run, default);
        var grouped = Measure(host, RunInstances.All(run, plan));
        Tell("groups", Documents, grouped, $"{plan.Reading.Count} groups of at most {Groups.Size(Documents)}, {took.TotalSeconds:0} s");
        Assert.InRange(grouped.Rows, 1, (int)(60 + (.12 * Documents)));
        Assert.InRange(grouped.Largest, 1, LargestPayload);
        Assert.InRange(Encoding.UTF8.GetByteCount(state.SerializedCustomStatus!), 1, 16 * 1024);
    }

    [Fact]
    public async Task One_activity_a_document_would_write_far_more()
    {
        // The same code and host with groups of one file: what a sample of an activity for each document does.
        await using var host = await DurableHost.Start(() => Filled(Naive));
        var ask = new StoredAsk(Ask.Of(host.Slug, "Who approved the interim price?", new AskOptions()), DateTimeOffset.UtcNow);
        var run = await new PlanStep(host.Ports).Snapshot(ask.Ask, default);
        await Split(host, run);
        await (ask with { Run = run.Run }).Write(host.Store, default);
        await host.Instances.Start(new AskRef(run.Matter, run.Ask, run.Run, false), default);
        var (_, state) = await host.Settled(ask, ended: true);
        Assert.Equal((OrchestrationRuntimeStatus.Completed, Naive), (state.RuntimeStatus, state.ReadOutputAs<AskResult>()!.Total));

        var naive = Measure(host, RunInstances.All(run, await host.Store.Planned(run, default)));
        Tell("one activity a document", Naive, naive, "groups of one");
        Assert.InRange(naive.Rows, 2 * Naive, 6 * Naive);
    }

    private static DurableHost Filled(int documents)
    {
        var host = new DurableHost();
        for (var i = 0; i < documents; i++)
            host.Matters.Put(DurableHost.Matter, string.Create(CultureInfo.InvariantCulture, $"{i / 1000:00}/{i:00000}.txt"), $"Note {i} on pallets: the interim price {(i % 97 == 0 ? "was approved" : "was asked for")} in week {i % 52}.");
        return host;
    }

    private static async Task Split(DurableHost host, RunRef run)
    {
        var plan = await host.Store.Planned(run, default);
        var files = new List<SourceFile>();
        foreach (var i in plan.Reading)
            files.AddRange((await host.Store.ReadJson<ShardFiles>(run.Path(RunFiles.Order(plan.Shards[i].Id)), default))!.Files);
        var groups = Groups.Cut(files, 1, Core.Reading.TextShard.Version(host.Ports.Extractor)).ToList();
        foreach (var group in groups)
            await host.Store.WriteJson(run.Path(RunFiles.Order(group.Id)), group, WriteMode.Replace, default);
        await host.Store.WriteJson(run.Path(RunFiles.Plan), plan with { Shards = [.. groups.Select(group => new PlannedShard(group.Id, 1, []))], Reading = [.. Enumerable.Range(0, groups.Count)] }, WriteMode.Replace, default);
    }

    private static (int Instances, int Rows, long Bytes, int Largest) Measure(DurableHost host, IReadOnlyList<string> ids)
    {
        var (rows, bytes, largest) = (0, 0L, 0);
        foreach (var id in ids)
        {
            var history = host.Histories.Rows(id);
            rows += history.Count;
            bytes += history.Sum(row => (long)Encoding.UTF8.GetByteCount(row));
            largest = Math.Max(largest, host.Histories.LargestPayload(id));
        }

        return (ids.Count, rows, bytes, largest);
    }

    private void Tell(string how, int documents, (int Instances, int Rows, long Bytes, int Largest) measured, string note) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{how}: {documents:N0} documents, {measured.Instances} instances, {measured.Rows:N0} history rows ({(double)measured.Rows / documents:0.000} a document), {measured.Bytes:N0} bytes ({(double)measured.Bytes / documents:0.0} a document), largest payload {measured.Largest} bytes; {note}"));
}
