using Lector.Core.Ledgers.Costs;

namespace Lector.Core.Tests.Ledgers.Costs;

public class MoneyTests
{
    [Theory]
    [InlineData("0", "$0")]
    [InlineData("0.00032", "$0.00032")]
    [InlineData("0.00725", "$0.0073")]
    [InlineData("0.0999", "$0.10")]
    [InlineData("0.0994", "$0.099")]
    [InlineData("0.70", "$0.70")]
    [InlineData("17.5", "$17.50")]
    [InlineData("99.999", "$100.00")]
    [InlineData("2800.6", "$2,801")]
    public void Writes_no_price_as_nothing(string amount, string text) => Assert.Equal(text, Money.Format(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), "USD"));

    [Fact]
    public void Names_other_currencies() => Assert.Equal("EUR 1.20", Money.Format(1.2m, "EUR"));
}
