using Lector.Core.Reading;

namespace Lector.Core.Asking;

/// <summary>A model's verdicts of a run, held as a number a passage: 100,000 mails take a few megabytes.</summary>
/// <param name="Shards">For each shard its documents, for each a score a passage; <see cref="float.NaN"/> where there is none.</param>
/// <param name="Grades">Passages by what shows that all of them was read.</param>
/// <param name="Tokens">Tokens that the model processed, or null where it does not tell.</param>
/// <param name="Unread">Documents, by their position over all shards, of which a passage has no verdict.</param>
internal sealed record ModelScores(IReadOnlyList<Func<IEnumerable<float[]>>> Shards, IReadOnlyDictionary<FullReading, int> Grades, long? Tokens, IReadOnlySet<int> Unread)
{
    /// <summary>Takes the verdicts in, shard by shard.</summary>
    public static ModelScores Of(IReadOnlyList<Func<IEnumerable<Verdict[]>>> judged)
    {
        var (shards, grades, unread) = (new List<Func<IEnumerable<float[]>>>(), new SortedDictionary<FullReading, int>(), new HashSet<int>());
        var (tokens, document) = (0L, 0);
        foreach (var shard in judged)
        {
            var scores = new List<float[]>();
            foreach (var verdicts in shard())
            {
                foreach (var verdict in verdicts)
                {
                    tokens += verdict.Tokens;
                    if (verdict.IsRead)
                        grades[verdict.Grade] = grades.GetValueOrDefault(verdict.Grade) + 1;
                    else
                        unread.Add(document);
                }

                scores.Add(Array.ConvertAll(verdicts, verdict => verdict.IsRead ? verdict.Score : float.NaN));
                document++;
            }

            shards.Add(() => scores);
        }

        return new ModelScores(shards, grades, tokens == 0 ? null : tokens, unread);
    }
}
