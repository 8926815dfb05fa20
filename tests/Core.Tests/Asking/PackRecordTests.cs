using System.Globalization;
using Lector.Core.Asking;
using Lector.Core.Storage;

namespace Lector.Core.Tests.Asking;

public sealed class PackRecordTests
{
    [Fact]
    public async Task Opens_to_the_same_words_under_a_later_plan_that_orders_the_shards_otherwise()
    {
        const string question = "Who approved the interim price of 8.95 per pallet?";
        var matter = new AskedMatter();
        for (var i = 20; i < 80; i++)
            matter[i.ToString("00", CultureInfo.InvariantCulture)] = $"Note {i} speaks of the canteen and of lentil soup.";
        await matter.Ask(question);
        matter["07"] = "Owen Tarrant approved the interim price of 8.95 per pallet.";
        await matter.Ask(question);

        // Read after the others, its shard stood last; planned once more, it stands first, by its path.
        var run = await matter.Plan(question);
        var plan = await matter.Store.Planned(run, default);
        var packed = (await matter.Store.ReadJson<PackRecord>(run.Path(RunFiles.Pack), default))!;

        Assert.True(plan.Shards.Count > 1);
        Assert.Equal(plan.Shards[0].Id, packed.Items[0].Shard);
        Assert.Contains("Owen Tarrant", (await packed.Open(new RunDocuments(matter.Store, plan), default)).Items[0].Span.Text);
    }
}
