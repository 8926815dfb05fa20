namespace Lector.Core.Ledgers.Costs;

/// <summary>What the same question over the same folder would have cost another way.</summary>
/// <param name="What">The way, in words.</param>
/// <param name="Way">Its price; null where none is known.</param>
/// <param name="Why">Why there is no price.</param>
public sealed record Counterfactual(string What, Way? Way, string? Why = null)
{
    /// <summary>What stands beside every counterfactual.</summary>
    public const string Caveat = "cost only, not the same answer";

    internal static IReadOnlyList<Counterfactual> Make(CostInputs inputs, PriceTable prices, DateOnly on)
    {
        var rows = prices.InForce(on);
        var speaker = Speaker(inputs, prices, on);
        var result = new List<Counterfactual>();
        if (inputs.Frontier is { } name)
            result.Add(speaker is null
                ? new Counterfactual($"everything to {name}", null, ((PriceLookup.Missing)prices.Find(name, on)).Reason)
                : new Counterfactual($"everything to {name}", Ways.Everything(speaker, inputs.Folder)));
        var cheapest = rows.Where(row => row.Kind != PriceKind.Decision).Select(row => Ways.Everything(row, inputs.Folder)).MinBy(way => way.PerQuestion);
        result.Add(cheapest is null
            ? new Counterfactual("everything to the cheapest hosted model", null, $"no price known for {on:yyyy-MM-dd}")
            : new Counterfactual($"everything to the cheapest hosted model, {cheapest.Name}", cheapest));
        var decider = rows.Where(row => row.Kind == PriceKind.Decision).Select(row => Ways.Reader(row, speaker, inputs.Folder)).MinBy(way => way.PerQuestion);
        result.Add(decider is null
            ? new Counterfactual("a hosted decision reader", null, $"no price known for {on:yyyy-MM-dd}")
            : new Counterfactual($"a hosted decision reader, {decider.Name}{(speaker is null ? "" : ", and the one call")}", decider));
        return result;
    }

    internal static PriceRow? Speaker(CostInputs inputs, PriceTable prices, DateOnly on) =>
        inputs.Frontier is { } name && prices.Find(name, on) is PriceLookup.Found found ? found.Row : null;
}

/// <summary>A machine of one's own for the reader, held against sending everything.</summary>
/// <param name="Way">The machine, and the one call.</param>
/// <param name="Against">Name of the model that would be sent everything.</param>
/// <param name="BreakEven">From where on the machine costs less; null where it never does, or its price is not fixed.</param>
public sealed record BoxCounterfactual(Way Way, string? Against, BreakEven? BreakEven)
{
    internal static IReadOnlyList<BoxCounterfactual> Make(CostInputs inputs, PriceTable prices, DateOnly on)
    {
        var speaker = Counterfactual.Speaker(inputs, prices, on);
        // Without a frontier model the machine is held against the cheapest hosted one, and that one makes the call.
        var against = speaker ?? prices.InForce(on).Where(row => row.Kind != PriceKind.Decision).MinBy(row => Ways.Everything(row, inputs.Folder).PerQuestion);
        return
        [
            .. prices.Machines.Select(machine => Ways.Box(machine, against, inputs.Folder))
                .Select(way => new BoxCounterfactual(way, against?.Model, against is null ? null : BreakEven.Between(way, Ways.Everything(against, inputs.Folder)))),
        ];
    }
}
