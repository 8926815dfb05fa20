using Lector.Core.Asking;
using Lector.Core.Asking.Waking;
using Lector.Core.Storage;

namespace Lector.Core.Tests.Asking.Waking;

public sealed class WakeTimeTests
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("12:00:00", "12:01")] // the quiet time ends on a whole minute: that one
    [InlineData("12:00:01", "12:02")]
    [InlineData("12:00:59", "12:02")]
    [InlineData("23:59:30", "00:01")]
    public void Comes_at_the_first_whole_minute_after_the_quiet_time(string changed, string expected)
    {
        var at = WakeTime.Of(DateTimeOffset.Parse($"2026-11-27T{changed}Z", System.Globalization.CultureInfo.InvariantCulture), Quiet);
        Assert.Equal((expected, 0), (at.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture), at.Second));
    }

    [Fact]
    public void Leaves_a_matter_to_a_later_wake_while_documents_come_in()
    {
        var at = new DateTimeOffset(2026, 11, 27, 12, 2, 0, TimeSpan.Zero);
        Assert.Null(WakeTime.Again(at, at.AddSeconds(-61), Quiet));
        Assert.Null(WakeTime.Again(at, at.AddSeconds(-60), Quiet));
        Assert.Equal(at.AddMinutes(1), WakeTime.Again(at, at.AddSeconds(-59), Quiet));
    }

    [Fact]
    public void Every_id_has_at_most_a_hundred_characters_that_Durable_takes()
    {
        var longest = new RunRef(MatterPaths.Slug(new string('m', 900)), Ask.Of("m", new string('q', Ask.LongestQuestion), new AskOptions()).Id, MatterPaths.Key("snapshot"));
        string[] ids =
        [
            RunInstances.Id(longest), RunInstances.Chunk(RunInstances.Id(longest), int.MaxValue, judge: true),
            WakeTime.Id(longest.Matter, DateTimeOffset.MaxValue), new BeginRef(longest.Matter, longest.Ask, true).InstanceId(DateTimeOffset.MaxValue),
            WakeTime.Id(MatterPaths.Slug("事件 / ..\\#?"), DateTimeOffset.UnixEpoch),
        ];
        Assert.All(ids, id => Assert.Matches("^[a-z][a-z0-9.-]{0,99}$", id));
    }

    [Fact]
    public void Names_every_instance_of_a_run()
    {
        var run = new RunRef("m", "a", "s");
        var plan = new RunPlan(Ask.Of("m", "q", new AskOptions()), "s", "", default, 0, 0, [], [.. Enumerable.Range(0, 65)], [1]);
        Assert.Equal(["ask.a.s.r0", "ask.a.s.r1", "ask.a.s.j0", "ask.a.s"], RunInstances.All(run, plan));
        Assert.Equal(["ask.a.s"], RunInstances.All(run, null));
    }
}
