namespace Lector.Core.Ledgers.Costs;

/// <summary>A cost ledger in words.</summary>
public static class CostSentences
{
    /// <summary>One line: what the answer cost and on what that rests.</summary>
    /// <param name="ledger">The ledger.</param>
    public static string InOneLine(this CostLedger ledger)
    {
        string Tier(CostTier tier)
        {
            var lines = ledger.Lines.Where(line => line.Tier == tier && line.Basis != CostBasis.MayHaveBeenCharged).ToList();
            var known = Money.Format(lines.Sum(line => line.Amount ?? 0), ledger.Prices.Currency);
            return lines.Count > 0 && lines.All(line => line.Amount is null) ? "not known" : lines.Any(line => line.Amount is null) ? "at least " + known : known;
        }

        var total = (ledger.Incomplete ? "at least " : "") + Money.Format(ledger.Least, ledger.Prices.Currency);
        var unknown = ledger.Most > ledger.Least ? $"; {Money.Format(ledger.Most - ledger.Least, ledger.Prices.Currency)} more may have been charged (outcome unknown)" : "";
        var estimated = ledger.Lines.Any(line => line.Basis == CostBasis.Estimated) ? ", tokens estimated" : "";
        return $"Cost: {total} (reading {Tier(CostTier.Reading)}, speaking {Tier(CostTier.Speaking)}{estimated}){unknown}.";
    }

    /// <summary>What it cost, what other ways would have cost, and which was cheapest: a line each.</summary>
    /// <param name="ledger">The ledger.</param>
    public static IEnumerable<string> Report(this CostLedger ledger)
    {
        var currency = ledger.Prices.Currency;
        yield return ledger.InOneLine();
        foreach (var line in ledger.Lines)
            yield return $"  {(line.Tier == CostTier.Reading ? "reading" : "speaking")}: {line.What}: {(line.Amount is { } amount ? Money.Format(amount, currency) : "not known")}{Basis(line.Basis)}{(line.Provenance is { } from ? $" ({from})" : "")}";
        yield return $"Other ways, at prices of {ledger.PricedOn:yyyy-MM-dd} ({Counterfactual.Caveat}):";
        foreach (var other in ledger.Counterfactuals)
            yield return $"  {other.What}: {(other.Way is { } way ? $"{Money.Format(way.PerQuestion, currency)} ({way.Provenance})" : other.Why)}";
        foreach (var box in ledger.Boxes)
            yield return $"  reader on {box.Way.Name}: {Box(box, currency)}";
        yield return ledger.Verdict();
    }

    /// <summary>Which way was cheapest by cost alone, said also when it was not Lector's.</summary>
    /// <param name="ledger">The ledger.</param>
    public static string Verdict(this CostLedger ledger)
    {
        var currency = ledger.Prices.Currency;
        const string Closing = "Cost alone is a weak argument for reading in the house; what is not disclosed is the strong one.";
        if (ledger.Inputs.Attempts.Count == 0)
            return "No model was paid to answer, so this run's cost cannot be held against ways that do answer. " + Closing;
        if (ledger.Incomplete)
            return "What this answer cost is not known in full, so it cannot be said which way was cheaper. " + Closing;
        var cheapest = ledger.Counterfactuals.Where(other => other.Way is not null).MinBy(other => other.Way!.PerQuestion);
        if (cheapest is null)
            return "No other way has a price for that date. " + Closing;
        var (here, there) = (Money.Format(ledger.Most, currency), Money.Format(cheapest.Way!.PerQuestion, currency));
        return cheapest.Way.PerQuestion < ledger.Most
            ? $"Cheaper by cost alone: {cheapest.What}, {there} against {here} here. Today the cheap hosted models often are. {Closing}"
            : $"This run was the cheapest of the ways priced here ({here}; next, {cheapest.What}, {there}){Free(ledger)}. {Closing}";
    }

    private static string Free(CostLedger ledger) => ledger.Lines.Any(line => line is { Tier: CostTier.Reading, Basis: CostBasis.NotCharged }) ? ", with the machine that read counted as free" : "";

    private static string Basis(CostBasis basis) => basis switch
    {
        CostBasis.Estimated => ", estimated",
        CostBasis.MayHaveBeenCharged => ", may have been charged",
        _ => "",
    };

    private static string Box(BoxCounterfactual box, string currency)
    {
        if (box.Way.Fixed == 0)
            return $"{Money.Format(box.Way.PerQuestion, currency)} a question with its call";
        var price = $"{Money.Format(box.Way.Fixed, currency)} a month";
        return box.BreakEven is { } even
            ? FormattableString.Invariant($"{price}, which equals about {even.About:N0} such questions a month with everything sent to {box.Against}{(even.WithinReach ? "" : "; more than it can read for")}")
            : $"{price}, never cheaper than sending everything to {box.Against}";
    }
}
