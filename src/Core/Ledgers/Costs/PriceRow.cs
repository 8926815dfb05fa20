using System.Text.RegularExpressions;

namespace Lector.Core.Ledgers.Costs;

/// <summary>What a hosted model costs from one day on. All prices are per million tokens, in <see cref="Currency"/>.</summary>
public sealed record PriceRow
{
    /// <summary>The model's name as requests give it.</summary>
    public required string Model { get; init; }

    /// <summary>Further names, separated by blanks; <c>*</c> stands for any characters, as in <c>gpt-4o-20*</c> for dated snapshots.</summary>
    public string? Match { get; init; }

    /// <summary>Input.</summary>
    public required decimal InputPerMillion { get; init; }

    /// <summary>Input read from the service's prompt cache; null where it has none or none is known: then it is priced as other input.</summary>
    public decimal? CachedInputPerMillion { get; init; }

    /// <summary>Input written to that cache; null where that costs what other input costs.</summary>
    public decimal? CacheWritePerMillion { get; init; }

    /// <summary>Output, hidden reasoning included; 0 for decision models.</summary>
    public required decimal OutputPerMillion { get; init; }

    /// <summary>What a batch request costs of the ordinary price, as .5; null where there is no batch price.</summary>
    public decimal? BatchFactor { get; init; }

    /// <summary>The dearer tier of long requests, where there is one.</summary>
    public LongContextPrice? LongContext { get; init; }

    /// <summary>ISO 4217 code, such as <c>USD</c>.</summary>
    public required string Currency { get; init; }

    /// <summary>What the model is used as.</summary>
    public required PriceKind Kind { get; init; }

    /// <summary>First day on which the price is known to be in force.</summary>
    public required DateOnly EffectiveFrom { get; init; }

    /// <summary>Where the price was read; null prints as <em>price not verified</em>.</summary>
    public string? Source { get; init; }

    /// <summary>The day on which it was read there.</summary>
    public DateOnly? Seen { get; init; }

    /// <summary>The source for a footnote: who said it and when, or <c>price not verified</c>.</summary>
    public string Provenance => Source is null ? "price not verified" : Seen is { } day ? $"{Source}, seen {day:yyyy-MM-dd}" : Source;

    /// <summary>What one request costs.</summary>
    /// <param name="input">Tokens in, cached ones included; they decide the tier.</param>
    /// <param name="cached">Of these, read from the cache.</param>
    /// <param name="output">Tokens out, reasoning included.</param>
    public decimal Cost(long input, long cached, long output)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cached, input);
        var tier = LongContext is { } l && input > l.AboveTokens ? l : null;
        var inPrice = tier?.InputPerMillion ?? InputPerMillion;
        var cachedPrice = (tier is null ? CachedInputPerMillion : tier.CachedInputPerMillion) ?? inPrice;
        return (((input - cached) * inPrice) + (cached * cachedPrice) + (output * (tier?.OutputPerMillion ?? OutputPerMillion))) / 1_000_000m;
    }

    /// <summary>How well a name fits this row: -1 not at all, otherwise the more characters are spelled out the better; the exact name is best.</summary>
    internal int Fit(string name)
    {
        if (string.Equals(name, Model, StringComparison.OrdinalIgnoreCase))
            return int.MaxValue;
        return (Match?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [])
            .Where(glob => Regex.IsMatch(name, "^" + Regex.Escape(glob).Replace(@"\*", ".*") + "$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking))
            .Select(glob => glob.Length - glob.Count(c => c == '*'))
            .DefaultIfEmpty(-1).Max();
    }
}

/// <summary>Prices of the whole request once its input is longer than a limit, per million tokens.</summary>
/// <param name="AboveTokens">The longest input at the ordinary price.</param>
/// <param name="InputPerMillion">Input.</param>
/// <param name="OutputPerMillion">Output.</param>
/// <param name="CachedInputPerMillion">Cached input; null where none is known: then it is priced as other input.</param>
public sealed record LongContextPrice(int AboveTokens, decimal InputPerMillion, decimal OutputPerMillion, decimal? CachedInputPerMillion = null);

/// <summary>What a hosted model is used as.</summary>
public enum PriceKind
{
    /// <summary>Writes answers; the dear tier.</summary>
    Frontier,

    /// <summary>Writes answers; the cheap tier.</summary>
    HostedSmall,

    /// <summary>Answers typed questions with probabilities and never writes.</summary>
    Decision,
}
