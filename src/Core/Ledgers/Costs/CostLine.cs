namespace Lector.Core.Ledgers.Costs;

/// <summary>One item of what a run cost.</summary>
/// <param name="Tier">Reading or speaking.</param>
/// <param name="What">What was paid for, in words.</param>
/// <param name="Amount">Money; null where no price is known.</param>
/// <param name="Basis">What the amount rests on.</param>
/// <param name="Provenance">Where the price comes from, or why there is none; null where none is needed.</param>
public sealed record CostLine(CostTier Tier, string What, decimal? Amount, CostBasis Basis, string? Provenance = null);

/// <summary>The two tiers of a run.</summary>
public enum CostTier
{
    /// <summary>Every passage, by the reader.</summary>
    Reading,

    /// <summary>The one call to the frontier model.</summary>
    Speaking,
}

/// <summary>What an amount rests on.</summary>
public enum CostBasis
{
    /// <summary>Nothing is charged: the machine is there anyway, or the service did no work.</summary>
    NotCharged,

    /// <summary>Time times the hourly price that the person gave.</summary>
    ByTheHour,

    /// <summary>Tokens that the service reported.</summary>
    Reported,

    /// <summary>Tokens that Lector estimated, for the service reports none.</summary>
    Estimated,

    /// <summary>An estimate of what may have been charged: the outcome is unknown.</summary>
    MayHaveBeenCharged,

    /// <summary>Something is charged that Lector does not see.</summary>
    NotSeen,
}
