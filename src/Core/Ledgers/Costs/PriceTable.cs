using System.Text.Json.Serialization;

namespace Lector.Core.Ledgers.Costs;

/// <summary>Dated, sourced prices of hosted models and of machines, all in one currency.</summary>
/// <param name="Currency">ISO 4217 code of every price here.</param>
/// <param name="Models">Several rows a model, told apart by <see cref="PriceRow.EffectiveFrom"/>.</param>
/// <param name="Machines">What a reader of one's own could run on.</param>
/// <remarks>Prices conflict between sources and fall fast. A run is priced by its own date, whatever the table says later.</remarks>
public sealed record PriceTable(string Currency, IReadOnlyList<PriceRow> Models, IReadOnlyList<MachinePrice> Machines)
{
    /// <summary>The table that comes with this version of Lector (<c>prices.json</c>).</summary>
    [JsonIgnore]
    public static PriceTable Default { get; } = ReadDefault();

    /// <summary>The price of a model in force on a day.</summary>
    /// <param name="model">The name that the request or the reply gave.</param>
    /// <param name="on">The day of the run, in UTC.</param>
    /// <param name="deciding">Whether the model was asked for a decision, not for text: the same name may have both prices.</param>
    public PriceLookup Find(string model, DateOnly on, bool deciding = false)
    {
        var named = Models.Where(row => (row.Kind == PriceKind.Decision) == deciding)
            .Select(row => (Row: row, Fit: row.Fit(model))).Where(x => x.Fit >= 0).ToList();
        if (named.Count == 0)
            return new PriceLookup.Missing($"no price known for {model}: give a table with a row for it (--prices FILE)");
        var best = named.Max(x => x.Fit);
        var rows = named.Where(x => x.Fit == best).Select(x => x.Row).ToList();
        var current = rows.Where(row => row.EffectiveFrom <= on).MaxBy(row => row.EffectiveFrom);
        return current is null
            ? new PriceLookup.Missing($"no price known for that date: the first of {model} holds from {rows.Min(row => row.EffectiveFrom):yyyy-MM-dd}, the run is of {on:yyyy-MM-dd}")
            : new PriceLookup.Found(current);
    }

    /// <summary>Every price in force on a day, one row a model and use, in the order of the table.</summary>
    /// <param name="on">The day, in UTC.</param>
    public IReadOnlyList<PriceRow> InForce(DateOnly on) =>
        [.. Models.Where(row => row.EffectiveFrom <= on)
            .GroupBy(row => (row.Model, Deciding: row.Kind == PriceKind.Decision))
            .Select(rows => rows.MaxBy(row => row.EffectiveFrom)!)];

    private static PriceTable ReadDefault()
    {
        using var stream = typeof(PriceTable).Assembly.GetManifestResourceStream("prices.json")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return PriceTableFile.Parse("prices.json", bytes.ToArray());
    }
}
