using System.Text.Json.Serialization;
using Lector.Core.Reading;

namespace Lector.Core.Ledgers.Costs;

/// <summary>What an answer cost by tier, and what other ways would have cost. It holds its own inputs and prices, so that anyone can compute it again.</summary>
/// <param name="Inputs">What the run used.</param>
/// <param name="Prices">The table that priced it.</param>
/// <param name="Lines">What it cost, item by item.</param>
/// <param name="Counterfactuals">The same question over the same folder in other ways: <em>cost only, not the same answer</em>.</param>
/// <param name="Boxes">Machines of one's own for the reader, with their break-even.</param>
public sealed record CostLedger(CostInputs Inputs, PriceTable Prices, IReadOnlyList<CostLine> Lines, IReadOnlyList<Counterfactual> Counterfactuals, IReadOnlyList<BoxCounterfactual> Boxes)
{
    /// <summary>What was charged at least, as far as prices are known.</summary>
    public decimal Least => Lines.Where(line => line.Basis != CostBasis.MayHaveBeenCharged).Sum(line => line.Amount ?? 0);

    /// <summary>The same with everything that may have been charged besides.</summary>
    public decimal Most => Lines.Sum(line => line.Amount ?? 0);

    /// <summary>Whether something is charged whose amount is not known.</summary>
    public bool Incomplete => Lines.Any(line => line.Amount is null);

    /// <summary>The day whose prices were taken.</summary>
    [JsonIgnore]
    public DateOnly PricedOn => DateOnly.FromDateTime(Inputs.At.UtcDateTime);

    /// <summary>Computes the ledger of a run.</summary>
    /// <param name="inputs">What the run used.</param>
    /// <param name="prices">The table.</param>
    public static CostLedger Compute(CostInputs inputs, PriceTable prices)
    {
        var on = DateOnly.FromDateTime(inputs.At.UtcDateTime);
        IReadOnlyList<CostLine> lines = [Reading(inputs, prices, on), .. inputs.Attempts.Select((attempt, i) => Speaking(attempt, i + 1, prices, on))];
        return new CostLedger(inputs, prices, lines, Counterfactual.Make(inputs, prices, on), BoxCounterfactual.Make(inputs, prices, on));
    }

    private static CostLine Reading(CostInputs inputs, PriceTable prices, DateOnly on)
    {
        var use = inputs.Reading;
        var what = FormattableString.Invariant($"{use.Reader}: {use.Passages:N0} passages, {use.Characters:N0} characters") +
            (use.Tokens is { } read ? FormattableString.Invariant($", {read:N0} tokens") : "") +
            FormattableString.Invariant($" in {use.Seconds:N1} s") +
            (use.FromCache > 0 ? FormattableString.Invariant($"; {use.FromCache:N0} from earlier verdicts") : "");
        if (use.Place == ReaderPlace.ThirdParty)
            return Hosted(inputs, prices, on, what);
        return use.HourlyPrice is { } hourly
            ? new CostLine(CostTier.Reading, what, hourly * (decimal)use.Seconds / 3600m, CostBasis.ByTheHour, "hourly price as given by the user")
            : new CostLine(CostTier.Reading, what, 0, CostBasis.NotCharged, use.Place is ReaderPlace.InProcess or ReaderPlace.Loopback ? "this machine, counted as free" : "a machine of your own, counted as free");
    }

    private static CostLine Hosted(CostInputs inputs, PriceTable prices, DateOnly on, string what)
    {
        var use = inputs.Reading;
        var model = use.Model ?? use.Reader;
        var found = prices.Find(model, on, deciding: true);
        if (found is PriceLookup.Missing)
            found = prices.Find(model, on);
        if (found is not PriceLookup.Found { Row: var row })
            return new CostLine(CostTier.Reading, what, null, CostBasis.NotSeen, ((PriceLookup.Missing)found).Reason);
        var deciding = row.Kind == PriceKind.Decision;
        var fresh = use.Passages - use.FromCache;
        var tokens = use.Tokens ?? (use.Passages == 0 ? 0 : (inputs.Folder.Tokens * fresh / use.Passages) + (fresh * (deciding ? inputs.Folder.DecisionOverhead : inputs.Folder.ChatOverhead)));
        // Requests are single passages: a dear tier of long requests is never reached.
        var amount = ((tokens * row.InputPerMillion) + ((deciding ? 0 : fresh) * row.OutputPerMillion)) / 1_000_000m;
        return new CostLine(CostTier.Reading, what, amount, use.Tokens is null ? CostBasis.Estimated : CostBasis.Reported, row.Provenance);
    }

    private static CostLine Speaking(SpeakingAttempt attempt, int number, PriceTable prices, DateOnly on)
    {
        var what = $"attempt {number}, {attempt.Model}: ";
        if (attempt.Outcome == SpeakingOutcome.NotDone)
            return new CostLine(CostTier.Speaking, what + "not done", 0, CostBasis.NotCharged, "the service did no work");
        if (attempt.Outcome == SpeakingOutcome.CarriedByHand)
            return new CostLine(CostTier.Speaking, "carried by hand", null, CostBasis.NotSeen, "what the destination charges is not seen");
        var usage = attempt.Usage;
        var (input, output) = (usage?.InputTokens ?? attempt.EstimatedInput, usage?.OutputTokens ?? attempt.EstimatedOutput);
        // A service may report more cached tokens than input; the ledger then counts all of the input as cached.
        var cached = Math.Clamp(usage?.CachedTokens ?? 0, 0, input);
        what += FormattableString.Invariant($"{input:N0} tokens in{(cached > 0 ? $" ({cached:N0} cached)" : "")}, {output:N0} out{(usage is null ? ", estimated" : "")}");
        var basis = attempt.Outcome == SpeakingOutcome.Unknown ? CostBasis.MayHaveBeenCharged : usage is null ? CostBasis.Estimated : CostBasis.Reported;
        return prices.Find(attempt.Model, on) switch
        {
            PriceLookup.Found { Row: var row } => new CostLine(CostTier.Speaking, what, row.Cost(input, cached, output), basis, row.Provenance),
            PriceLookup.Missing { Reason: var reason } => new CostLine(CostTier.Speaking, what, null, basis, reason),
            _ => throw new InvalidOperationException("A lookup is found or missing."),
        };
    }
}
