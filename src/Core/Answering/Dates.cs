using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Lector.Core.Answering;

/// <summary>The dates of a text, however they are written.</summary>
internal static partial class Dates
{
    private const string MonthNames =
        "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|"
        + "januar|jänner|februar|märz|mai|juni|juli|oktober|dezember|okt|dez|"
        + "janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre";

    private static readonly FrozenDictionary<string, int> Months = new (string Names, int Month)[]
    {
        ("january jan januar jänner janvier", 1), ("february feb februar février", 2), ("march mar märz mars", 3), ("april apr avril", 4), ("may mai", 5), ("june jun juni juin", 6),
        ("july jul juli juillet", 7), ("august aug août", 8), ("september sept sep septembre", 9), ("october oct oktober okt octobre", 10), ("november nov novembre", 11),
        ("december dec dezember dez décembre", 12),
    }.SelectMany(row => row.Names.Split(' ').Select(name => (name, row.Month))).ToFrozenDictionary(pair => pair.name, pair => pair.Month, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a word is the name of a month.</summary>
    public static bool IsMonth(string word) => Months.ContainsKey(word);

    /// <summary>Finds them, in order; impossible ones (32.1.) are none.</summary>
    public static IEnumerable<(PartialDate Date, int At, int Length)> In(string text)
    {
        foreach (Match match in Date().Matches(text))
        {
            int Part(string group) => match.Groups[group] is { Success: true } found ? int.Parse(found.ValueSpan, CultureInfo.InvariantCulture) : 0;
            var month = match.Groups["name"] is { Success: true } name ? Months[name.Value] : Part("m");
            var year = Part("y") is var y && y is > 0 and < 100 && match.Groups["y"].Length == 2 ? (y < 70 ? 2000 : 1900) + y : y;
            var date = new PartialDate(year, month, Part("d"), Ambiguous: match.Groups["slash"].Success);
            if (date.IsPossible)
                yield return (date, match.Index, match.Length);
        }
    }

    [GeneratedRegex(
        @"(?<![0-9.,/-])(?:(?<y>[0-9]{4})-(?<m>[0-9]{1,2})-(?<d>[0-9]{1,2})"
        + @"|(?<d>[0-9]{1,2})(?<slash>[./])(?<m>[0-9]{1,2})\k<slash>(?<y>[0-9]{4}|[0-9]{2})"
        + @"|(?<d>[0-9]{1,2})(?:st|nd|rd|th|er|\.)?\s+(?:of\s+|day of\s+)?(?<name>" + MonthNames + @")\b\.?(?:,?\s+(?<y>[0-9]{4})\b)?"
        + @"|\b(?<name>" + MonthNames + @")\b\.?\s+(?<d>[0-9]{1,2})(?![0-9])(?:st|nd|rd|th)?(?:,?\s+(?<y>[0-9]{4})\b)?"
        + @"|\b(?<name>" + MonthNames + @")\b\.?,?\s+(?<y>[0-9]{4})\b)(?![0-9])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Date();
}

/// <summary>A date as far as it is stated.</summary>
/// <param name="Year">0 where not stated.</param>
/// <param name="Month">1 to 12; the first of two numbers may be the month when <paramref name="Ambiguous"/>.</param>
/// <param name="Day">0 where not stated.</param>
/// <param name="Ambiguous">Day and month may be exchanged (03/04/2024).</param>
internal sealed record PartialDate(int Year, int Month, int Day, bool Ambiguous)
{
    /// <summary>Whether there is such a day.</summary>
    public bool IsPossible => (Month is >= 1 and <= 12 && Day is >= 0 and <= 31) || (Ambiguous && Day is >= 1 and <= 12 && Month is >= 1 and <= 31);

    /// <summary>Whether this date says at least what another does.</summary>
    public bool Says(PartialDate other) =>
        (other.Year == 0 || other.Year == Year)
        && (SameDay(other.Month, other.Day) || (other.Ambiguous && SameDay(other.Day, other.Month)));

    private bool SameDay(int month, int day) =>
        (month == Month && (day == 0 || day == Day)) || (Ambiguous && month == Day && (day == 0 || day == Month));
}
