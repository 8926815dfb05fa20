namespace Lector.Core.Ledgers.Costs;

/// <summary>What the table says of a model on a day.</summary>
public abstract record PriceLookup
{
    private PriceLookup() { }

    /// <summary>The price in force.</summary>
    /// <param name="Row">Its row.</param>
    public sealed record Found(PriceRow Row) : PriceLookup;

    /// <summary>There is none.</summary>
    /// <param name="Reason">Why, in words that end a sentence.</param>
    public sealed record Missing(string Reason) : PriceLookup;
}
