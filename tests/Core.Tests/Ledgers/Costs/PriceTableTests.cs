using System.Text;
using Lector.Core.Ledgers.Costs;

namespace Lector.Core.Tests.Ledgers.Costs;

public class PriceTableTests
{
    private static readonly DateOnly Day = new(2026, 11, 22);

    [Fact]
    public void Prices_a_run_by_its_own_date()
    {
        Assert.Equal(0.20m, Found("claude-sonnet-5.5", new(2026, 10, 6)).CachedInputPerMillion);
        Assert.Equal(0.10m, Found("claude-sonnet-5.5", new(2026, 10, 7)).CachedInputPerMillion);
        Assert.Equal(0.75m, Found("gemini-3.8-flash", new(2026, 12, 31)).InputPerMillion);
        Assert.Equal(1.50m, Found("gemini-3.8-flash", new(2027, 1, 1)).InputPerMillion);
    }

    [Fact]
    public void Knows_no_price_before_the_first_row()
    {
        var missing = Assert.IsType<PriceLookup.Missing>(PriceTable.Default.Find("gpt-6-astra", new(2026, 9, 2)));

        Assert.Equal("no price known for that date: the first of gpt-6-astra holds from 2026-09-03, the run is of 2026-09-02", missing.Reason);
    }

    [Theory]
    [InlineData("gpt-4o-2024-08-06", "gpt-4o")]
    [InlineData("gpt-4o-mini-2024-07-18", "gpt-4o-mini")]
    [InlineData("GPT-6-Astra", "gpt-6-astra")]
    [InlineData("claude-haiku-5-5-20261007", "claude-haiku-5.5")]
    public void Finds_dated_names(string asked, string model) => Assert.Equal(model, Found(asked, Day).Model);

    [Theory]
    [InlineData("gpt-4o-audio-preview")]
    [InlineData("my-deployment")]
    public void Does_not_guess_a_price(string asked)
    {
        Assert.Equal($"no price known for {asked}: give a table with a row for it (--prices FILE)", Assert.IsType<PriceLookup.Missing>(PriceTable.Default.Find(asked, Day)).Reason);
    }

    [Fact]
    public void Tells_a_decision_from_a_chat_of_the_same_name()
    {
        Assert.Equal(0.50m, Found("gpt-6-luna", Day).OutputPerMillion);
        Assert.Equal(0, Assert.IsType<PriceLookup.Found>(PriceTable.Default.Find("gpt-6-luna", Day, deciding: true)).Row.OutputPerMillion);
    }

    [Fact]
    public void Charges_the_dear_tier_for_the_whole_request_once_the_input_is_longer()
    {
        var row = Found("gpt-6-astra", Day);

        Assert.Equal(2.72m, row.Cost(272_000, 0, 0));
        Assert.Equal(5.44002m + 0.075m, row.Cost(272_001, 0, 1_000));
    }

    [Fact]
    public void Charges_cached_input_at_its_own_price() => Assert.Equal(((700 * 10m) + (1_000 * 1m) + (300 * 50m)) / 1_000_000, Found("gpt-6-astra", Day).Cost(1_700, 1_000, 300));

    [Fact]
    public void Every_row_of_the_default_table_has_a_source_and_a_day()
    {
        Assert.All(PriceTable.Default.Models, row => Assert.True(row is { Source: not null, Seen: not null }, row.Model));
        Assert.All(PriceTable.Default.Machines, machine => Assert.True(machine is { Source: not null, Seen: not null }, machine.Name));
    }

    [Fact]
    public void A_row_without_a_source_is_not_verified() =>
        Assert.Equal("price not verified", Parse("""{"currency":"EUR","models":[{"model":"m","kind":"frontier","inputPerMillion":1,"outputPerMillion":2,"effectiveFrom":"2026-01-01"}]}""").Models[0].Provenance);

    [Theory]
    [InlineData("""{"currency":"USD","models":[}""", "p.json is not JSON: line 1, column 29.")]
    [InlineData("[]", "p.json is not a price table: it is not an object.")]
    [InlineData("""{"currency":"usd","models":[]}""", "p.json is not a price table: currency is \"usd\": give three capital letters, such as USD; it has no models.")]
    [InlineData("""{"currency":"USD","models":[{"model":"m","kind":"big","inputPerMillion":-1,"outputPerMilion":2,"effectiveFrom":"yesterday"}]}""",
        "p.json is not a price table: row 1 of models (m): unknown member outputPerMilion; row 1 of models (m): kind is \"big\": give frontier, hostedSmall or decision; row 1 of models (m): inputPerMillion is -1: give a number, not negative; row 1 of models (m): outputPerMillion is missing; row 1 of models (m): effectiveFrom is \"yesterday\": give a day as \"2026-11-22\".")]
    [InlineData("""{"currency":"USD","models":[{"model":"m","currency":"EUR","kind":"frontier","inputPerMillion":1,"outputPerMillion":2,"effectiveFrom":"2026-01-01"}]}""",
        "p.json is not a price table: row 1 of models (m): currency is EUR, the table's is USD: a table holds one, so that its sums mean something.")]
    [InlineData("""{"currency":"USD","models":[{"model":"m","kind":"frontier","inputPerMillion":1,"outputPerMillion":2,"effectiveFrom":"2026-01-01"},{"model":"m","kind":"hostedSmall","inputPerMillion":1,"outputPerMillion":2,"effectiveFrom":"2026-01-01"}]}""",
        "p.json is not a price table: rows 1 and 2 of models both price m from 2026-01-01 on.")]
    [InlineData("""{"currency":"USD","models":[{"model":"m","kind":"frontier","inputPerMillion":1,"outputPerMillion":2,"effectiveFrom":"2026-01-01"}],"machines":[{"name":"b","perMonth":1,"perHour":1,"tokensPerSecond":0}]}""",
        "p.json is not a price table: row 1 of machines (b): give perMonth or perHour, one of them; row 1 of machines (b): tokensPerSecond is 0.")]
    public void Says_which_file_which_row_and_what(string json, string message) => Assert.Equal(message, Assert.Throws<UserErrorException>(() => Parse(json)).Message);

    private static PriceTable Parse(string json) => PriceTableFile.Parse("p.json", Encoding.UTF8.GetBytes(json));

    private static PriceRow Found(string model, DateOnly on) => Assert.IsType<PriceLookup.Found>(PriceTable.Default.Find(model, on)).Row;
}
