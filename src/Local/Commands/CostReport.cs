using System.Globalization;
using Lector.Core.Ledgers.Costs;
using Lector.Local.Showing;

namespace Lector.Local.Commands;

/// <summary>A cost comparison as text of at most 80 columns.</summary>
internal static class CostReport
{
    private const string Row = "  {0,-34}{1,10}{2,11}{3,11}{4,11}";

    /// <summary>The report, line by line.</summary>
    /// <param name="cost">The comparison.</param>
    public static IEnumerable<string> Lines(CostComparison cost) =>
        [.. Head(cost), .. Everything(cost), .. Readers(cost), .. Times(cost), .. BreakEvens(cost), .. Shared(cost), .. Closing(cost), .. Sources(cost)];

    private static IEnumerable<string> Head(CostComparison cost) => Wrap(
        $"{Count(cost.Volume.Documents)} documents, {Millions(cost.Volume.Tokens)} tokens, read for each of {Count(cost.Questions)} questions a month. " +
        $"One call is {Count(cost.Volume.CallInput)} tokens in and {Count(cost.Volume.CallOutput)} out. Prices in force on {cost.PricesOf:yyyy-MM-dd}, in {cost.Currency}. Cost only: these ways do not give the same answer.");

    private static IEnumerable<string> Everything(CostComparison cost)
    {
        var most = cost.Everything.Max(priced => priced.Way.Requests);
        return
        [
            "",
            "A. Send everything to one model, for each question",
            string.Format(CultureInfo.InvariantCulture, Row, "", "a question", "a month", "cached", "batch"),
            .. cost.Everything.Select(priced => Line(cost, priced)),
            .. Wrap("cached: at best. All questions in one sitting, the documents first in each request and the same to the byte, none dropped from the cache. batch: answers within a day. Blank: no price known.", "  "),
            .. Wrap(most > 1 ? $"No request takes that much: it is split into up to {Count(most)}. Their own instructions, and merging their answers, are not counted: a lower bound." : "The question and instructions are not counted: a lower bound.", "  "),
        ];
    }

    private static IEnumerable<string> Readers(CostComparison cost) =>
    [
        "",
        $"B. A reader reads everything, one call to {cost.Frontier} speaks ({Money.Format(cost.Call, cost.Currency)})",
        string.Format(CultureInfo.InvariantCulture, Row, "", "a question", "a month", "", "batch"),
        .. Section(cost, WayKind.HostedReader, "a hosted small model reads: all text leaves"),
        .. Section(cost, WayKind.DecisionReader, "a hosted decision reader: all text leaves"),
        .. Section(cost, WayKind.OwnMachine, "Lector reads on a machine of yours: one call goes to a model's vendor"),
        .. cost.Readers.Where(priced => priced.Way.Kind == WayKind.Box).Select(priced => Line(cost, priced)),
        .. Wrap($"{Count(cost.Volume.Passages)} passages; each request carries {cost.Volume.DecisionOverhead} more tokens to a decision reader, {cost.Volume.ChatOverhead} to a chat model. A machine you have counts as free, its power too.", "  "),
    ];

    private static IEnumerable<string> Section(CostComparison cost, WayKind kind, string title) =>
        cost.Readers.Any(priced => priced.Way.Kind == kind) ? [$"  {title}", .. cost.Readers.Where(priced => priced.Way.Kind == kind).Select(priced => Line(cost, priced))] : [];

    private static string Line(CostComparison cost, PricedWay priced)
    {
        string Price(decimal? amount) => amount is { } a ? Money.Format(a, cost.Currency) : "";
        var name = (priced.Way.Kind == WayKind.Everything ? "" : "  ") + priced.Way.Name;
        return string.Format(CultureInfo.InvariantCulture, Row, name.Length > 34 ? name[..33] + "…" : name, Price(priced.Way.PerQuestion), Price(priced.Month), Price(priced.CachedMonth), Price(priced.BatchMonth)).TrimEnd();
    }

    private static IEnumerable<string> Times(CostComparison cost)
    {
        var boxes = cost.Readers.Where(priced => priced.Way.HoursAQuestion is not null).Select(priced => priced.Way).ToList();
        if (boxes.Count == 0)
            return [];
        return
        [
            "",
            $"Time to read{(cost.SpeedsAssumed ? " (speeds assumed, not measured: see tokensPerSecond in the table)" : "")}",
            .. boxes.Select(way => $"  {way.Name,-34}{Time(way.HoursAQuestion!.Value)} a question, {Time(way.HoursAQuestion.Value * cost.Questions)} a month{(cost.Questions > way.MostQuestions ? $": too slow, reads for {Count(way.MostQuestions!.Value)}" : "")}"),
        ];
    }

