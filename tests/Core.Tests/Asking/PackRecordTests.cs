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
        for (var i = 0; i < 60; i++)
            matter[i.ToString("00", CultureInfo.InvariantCulture)] = $"Note {i} speaks of the canteen and of lentil soup.";
        matter["07"] = "Owen Tarrant approved the interim price of 8.95 per pallet.";
        await matter.Ask(question);

        // Planned once more, the shards are there already and stand in the order of their ids.
        var run = await matter.Plan(question);
        var plan = await matter.Store.Planned(run, default);
        var packed = (await matter.Store.ReadJson<PackRecord>(run.Path(RunFiles.Pack), default))!;

        Assert.NotEqual(plan.Shards[0].Id, packed.Items[0].Shard);
        Assert.Contains("Owen Tarrant", (await packed.Open(new RunDocuments(matter.Store, plan), default)).Items[0].Span.Text);
    }
}
