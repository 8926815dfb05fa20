using Lector.Core.Asking.Queueing;
using Lector.Core.Reading;

namespace Lector.Core.Tests.Asking.Queueing;

public sealed class AnnouncementsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Appoints_who_reads_most_a_second_of_those_that_are_there() =>
        Assert.Equal("b", Chosen(One("a", pace: 900), One("b", pace: 600), One("b", pace: 600, program: "2"), One("c", pace: 5000, minutesAgo: 9)));

    [Fact]
    public void Appoints_who_was_seen_last_where_none_is_there_for_it_may_be_scaled_to_zero() =>
        Assert.Equal("b", Chosen(One("a", minutesAgo: 5000), One("b", minutesAgo: 4000), One("c", minutesAgo: 60 * 24 * 31)));

    [Fact]
    public void Appoints_none_that_is_away_as_long_as_another_may_come() =>
        Assert.Null(new Announcements([One("a", minutesAgo: 5), One("b") with { Ended = true }]).Chosen(Now, orAbsent: false));

    [Fact]
    public void Prefers_one_that_is_there_to_one_that_ended_a_moment_ago() =>
        Assert.Equal("a", Chosen(One("a", minutesAgo: 2, pace: 1), One("b") with { Ended = true, Pace = 9000 }));

    [Fact]
    public void Passes_over_a_reader_outside_the_house() =>
        Assert.Null(Chosen(One("a") with { Identity = new ReaderIdentity("chat", "a", "1", ReaderPlace.ThirdParty, "https://api.example.com") }));

    [Fact]
    public async Task Forgets_programs_that_ended_long_ago_and_what_it_cannot_read()
    {
        var store = new MemoryStore();
        await Announcements.Write(store, One("a") with { Seen = TimeProvider.System.GetUtcNow() }, default);
        await Announcements.Write(store, One("a", program: "old") with { Seen = TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(31) }, default);
        store.Blobs["readers/x/torn.json"] = [(byte)'{'];

        Assert.Single((await Announcements.Load(store, TimeProvider.System, default)).All);
        Assert.Single(store.Blobs);
    }

    private static string? Chosen(params ReaderAnnouncement[] all) => new Announcements(all).Chosen(Now, orAbsent: true)?.Model;

    private static ReaderAnnouncement One(string model, double? pace = null, int minutesAgo = 0, string program = "1") =>
        new(new ReaderIdentity("chat", model, "1", ReaderPlace.InProcess, null), program, Now - TimeSpan.FromMinutes(minutesAgo)) { Pace = pace };
}