    private static IEnumerable<string> Shared(CostComparison cost)
    {
        if (cost.Shared.Count == 0)
            return [];
        return
        [
            "",
            "D. A box by the hour that several matters share by one queue",
            .. cost.Shared.SelectMany(box => (IEnumerable<string>)
            [
                $"  {box.Name}, {Money.Format(box.PerHour, cost.Currency)} an hour",
                .. Wrap(box.Serves == 0
                    ? $"too slow: your month takes {Time(box.Hours)} of the {Count((long)box.Held)} hours that it is held"
                    : $"your month takes {Time(box.Hours)} of {Count((long)box.Held)} hours: your part {Money.Format(box.Part, cost.Currency)}, the whole {Money.Format(box.Whole, cost.Currency)}; it serves {Count(box.Serves)} such {(box.Serves == 1 ? "month" : "months")}", "    "),
            ]),
            .. Wrap("Your part is what it costs only where others pay for the rest; who holds it alone pays the whole. Without the one call.", "  "),
        ];
    }

    private static IEnumerable<string> BreakEvens(CostComparison cost)
    {
        if (cost.BreakEvens.Count == 0 || cost.BreakEvens[0].Machines.Count == 0)
            return [];
        var machines = cost.BreakEvens[0].Machines.Select(machine => machine.Key).ToList();
        var prices = cost.Readers.Where(priced => machines.Contains(priced.Way.Name)).Select(priced => Money.Format(priced.Way.Fixed, cost.Currency)).ToList();
        var beyond = cost.BreakEvens.Any(row => row.Machines.Any(machine => machine.Value is { WithinReach: false }));
        return
        [
            "",
            "C. A fixed price a month equals about this many questions a month",
            $"  {"",-42}{string.Concat(prices.Select(price => $"{price,11} "))}".TrimEnd(),
            .. cost.BreakEvens.GroupBy(row => (row.Against.Kind == WayKind.Everything ? "everything to " : "read by ", Figures: string.Concat(row.Machines.Select(Figure))))
                .SelectMany(rows => Named(rows.Key.Item1 + string.Join(", ", rows.Select(row => row.Against.Name)), rows.Key.Figures)),
            .. Wrap("Each machine's one call goes to the same model as the way it is held against." + (beyond ? " * more than the machine can read for in a month, at the speeds above." : ""), "  "),
        ];
    }

    private static string Figure(KeyValuePair<string, BreakEven?> machine) =>
        machine.Value is { } even ? $"{Count(even.About),11}{(even.WithinReach ? ' ' : '*')}" : $"{"never",11} ";

    private static IEnumerable<string> Named(string names, string figures) =>
        Wrapped.Of(names, width: 42).Select((line, i) => i == 0 ? $"  {line,-42}{figures}".TrimEnd() : $"    {line}");

    private static IEnumerable<string> Closing(CostComparison cost)
    {
        var own = cost.Readers.First(priced => priced.Way.Kind == WayKind.OwnMachine);
        var stretches = cost.Cheapest.Select(stretch => (stretch.From, What: stretch.Way.Kind switch
        {
            WayKind.Everything => $"everything to {stretch.Way.Name}",
            WayKind.HostedReader or WayKind.DecisionReader => $"{stretch.Way.Name} as hosted reader",
            _ => $"Lector on {stretch.Way.Name}",
        })).ToList();
        var envelope = stretches.Count == 1 ? stretches[0].What + ", however many questions" : string.Concat(stretches.Select((stretch, i) => i == 0 ? stretch.What : $"; from {Count(stretch.From)} questions a month on, {stretch.What}"));
        var now = cost.Cheapest.Last(stretch => stretch.From <= cost.Questions).Way;
        return
        [
            "",
            .. Wrap($"Which is cheapest? Where a machine must be paid for: {envelope}. " +
                $"With {Count(cost.Questions)} questions a month that is {Money.Format(now.Month(cost.Questions), cost.Currency)}. " +
                $"On a machine that is there anyway, Lector costs only its calls, {Money.Format(own.Month, cost.Currency)} a month here."),
            "",
            .. Wrap("Cost alone is a weak argument for reading in the house: the cheap hosted models cost little and fall in price month by month. The strong argument is disclosure: hosted ways send every document to a third party for every question, Lector sends one call of a few quoted passages, each in a ledger that you can check."),
        ];
    }

    private static IEnumerable<string> Sources(CostComparison cost)
    {
        var shown = cost.Everything.Concat(cost.Readers).Select(priced => priced.Way).Where(way => way.Kind != WayKind.OwnMachine);
        return
        [
            "",
            "Sources of the prices (check them first; --prices FILE replaces the table)",
            .. shown.GroupBy(way => way.Provenance).SelectMany(group => Wrap($"{string.Join(", ", group.Select(way => way.Name).Distinct())}: {group.Key}", "  ")),
        ];
    }

    private static IEnumerable<string> Wrap(string text, string indent = "") => Wrapped.Of(text, indent, indent);

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Millions(long tokens) => tokens >= 1_000_000 ? (tokens / 1_000_000m).ToString("0.0", CultureInfo.InvariantCulture) + " million" : Count(tokens);

    private static string Time(decimal hours) => hours switch
    {
        >= 1 => hours.ToString(hours >= 100 ? "N0" : "0.0", CultureInfo.InvariantCulture) + " h",
        >= 1m / 60 => (hours * 60).ToString("0", CultureInfo.InvariantCulture) + " min",
        _ => (hours * 3600).ToString("0", CultureInfo.InvariantCulture) + " s",
    };
}
