namespace Lector.Core.Ledgers.Costs;

/// <summary>What a machine that could run the reader costs: by the month, or by the hour.</summary>
public sealed record MachinePrice
{
    /// <summary>What a person calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Price of a month, used or not; null when rented by the hour.</summary>
    public decimal? PerMonth { get; init; }

    /// <summary>Price of an hour; null when paid by the month.</summary>
    public decimal? PerHour { get; init; }

    /// <summary>Hours a month for which it is held; null when only the time that it reads is paid.</summary>
    public decimal? HeldHours { get; init; }

    /// <summary>Tokens that it reads in a second, all its processors together.</summary>
    public required decimal TokensPerSecond { get; init; }

    /// <summary>Where the speed comes from; null prints as <em>assumed, not measured</em>.</summary>
    public string? SpeedSource { get; init; }

    /// <summary>Where the price was read; null prints as <em>price not verified</em>.</summary>
    public string? Source { get; init; }

    /// <summary>The day on which it was read there.</summary>
    public DateOnly? Seen { get; init; }
}
