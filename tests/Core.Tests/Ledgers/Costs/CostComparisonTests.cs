using Lector.Core.Ledgers.Costs;

namespace Lector.Core.Tests.Ledgers.Costs;

public class CostComparisonTests
{
    private static readonly CostComparison Essay = CostComparison.Make(Volume.Of(10_000, 700), 40, "gpt-6-astra", PriceTable.Default, new(2026, 11, 22));

    [Fact]
    public void Sends_everything_for_each_question()
    {
        var luna = Essay.Everything.Single(priced => priced.Way.Name == "gpt-6-luna");

        Assert.Equal(40 * 0.70015m, luna.Month);
        Assert.Equal((7 * 0.125m) + (39 * 7 * 0.01m) + (40 * 0.00015m), luna.CachedMonth);
        Assert.Equal(luna.Month / 2, luna.BatchMonth);
        Assert.Equal(26, luna.Way.Requests);
    }

    [Fact]
    public void Counts_what_a_reader_carries_beside_each_passage()
    {
        var jev = Essay.Readers.Single(priced => priced.Way is { Kind: WayKind.DecisionReader, Name: "jev" });

        Assert.Equal(((7_000_000 + (20_000 * 60)) * 0.042m / 1_000_000) + 0.032m, jev.Way.PerQuestion);
    }

    [Fact]
    public void Pays_a_shared_machine_by_the_second_and_a_held_one_by_the_hour()
    {
        var shared = Essay.Readers.Single(priced => priced.Way.Name.StartsWith("eight")).Way;
        var held = Essay.Readers.Single(priced => priced.Way.Name.StartsWith("three")).Way;

        Assert.Equal((0m, 1_056m), (shared.Fixed, held.Fixed));
        Assert.Equal(0.032m + (8_200_000m / 80_000 / 3600 * 16), shared.PerQuestion);
        Assert.Equal(0.032m, held.PerQuestion);
    }

    [Fact]
    public void A_shared_box_costs_its_part_only_where_others_pay_the_rest()
    {
        var (eight, three) = (Essay.Shared.Single(box => box.Name.StartsWith("eight")), Essay.Shared.Single(box => box.Name.StartsWith("three")));

        Assert.Equal(40 * 8_200_000m / 80_000 / 3600, eight.Hours, 10);
        Assert.Equal(16 * eight.Hours, eight.Part);
        Assert.Equal((16m, 176m, 2_816m, 154), (eight.PerHour, eight.Held, eight.Whole, eight.Serves));
        Assert.Equal((6m, 1_056m, 57), (three.PerHour, three.Whole, three.Serves));
        // In proportion: three of eight read for the same money, and less of it at once.
        Assert.Equal(decimal.Round(eight.Part, 10), decimal.Round(three.Part, 10));
    }

    [Fact]
    public void A_box_that_is_too_slow_serves_nobody() =>
        Assert.All(CostComparison.Make(Volume.Of(10_000_000, 700), 100, "gpt-6-luna", PriceTable.Default, new(2026, 11, 22)).Shared, box => Assert.Equal(0, box.Serves));

    [Fact]
    public void The_cheapest_way_is_cheapest_on_its_whole_stretch()
    {
        var ways = Essay.Everything.Concat(Essay.Readers).Select(priced => priced.Way).Where(way => way.Kind != WayKind.OwnMachine).ToList();

        Assert.All(new long[] { 1, 2, 10, 100, 1_000, 1_500, 2_000, 5_000, 10_000, 100_000 }, questions =>
            Assert.Equal(ways.Where(way => way.MostQuestions is null || way.MostQuestions >= questions).Min(way => way.Month(questions)), Essay.Cheapest.Last(stretch => stretch.From <= questions).Way.Month(questions)));
    }

    [Fact]
    public void A_machine_is_the_cheapest_way_only_as_far_as_it_can_read()
    {
        var table = PriceTable.Default with
        {
            Models = [.. PriceTable.Default.Models.Where(row => row.Kind != PriceKind.Decision)],
            Machines = [.. PriceTable.Default.Machines.Where(machine => machine.PerMonth == 180)],
        };
        var stretches = CostComparison.Make(Volume.Of(10_000, 700), 40, "gpt-6-luna", table, new(2026, 11, 22)).Cheapest;

        Assert.Equal([(1, "gpt-6-luna"), (258, "a box at $180 a month"), (321, "gpt-6-luna")], stretches.Select(stretch => (stretch.From, stretch.Way.Name)));
    }

    [Fact]
    public void Marks_a_break_even_that_the_machine_cannot_reach()
    {
        var rows = Essay.BreakEvens.ToDictionary(row => (row.Against.Kind, row.Against.Name), row => row.Machines[0].Value!);

        Assert.True(rows[(WayKind.Everything, "gpt-6-luna")].WithinReach);
        Assert.False(rows[(WayKind.DecisionReader, "jev")].WithinReach);
    }

    [Fact]
    public void Says_which_model_it_cannot_price() =>
        Assert.StartsWith("The call to my-model cannot be priced: no price known for my-model", Assert.Throws<UserErrorException>(() => CostComparison.Make(Volume.Of(1, 1), 1, "my-model", PriceTable.Default, new(2026, 11, 22))).Message);
}
