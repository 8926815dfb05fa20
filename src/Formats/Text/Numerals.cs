using System.Globalization;
using System.Text;

namespace Lector.Formats.Text;

/// <summary>Numbers of lists and headings as they are displayed.</summary>
internal static class Numerals
{
    private static readonly (int Value, string Digits)[] RomanDigits =
    [
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ];

    /// <summary>1, 2, 3.</summary>
    public static string Decimal(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A to Z, then AA, BB as word processors count; decimal outside 1 to 780.</summary>
    public static string Letters(int number) =>
        number is < 1 or > 780 ? Decimal(number) : new string((char)('A' + ((number - 1) % 26)), ((number - 1) / 26) + 1);

    /// <summary>I, II, III; decimal outside 1 to 3,999.</summary>
    public static string Roman(int number)
    {
        if (number is < 1 or > 3999)
            return Decimal(number);
        var text = new StringBuilder();
        foreach (var (value, digits) in RomanDigits)
            for (; number >= value; number -= value)
                text.Append(digits);
        return text.ToString();
    }
}
