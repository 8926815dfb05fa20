namespace Lector.Core.Reading.Lexical;

/// <summary>A model's scores beside the lexical ones: a second opinion that takes part in choosing the texts that widen the question, and in every score.</summary>
/// <param name="opinion">Aligned with the shards.</param>
internal sealed class ModelOpinion(SecondOpinion opinion)
{
    /// <summary>What the model counts.</summary>
    public Combination Weights => opinion.Combination;

    /// <summary>Reads the scores of one shard, document by document.</summary>
    public IEnumerator<float[]> Open(int shard) => opinion.Scores[shard].GetEnumerator();

    /// <summary>Each document's best passage; not a number where no passage was judged.</summary>
    public float[] BestOfDocuments() => BestOf(opinion.Scores);

    /// <summary>The same once the question has been moved toward the best passages of some documents, where the model can do that.</summary>
    /// <param name="documents">Those that answer best.</param>
    public float[] Move(IReadOnlyCollection<int> documents)
    {
        var (wanted, toward, ordinal) = (documents.ToHashSet(), new List<WeightedPassage>(), 0);
        foreach (var passages in opinion.Scores.SelectMany(shard => shard))
        {
            var best = wanted.Contains(ordinal) ? BestAt(passages) : -1;
            if (best >= 0)
                toward.Add(new WeightedPassage(ordinal, best, 1));
            ordinal++;
        }
        return BestOf(opinion.Moved is null || toward.Count == 0 ? opinion.Scores : opinion.Moved(toward));
    }

    private static float[] BestOf(IReadOnlyList<IReadOnlyList<float[]>> scores) =>
        [.. scores.SelectMany(shard => shard).Select(passages => BestAt(passages) is >= 0 and var at ? passages[at] : float.NaN)];

    // -1 where no passage was judged.
    private static int BestAt(float[] passages)
    {
        var best = -1;
        for (var i = 0; i < passages.Length; i++)
        {
            if (!float.IsNaN(passages[i]) && (best < 0 || passages[i] > passages[best]))
                best = i;
        }
        return best;
    }

    /// <summary>The spread of all judged passages.</summary>
    public Spread OfPassages() => Spread.Of(opinion.Scores.SelectMany(shard => shard.SelectMany(passages => passages)));

    /// <summary>Joins both opinions of every document.</summary>
    /// <param name="lexical">Lexical scores in [0, 1]; overwritten.</param>
    /// <param name="model">The model's.</param>
    /// <param name="weight">What a standard deviation of the model's counts beside one of the lexical score.</param>
    public void Join(float[] lexical, float[] model, double weight)
    {
        var (ours, theirs) = (Spread.Of(lexical), Spread.Of(model));
        for (var i = 0; i < lexical.Length; i++)
            lexical[i] = (float)Join(lexical[i], model[i], ours, theirs, weight);
    }

    /// <summary>Joins both opinions: the mean of the lexical score and of the model's brought to the lexical spread. In the order of the sum of both standardised scores, and above 0.</summary>
    public double Join(double lexical, double model, Spread ours, Spread theirs, double weight)
    {
        var standard = double.IsNaN(model) || theirs.Deviation == 0 ? 0 : (model - theirs.Mean) / theirs.Deviation;
        var joined = (lexical + (weight * (ours.Mean + (Math.Max(ours.Deviation, LeastDeviation) * standard)))) / (1 + weight);
        // What would fall below zero keeps its order above it.
        return joined >= Least ? Math.Min(1, joined) : Least * Math.Exp((joined - Least) / Least);
    }

    private const double Least = .01;

    // Where words tell no document from another, the model still does.
    private const double LeastDeviation = .01;

    /// <summary>Mean and standard deviation.</summary>
    internal readonly record struct Spread(double Mean, double Deviation)
    {
        /// <summary>Of some scores, taken in order; those that are not numbers are passed over.</summary>
        public static Spread Of(IEnumerable<float> scores)
        {
            var (count, sum, squares) = (0L, 0.0, 0.0);
            foreach (var score in scores)
            {
                if (float.IsNaN(score))
                    continue;
                count++;
                sum += score;
                squares += (double)score * score;
            }
            var mean = count == 0 ? 0 : sum / count;
            return new Spread(mean, count == 0 ? 0 : Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean))));
        }
    }
}
