using System.Globalization;

namespace Lector.Core.Ledgers.Costs;

/// <summary>How an amount of money is written for people.</summary>
public static class Money
{
    /// <summary>Writes an amount: from 100 on whole units, from .10 on two decimals, below that two significant digits, so that no price reads as nothing.</summary>
    /// <param name="amount">The amount, not negative.</param>
    /// <param name="currency">ISO 4217 code; <c>USD</c> is written as <c>$</c>.</param>
    public static string Format(decimal amount, string currency)
    {
        var number = amount switch
        {
            0 => "0",
            >= 100 => amount.ToString("N0", CultureInfo.InvariantCulture),
            >= 0.0995m => Math.Round(amount, 2, MidpointRounding.AwayFromZero).ToString("F2", CultureInfo.InvariantCulture),
            _ => Significant(amount),
        };
        return currency == "USD" ? "$" + number : currency + " " + number;
    }

    private static string Significant(decimal amount)
    {
        var digits = 2;
        for (var rest = amount; rest < 0.1m && digits < 12; rest *= 10)
            digits++;
        return Math.Round(amount, digits, MidpointRounding.AwayFromZero).ToString("0.############", CultureInfo.InvariantCulture);
    }
}
