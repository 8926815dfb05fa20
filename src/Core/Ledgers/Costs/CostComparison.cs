namespace Lector.Core.Ledgers.Costs;

/// <summary>The answer to "which way is cheapest, and from where on": every way over one volume, by cost alone.</summary>
public sealed record CostComparison
{
    /// <summary>The day whose prices were taken, in UTC.</summary>
    public required DateOnly PricesOf { get; init; }

    /// <summary>ISO 4217 code of every amount.</summary>
    public required string Currency { get; init; }

    /// <summary>What there is to read.</summary>
    public required Volume Volume { get; init; }

    /// <summary>Questions asked in a month.</summary>
    public required long Questions { get; init; }

    /// <summary>The model that the one call goes to.</summary>
    public required string Frontier { get; init; }

    /// <summary>What one call costs.</summary>
    public required decimal Call { get; init; }

    /// <summary>Send everything, dearest first.</summary>
    public required IReadOnlyList<PricedWay> Everything { get; init; }

    /// <summary>A reader reads everything, one call to <see cref="Frontier"/> speaks.</summary>
    public required IReadOnlyList<PricedWay> Readers { get; init; }

    /// <summary>For each way that fixed prices are held against, where each machine with a fixed price breaks even.</summary>
    public required IReadOnlyList<BreakEvenRow> BreakEvens { get; init; }

    /// <summary>The machines that are rented by the hour, as boxes that several share.</summary>
    public required IReadOnlyList<SharedBox> Shared { get; init; }

    /// <summary>Which way is cheapest where a machine must be paid for.</summary>
    public required IReadOnlyList<CheapestWay> Cheapest { get; init; }

    /// <summary>Whether a machine's speed is assumed, not measured.</summary>
    public required bool SpeedsAssumed { get; init; }

    /// <summary>Compares every way.</summary>
    /// <param name="volume">What there is to read.</param>
    /// <param name="questions">Questions a month, at least 1.</param>
    /// <param name="frontier">The model that the one call goes to.</param>
    /// <param name="prices">The table.</param>
    /// <param name="on">The day, in UTC.</param>
    /// <exception cref="UserErrorException">The table has no price for <paramref name="frontier"/> on that day.</exception>
    public static CostComparison Make(Volume volume, long questions, string frontier, PriceTable prices, DateOnly on)
    {
        if (prices.Find(frontier, on) is not PriceLookup.Found { Row: var speaker })
            throw new UserErrorException($"The call to {frontier} cannot be priced: {((PriceLookup.Missing)prices.Find(frontier, on)).Reason}.");
        var rows = prices.InForce(on);
        var chat = rows.Where(row => row.Kind != PriceKind.Decision).ToList();
        var everything = chat.Select(row => Ways.Everything(row, volume)).OrderByDescending(way => way.PerQuestion).ToList();
        var readers = chat.Where(row => row.Kind == PriceKind.HostedSmall)
            .Concat(rows.Where(row => row.Kind == PriceKind.Decision))
            .Select(row => Ways.Reader(row, speaker, volume)).OrderByDescending(way => way.Kind == WayKind.HostedReader).ThenByDescending(way => way.PerQuestion).ToList();
        var own = Ways.OwnMachine(speaker, volume);
        var boxes = prices.Machines.Select(machine => Ways.Box(machine, speaker, volume)).ToList();
        return new CostComparison
        {
            PricesOf = on,
            Currency = prices.Currency,
            Volume = volume,
            Questions = questions,
            Frontier = speaker.Model,
            Call = Ways.Call(speaker, volume),
            Everything = [.. everything.Select(Price)],
            Readers = [.. readers.Append(own).Concat(boxes).Select(Price)],
            BreakEvens = BreakEvenRow.Make(chat, [.. rows.Where(row => row.Kind == PriceKind.Decision)], speaker, prices, volume),
            Shared = SharedBox.Make(prices, volume, questions),
            Cheapest = CheapestWay.Envelope([.. everything, .. readers, .. boxes]),
            SpeedsAssumed = prices.Machines.Any(machine => machine.SpeedSource is null),
        };

        PricedWay Price(Way way) => new(way, way.Month(questions), way.CachedMonth(questions), way.Batch is { } batch ? way.Fixed + (questions * batch) : null);
    }
}

/// <summary>A way and its month.</summary>
/// <param name="Way">The way.</param>
/// <param name="Month">What the month costs.</param>
/// <param name="CachedMonth">The same with the prompt cache at its best, where there is one.</param>
/// <param name="BatchMonth">The same as batch requests, where they are to be had.</param>
public sealed record PricedWay(Way Way, decimal Month, decimal? CachedMonth, decimal? BatchMonth);

/// <summary>Where each machine with a fixed price breaks even against one way.</summary>
/// <param name="Against">The way it is held against.</param>
/// <param name="Machines">By the machine's name; null where it never does.</param>
public sealed record BreakEvenRow(Way Against, IReadOnlyList<KeyValuePair<string, BreakEven?>> Machines)
{
    internal static IReadOnlyList<BreakEvenRow> Make(IReadOnlyList<PriceRow> chat, IReadOnlyList<PriceRow> deciding, PriceRow speaker, PriceTable prices, Volume volume)
    {
        var machines = prices.Machines.Where(machine => Ways.Box(machine, null, volume).Fixed > 0).ToList();
        return
        [
            // The box's one call goes to the model that would have been sent everything: otherwise two things would be compared at once.
            .. chat.Select(row => Row(Ways.Everything(row, volume), row)).OrderByDescending(row => row.Against.PerQuestion),
            .. deciding.Select(row => Row(Ways.Reader(row, speaker, volume), speaker)).OrderByDescending(row => row.Against.PerQuestion),
        ];

        BreakEvenRow Row(Way against, PriceRow call) =>
            new(against, [.. machines.Select(machine => KeyValuePair.Create(machine.Name, BreakEven.Between(Ways.Box(machine, call, volume), against)))]);
    }
}
