using Lector.Api;
using Lector.Core.Asking;
using Lector.Core.Reading;
using Lector.Core.Storage;
using Lector.Local.Folders;

namespace Lector.Hosts.Tests.Api;

public sealed class LiveCountsTests : IDisposable
{
    private static readonly DateTimeOffset Planned = new(2026, 11, 27, 9, 0, 0, TimeSpan.Zero);
    private static readonly RunRef Run = new("matter", "ask", "run");
    private readonly string folder = Directory.CreateTempSubdirectory("lector-live-").FullName;
    private readonly MatterPaths paths = new("matter");

    [Fact]
    public async Task Tells_the_time_left_at_the_pace_of_the_groups_that_are_there()
    {
        await Plan(judging: false);
        foreach (var (shard, seconds) in new[] { (0, 10), (1, 20), (2, 30) })
            await Make(paths.Shard($"s{shard}", "files"), seconds);
        Assert.Equal(new LiveCounts(48, null, 3, 70), await Counts());
    }

    [Fact]
    public async Task Does_not_count_the_time_when_nothing_ran()
    {
        await Plan(judging: false);
        const int night = 12 * 3600;
        for (var shard = 0; shard < 9; shard++)
            await Make(paths.Shard($"s{shard}", "files"), (shard < 5 ? 0 : night) + (10 * shard));
        Assert.Equal(new LiveCounts(144, null, 9, 10), await Counts());
    }

    [Fact]
    public async Task Tells_no_time_while_a_model_that_is_to_follow_has_no_pace_yet()
    {
        await Plan(judging: true);
        foreach (var (shard, seconds) in new[] { (0, 10), (1, 20), (2, 30) })
            await Make(paths.Shard($"s{shard}", "files"), seconds);
        Assert.Equal(new LiveCounts(48, 0, 3, null), await Counts());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tells_the_time_left_while_a_model_reads(bool embeds)
    {
        await Plan(judging: true);
        for (var shard = 0; shard < 10; shard++)
            await Make(paths.Shard($"s{shard}", "files"), 5);
        // What an earlier run left incomplete is read again.
        foreach (var (shard, seconds) in new[] { (0, 40), (1, 100), (2, 160), (3, -500) })
            await Make(embeds ? paths.Embeddings("reader", $"s{shard}") : paths.Verdicts(MatterPaths.Key("Who?"), "reader", $"s{shard}"), seconds);
        Assert.Equal(new LiveCounts(160, 48, 13, 420), await Counts());
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public async Task Tells_of_a_reader_that_is_away_while_the_run_needs_it(int judged, bool told)
    {
        await Plan(judging: true);
        for (var shard = 0; shard < 10; shard++)
            await Make(paths.Shard($"s{shard}", "files"), 5);
        for (var shard = 0; shard < judged; shard++)
            await Make(paths.Embeddings("reader", $"s{shard}"), 10 * (shard + 1));
        var away = new ReaderPause("x", Planned, 300);

        var counts = await Counts(away);

        Assert.Equal(told ? away : null, counts!.Pause);
        Assert.Equal(told ? null : 0, counts.SecondsLeft);
    }

    private Task<LiveCounts?> Counts(ReaderPause? pause = null) => LiveCounts.Of(new FolderStore(folder), Run, new AskProgress(AskStage.Reading, 160, 10, 0), pause, TimeProvider.System, default);

    private async Task Plan(bool judging)
    {
        var all = Enumerable.Range(0, 10).ToList();
        var plan = new RunPlan(new Ask("ask", "matter", "Who?", new AskOptions { Reader = "reader" }), "run", "folder", Planned, 160, 1, [.. all.Select(shard => new PlannedShard($"s{shard}", 16, []))], all, judging ? all : []);
        await new FolderStore(folder).WriteJson(Run.Path(RunFiles.Plan), plan, WriteMode.Replace, default);
    }

    private async Task Make(string name, int seconds)
    {
        var store = new FolderStore(folder);
        await store.WriteBytes(name, new byte[1], WriteMode.Replace, default);
        File.SetLastWriteTimeUtc(store.PathOf(name), Planned.AddSeconds(seconds).UtcDateTime);
    }
}
