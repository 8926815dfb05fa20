namespace Lector.Core.Ledgers.Costs;

/// <summary>The cheapest way from one number of questions a month on.</summary>
/// <param name="From">First number of questions, from 1.</param>
/// <param name="Way">The way that is cheapest from there until the next.</param>
public sealed record CheapestWay(long From, Way Way)
{
    /// <summary>Which way is cheapest, and from where on: the lower envelope of the ways' monthly cost, a machine only as far as it can read (<see cref="Way.MostQuestions"/>; one machine, never two).</summary>
    /// <param name="ways">The ways, at least one without such a limit; of equal ones the first wins.</param>
    /// <returns>In rising order of <see cref="From"/>, the first at 1 question.</returns>
    public static IReadOnlyList<CheapestWay> Envelope(IReadOnlyList<Way> ways)
    {
        // Cost is a straight line: who is cheapest changes only where two lines cross or a machine is full.
        var turns = ways.SelectMany(way => ways.Select(other => BreakEven.Between(way, other)?.From))
            .Concat(ways.Select(way => way.MostQuestions + 1))
            .OfType<long>().Append(1).Where(from => from >= 1).Distinct().Order();
        var envelope = new List<CheapestWay>();
        foreach (var from in turns)
        {
            var cheapest = ways.Where(way => from <= (way.MostQuestions ?? long.MaxValue)).MinBy(way => way.Month(from))!;
            if (envelope.Count == 0 || envelope[^1].Way != cheapest)
                envelope.Add(new CheapestWay(from, cheapest));
        }

        return envelope;
    }
}
