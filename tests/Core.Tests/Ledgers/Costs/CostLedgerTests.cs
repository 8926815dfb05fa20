using System.Text.Json;
using Lector.Core.Answering;
using Lector.Core.Ledgers.Costs;
using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Tests.Ledgers.Costs;

public class CostLedgerTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly CostInputs Run = new()
    {
        At = At,
        Reading = new ReadingUse("lexical", null, ReaderPlace.InProcess, 20_000, 0, 7_000_000, 28_000_000, 41.5),
        Frontier = "gpt-6-astra",
        Folder = Volume.Of(10_000, 700),
    };

    [Fact]
    public void Prices_what_the_service_reports()
    {
        var ledger = Compute(Answered(new FrontierUsage(1_700, 0, 300, 120)));

        Assert.Equal(0.032m, ledger.Least);
        Assert.Equal("Cost: $0.032 (reading $0, speaking $0.032).", ledger.InOneLine());
    }

    [Fact]
    public void Marks_what_it_estimates()
    {
        var ledger = Compute(Answered(null));

        Assert.Equal(CostBasis.Estimated, ledger.Lines[1].Basis);
        Assert.Equal("Cost: $0.058 (reading $0, speaking $0.058, tokens estimated).", ledger.InOneLine());
    }

    [Fact]
    public void Counts_every_attempt_and_tells_what_may_have_been_charged()
    {
        var ledger = Compute(
            new SpeakingAttempt(At, "gpt-6-astra", SpeakingOutcome.NotDone, null, 1_800, 800),
            new SpeakingAttempt(At, "gpt-6-astra", SpeakingOutcome.Unknown, null, 1_800, 800),
            Answered(new FrontierUsage(1_700, 0, 300, 0)));

        Assert.Equal((0.032m, 0.09m), (ledger.Least, ledger.Most));
        Assert.Equal("Cost: $0.032 (reading $0, speaking $0.032); $0.058 more may have been charged (outcome unknown).", ledger.InOneLine());
    }

    [Fact]
    public void Does_not_price_what_a_person_carried()
    {
        var ledger = Compute(new SpeakingAttempt(At, "as stated", SpeakingOutcome.CarriedByHand, null, 1_800, 800));

        Assert.True(ledger.Incomplete);
        Assert.Equal("Cost: at least $0 (reading $0, speaking not known).", ledger.InOneLine());
        Assert.Contains("cannot be said which way was cheaper", ledger.Verdict());
    }

    [Fact]
    public void Prices_a_machine_by_the_hour_where_its_price_is_given()
    {
        var inputs = Run with { Reading = Run.Reading with { HourlyPrice = 16m, Seconds = 90 } };

        Assert.Equal(0.4m, CostLedger.Compute(inputs, PriceTable.Default).Lines[0].Amount);
    }

    [Fact]
    public void Prices_a_third_party_that_reads()
    {
        var inputs = Run with { Reading = Run.Reading with { Reader = "systemone jev-1.13.0", Model = "jev-1.13.0", Place = ReaderPlace.ThirdParty, Tokens = 8_200_000 } };

        Assert.Equal(8.2m * 0.042m, CostLedger.Compute(inputs, PriceTable.Default).Lines[0].Amount);
        Assert.Equal(CostBasis.Estimated, CostLedger.Compute(inputs with { Reading = inputs.Reading with { Tokens = null } }, PriceTable.Default).Lines[0].Basis);
    }

    [Fact]
    public void Holds_other_ways_against_the_run()
    {
        var ledger = Compute(Answered(new FrontierUsage(1_700, 0, 300, 0)));

        Assert.Equal(70.015m, ledger.Counterfactuals[0].Way!.PerQuestion);
        Assert.StartsWith("everything to the cheapest hosted model, ", ledger.Counterfactuals[1].What);
        Assert.Equal("a hosted decision reader, pplx-decider-flash, and the one call", ledger.Counterfactuals[2].What);
        Assert.Equal(3, ledger.Boxes[0].BreakEven!.About);
        Assert.StartsWith("This run was the cheapest of the ways priced here", ledger.Verdict());
        Assert.Contains("counted as free", ledger.Verdict());
        Assert.Contains(ledger.Report(), line => line.EndsWith("(cost only, not the same answer):"));
    }

    [Fact]
    public void Says_when_another_way_was_cheaper()
    {
        var ledger = CostLedger.Compute(Run with { Folder = Volume.Of(30, 700), Attempts = [Answered(new FrontierUsage(1_700, 0, 300, 0))] }, PriceTable.Default);

        Assert.StartsWith("Cheaper by cost alone: everything to the cheapest hosted model, ", ledger.Verdict());
        Assert.Contains("Today the cheap hosted models often are.", ledger.Verdict());
    }

    [Fact]
    public void Comes_out_the_same_from_its_own_file()
    {
        var ledger = Compute(Answered(new FrontierUsage(1_700, 300, 300, 0)));
        var stored = JsonSerializer.Deserialize<CostLedger>(JsonSerializer.SerializeToUtf8Bytes(ledger, Json.Readable), Json.Options)!;

        Assert.Equal(JsonSerializer.Serialize(ledger, Json.Options), JsonSerializer.Serialize(CostLedger.Compute(stored.Inputs, stored.Prices), Json.Options));
    }

    private static SpeakingAttempt Answered(FrontierUsage? usage) => new(At, "gpt-6-astra", SpeakingOutcome.Answered, usage, 1_800, 800);

    private static CostLedger Compute(params SpeakingAttempt[] attempts) => CostLedger.Compute(Run with { Attempts = attempts }, PriceTable.Default);
}
