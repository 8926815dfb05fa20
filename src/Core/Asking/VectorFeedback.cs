using Lector.Core.Reading.Lexical;

namespace Lector.Core.Asking;

/// <summary>Moves a question's vector toward the passages that answer it best, and scores by it: relevance feedback for models that embed.</summary>
/// <remarks>J. J. Rocchio, "Relevance feedback in information retrieval", 1971, without its negative part.</remarks>
internal static class VectorFeedback
{
    /// <summary>Cosine of question and passage, or a reader's own score; <see cref="float.NaN"/> where unread.</summary>
    public static float Score(JudgedPassage passage, float[] question)
    {
        if (!passage.Verdict.IsRead)
            return float.NaN;
        if (question.Length == 0)
            return passage.Verdict.Score;
        if (passage.Vector.Length != question.Length)
            throw new InvalidDataException($"The stored vectors have {passage.Vector.Length} numbers and the question's has {question.Length}: they are of another model. Delete them and give the command again.");
        var cosine = 0f;
        for (var i = 0; i < question.Length; i++)
            cosine += question[i] * passage.Vector[i];
        return cosine;
    }

    /// <summary>Scores every passage by the moved question.</summary>
    /// <param name="judged">A scan a shard.</param>
    /// <param name="question">The question's vector, at unit length.</param>
    /// <param name="toward">Passages and how much each counts, at least one above 0.</param>
    /// <returns>For each shard its documents, for each a score a passage.</returns>
    public static IReadOnlyList<float[][]> Move(IReadOnlyList<Func<IEnumerable<JudgedPassage[]>>> judged, float[] question, IReadOnlyList<WeightedPassage> toward)
    {
        var found = new Dictionary<(int, int), float[]>();
        var wanted = toward.ToLookup(passage => passage.Document, passage => passage.Passage);
        var document = 0;
        foreach (var shard in judged)
        {
            foreach (var passages in shard())
            {
                foreach (var i in wanted[document].Where(i => passages[i].Vector.Length > 0))
                    found[(document, i)] = passages[i].Vector;
                document++;
            }
        }

        var (mean, all) = (new double[question.Length], 0.0);
        foreach (var passage in toward)
        {
            if (!found.TryGetValue((passage.Document, passage.Passage), out var vector))
                continue;
            all += passage.Weight;
            for (var i = 0; i < mean.Length; i++)
                mean[i] += passage.Weight * vector[i];
        }

        var moved = all > 0 ? AtUnitLength([.. question.Select((number, i) => number + (mean[i] / all))]) : question;
        return [.. judged.Select(shard => shard().Select(passages => Array.ConvertAll(passages, passage => Score(passage, moved))).ToArray())];
    }

    private static float[] AtUnitLength(double[] vector)
    {
        var length = Math.Sqrt(vector.Sum(number => number * number));
        return [.. vector.Select(number => (float)(number / length))];
    }
}
