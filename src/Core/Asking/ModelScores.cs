using Lector.Core.Reading;
using Lector.Core.Reading.Lexical;

namespace Lector.Core.Asking;

/// <summary>What a model said of a run, held as a number a passage: 100,000 mails take a few megabytes.</summary>
/// <param name="Opinion">The scores, shard by shard.</param>
/// <param name="Grades">Passages by what shows that all of them was read.</param>
/// <param name="Tokens">Tokens that the model processed, or null where it does not tell.</param>
/// <param name="Unread">Documents, by their position over all shards, of which a passage has no verdict, and why the first of them has none.</param>
public sealed record ModelScores(SecondOpinion Opinion, IReadOnlyDictionary<FullReading, int> Grades, long? Tokens, IReadOnlyDictionary<int, UnreadCause> Unread)
{
    /// <summary>Takes in what is stored, shard by shard.</summary>
    /// <param name="judged">A scan a shard, each of a row a passage for each document.</param>
    /// <param name="question">The question's vector where the model embeds, empty where it judges.</param>
    /// <param name="reader">Who read.</param>
    public static ModelScores Of(IReadOnlyList<Func<IEnumerable<JudgedPassage[]>>> judged, float[] question, ReaderIdentity reader)
    {
        var (shards, grades, unread) = (new List<float[][]>(), new SortedDictionary<FullReading, int>(), new Dictionary<int, UnreadCause>());
        var (tokens, document) = (0L, 0);
        foreach (var shard in judged)
        {
            var scores = new List<float[]>();
            foreach (var passages in shard())
            {
                foreach (var (verdict, _) in passages)
                {
                    tokens += verdict.Tokens;
                    if (verdict.IsRead)
                        grades[verdict.Grade] = grades.GetValueOrDefault(verdict.Grade) + 1;
                    else
                        unread.TryAdd(document, verdict.Cause);
                }

                scores.Add(Array.ConvertAll(passages, passage => VectorFeedback.Score(passage, question)));
                document++;
            }

            shards.Add([.. scores]);
        }

        var opinion = new SecondOpinion(shards)
        {
            Combination = Combination.Of(reader),
            Moved = question.Length == 0 ? null : passages => VectorFeedback.Move(judged, question, passages),
        };
        return new ModelScores(opinion, grades, tokens == 0 ? null : tokens, unread);
    }
}
