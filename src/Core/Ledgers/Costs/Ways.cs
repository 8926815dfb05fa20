namespace Lector.Core.Ledgers.Costs;

/// <summary>What each way costs.</summary>
public static class Ways
{
    /// <summary>Hours of a mean month.</summary>
    public const decimal HoursOfAMonth = 730;

    /// <summary>Sending all text to a model for each question.</summary>
    /// <param name="model">The model's price in force.</param>
    /// <param name="volume">The text.</param>
    /// <remarks>A lower bound: instructions, and the merging of several requests' answers, are not counted. Text is split below the dear tier of long requests.</remarks>
    public static Way Everything(PriceRow model, Volume volume)
    {
        var output = volume.CallOutput * model.OutputPerMillion / 1_000_000m;
        var input = Millions(volume.Tokens) * model.InputPerMillion;
        return new Way
        {
            Kind = WayKind.Everything,
            Name = model.Model,
            PerQuestion = input + output,
            Cached = model.CachedInputPerMillion is { } cached
                ? new CachedPrice((Millions(volume.Tokens) * (model.CacheWritePerMillion ?? model.InputPerMillion)) + output, (Millions(volume.Tokens) * cached) + output)
                : null,
            Batch = (input + output) * model.BatchFactor,
            Requests = model.LongContext is { } tier ? Math.Max(1, (volume.Tokens + tier.AboveTokens - 1) / tier.AboveTokens) : 1,
            Provenance = model.Provenance,
        };
    }

    /// <summary>A hosted model judges every passage; one call to a frontier model speaks.</summary>
    /// <param name="reader">The reading model's price: a decision model's, or a chat model's that generates one token a passage.</param>
    /// <param name="frontier">The speaking model's price, or null where none speaks.</param>
    /// <param name="volume">The text.</param>
    public static Way Reader(PriceRow reader, PriceRow? frontier, Volume volume)
    {
        var deciding = reader.Kind == PriceKind.Decision;
        var tokens = volume.Tokens + (volume.Passages * (deciding ? volume.DecisionOverhead : volume.ChatOverhead));
        var reading = (Millions(tokens) * reader.InputPerMillion) + (Millions(deciding ? 0 : volume.Passages) * reader.OutputPerMillion);
        return new Way
        {
            Kind = deciding ? WayKind.DecisionReader : WayKind.HostedReader,
            Name = reader.Model,
            PerQuestion = reading + Call(frontier, volume),
            Batch = reader.BatchFactor is { } half ? (reading * half) + Call(frontier, volume) : null,
            Requests = volume.Passages,
            Provenance = reader.Provenance,
        };
    }

    /// <summary>Lector reads on a machine that is there anyway; one call speaks. Its power and its wear are not counted.</summary>
    /// <param name="frontier">The speaking model's price, or null where none speaks.</param>
    /// <param name="volume">The text.</param>
    public static Way OwnMachine(PriceRow? frontier, Volume volume) => new()
    {
        Kind = WayKind.OwnMachine,
        Name = "a machine you have",
        PerQuestion = Call(frontier, volume),
        Provenance = frontier?.Provenance ?? "no price needed",
    };

    /// <summary>Lector reads on a machine that is paid for it; one call speaks.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="frontier">The speaking model's price, or null where none speaks.</param>
    /// <param name="volume">The text.</param>
    public static Way Box(MachinePrice machine, PriceRow? frontier, Volume volume)
    {
        var hours = (volume.Tokens + (volume.Passages * volume.DecisionOverhead)) / machine.TokensPerSecond / 3600m;
        var busy = machine is { PerHour: not null, HeldHours: null };
        return new Way
        {
            Kind = WayKind.Box,
            Name = machine.Name,
            Fixed = machine.PerMonth ?? (machine.PerHour * machine.HeldHours) ?? 0,
            PerQuestion = (busy ? hours * machine.PerHour!.Value : 0) + Call(frontier, volume),
            HoursAQuestion = hours,
            MostQuestions = hours == 0 ? null : (long)Math.Min((machine.HeldHours ?? HoursOfAMonth) / hours, 1_000_000_000m),
            Provenance = machine.Source is null ? "price not verified" : machine.Seen is { } day ? $"{machine.Source}, seen {day:yyyy-MM-dd}" : machine.Source,
        };
    }

    /// <summary>The one call to the frontier model.</summary>
    /// <param name="frontier">Its price, or null where none speaks.</param>
    /// <param name="volume">Its size.</param>
    public static decimal Call(PriceRow? frontier, Volume volume) => frontier?.Cost(volume.CallInput, 0, volume.CallOutput) ?? 0;

    private static decimal Millions(long tokens) => tokens / 1_000_000m;
}
