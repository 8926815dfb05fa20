namespace Lector.Core.Reading.Lexical;

/// <summary>Mean and deviation of scores in [0, 1], summed in whole numbers so that the order of adding does not matter.</summary>
internal sealed class FixedPointSpread
{
    private const double One = 1 << 24;

    private long count;
    private long sum;
    private long squares;

    /// <summary>Adds scores.</summary>
    public void Add(ReadOnlySpan<float> scores)
    {
        foreach (var score in scores)
        {
            count++;
            sum += (long)(score * One);
            squares += (long)((double)score * score * One);
        }
    }

    /// <summary>The spread of all parts together.</summary>
    public static ModelOpinion.Spread Merge(IEnumerable<FixedPointSpread> parts)
    {
        var (count, sum, squares) = (0L, 0L, 0L);
        foreach (var part in parts)
            (count, sum, squares) = (count + part.count, sum + part.sum, squares + part.squares);
        var mean = count == 0 ? 0 : sum / One / count;
        return new ModelOpinion.Spread(mean, count == 0 ? 0 : Math.Sqrt(Math.Max(0, (squares / One / count) - (mean * mean))));
    }
}
