using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Lector.Core.Answering;

/// <summary>The numbers of a text, however they are written.</summary>
internal static partial class Numbers
{
    private static readonly FrozenDictionary<string, int> Words =
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".Split(' ')
            .Index().Select(pair => (pair.Item, Value: pair.Index))
            .Concat([("thirty", 30), ("forty", 40), ("fifty", 50), ("sixty", 60), ("seventy", 70), ("eighty", 80), ("ninety", 90), ("hundred", 100)])
            .ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a word is a number. <c>one</c> is none: it is mostly a pronoun.</summary>
    public static bool IsWord(string word) => Words.TryGetValue(word, out var value) && value != 1;

    /// <summary>Finds them, in order.</summary>
    public static IEnumerable<(NumberReading Number, int At, int Length)> In(string text)
    {
        foreach (Match match in Number().Matches(text))
        {
            if (match.Groups["word"] is { Success: true } word)
            {
                if (IsWord(word.Value))
                    yield return (new NumberReading([Words[word.Value]]), match.Index, match.Length);
                continue;
            }

            var scale = Scale(match.Groups["scale"].Value);
            var values = Values(match.Groups["digits"].Value).ToList();
            // "1.2 million" is held by "1.2 million" and by "1,200,000", not by "1.2".
            yield return (new NumberReading([.. values.Where(value => value < decimal.MaxValue / scale).Select(value => value * scale)]), match.Index, match.Length);
        }
    }

    private static decimal Scale(string word) => word.ToLowerInvariant() switch
    {
        "k" or "thousand" or "tausend" or "mille" => 1e3m,
        "m" or "mn" or "mio" or "million" or "millions" or "millionen" => 1e6m,
        "bn" or "mrd" or "billion" or "billions" or "milliarden" or "milliards" => 1e9m,
        _ => 1,
    };

    /// <summary>What digits with separators may mean: the last separator divides decimals, or they all group thousands.</summary>
    private static IEnumerable<decimal> Values(string digits)
    {
        var grouped = Grouped().IsMatch(digits);
        var last = digits.LastIndexOfAny(['.', ',']);
        if (last < 0 || grouped)
            if (Parse(string.Concat(digits.Where(char.IsDigit))) is { } whole)
                yield return whole;
        if (last >= 0 && digits.Count(unit => unit == digits[last]) == 1
            && Parse(string.Concat(digits[..last].Where(char.IsDigit)) + "." + digits[(last + 1)..]) is { } divided)
            yield return divided;
    }

    private static decimal? Parse(string digits) => decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : null;

    [GeneratedRegex(@"^[0-9]{1,3}(?:[.,'’ \u00A0\u202F][0-9]{3})+$", RegexOptions.CultureInvariant)]
    private static partial Regex Grouped();

    [GeneratedRegex(
        @"(?<digits>[0-9]{1,3}(?:[ \u00A0\u202F'’][0-9]{3})+(?:[.,][0-9]+)?(?![0-9])|[0-9]+(?:[.,'’][0-9]+)*)(?:(?<scale>[km])\b|\s?(?<scale>mn|mio|bn|mrd|thousand|tausend|mille|millions?|millionen|billions?|milliarden|milliards)\b)?|\b(?<word>\p{L}+)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}

/// <summary>A number and what it may mean.</summary>
/// <param name="Values">One value, or two where separators may group thousands or divide decimals; none when it is too large to hold.</param>
internal sealed record NumberReading(IReadOnlyList<decimal> Values);
