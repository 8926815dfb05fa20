using Lector.Core.Ledgers.Costs;

namespace Lector.Core.Tests.Ledgers.Costs;

public class GoldenPriceTests
{
    private static readonly DateOnly Day = new(2026, 11, 22);
    private static readonly Volume Mails = Volume.Of(10_000, 700);

    [Theory]
    [InlineData("gpt-6-astra", 70)]
    [InlineData("gpt-6.1-sol", 14)]
    [InlineData("gpt-6-luna", 0.70)]
    [InlineData("gpt-4o", 17.50)]
    public void Ten_thousand_mails_of_700_tokens_sent_once(string model, double dollars)
    {
        Assert.Equal((decimal)dollars, Ways.Everything(Row(model), Mails with { CallOutput = 0 }).PerQuestion);
    }

    [Theory]
    [InlineData("gpt-6-astra", "$0.032")]
    [InlineData("gpt-6.1-sol", "$0.0064")]
    [InlineData("gpt-6-luna", "$0.00032")]
    [InlineData("gpt-4o", "$0.0073")]
    public void One_call_of_1700_in_and_300_out(string model, string dollars)
    {
        Assert.Equal(dollars, Money.Format(Ways.Call(Row(model), Mails), "USD"));
    }

    [Theory]
    [InlineData("gpt-4o", 10)]
    [InlineData("gpt-6.1-sol", 13)]
    [InlineData("gpt-6-luna", 257)]
    public void A_box_at_180_a_month_equals_this_many_questions_with_everything_sent(string model, int questions)
    {
        var box = Ways.Box(PriceTable.Default.Machines.Single(machine => machine.PerMonth == 180), Row(model), Mails);
        var even = BreakEven.Between(box, Ways.Everything(Row(model), Mails))!;

        Assert.Equal(questions, even.About);
        Assert.True(box.Month(even.From) < Ways.Everything(Row(model), Mails).Month(even.From));
        Assert.True(box.Month(even.From - 1) >= Ways.Everything(Row(model), Mails).Month(even.From - 1));
    }

    private static PriceRow Row(string model) => Assert.IsType<PriceLookup.Found>(PriceTable.Default.Find(model, Day)).Row;
}
