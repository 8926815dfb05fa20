using Lector.Core.Asking;
using Lector.Core.Reading;
using Lector.Core.Reading.Lexical;

namespace Lector.Core.Tests.Asking;

public sealed class ModelScoresTests
{
    private static readonly ReaderIdentity Model = new("encoder", "m", "1", ReaderPlace.InProcess, null);

    [Fact]
    public void Scores_by_cosine_and_counts_what_was_not_read()
    {
        var scores = ModelScores.Of(Shards([[At(1, 0)], [At(0, 1), Unread]]), [1, 0], Model);
        Assert.Equal([1, 0, float.NaN], scores.Opinion.Scores.SelectMany(shard => shard).SelectMany(passages => passages));
        Assert.Equal([1], scores.Unread.Keys);
        Assert.Equal(2, scores.Grades[FullReading.IdsCompared]);
    }

    [Fact]
    public void Moves_the_question_toward_passages_however_they_are_spread_over_shards()
    {
        JudgedPassage[][] documents = [[At(.8f, .6f)], [Unread, At(0, 1)], [At(1, 0)]];
        WeightedPassage[] toward = [new(1, 1, 1), new(1, 0, 1)];
        float[] Moved(params JudgedPassage[][][] shards) => [.. ModelScores.Of(Shards(shards), [1, 0], Model).Opinion.Moved!(toward).SelectMany(shard => shard).SelectMany(passages => passages)];
        var whole = Moved(documents);
        Assert.Equal(whole, Moved(documents[..1], documents[1..]));
        // Halfway between (1, 0) and (0, 1): the unread passage counts for nothing.
        Assert.Equal(whole[2], whole[3], 5);
        Assert.Equal(.7071f, whole[3], 4);
        Assert.True(float.IsNaN(whole[1]));
    }

    [Fact]
    public void Refuses_vectors_of_another_model() =>
        Assert.Contains("another model", Assert.Throws<InvalidDataException>(() => ModelScores.Of(Shards([[At(1, 0)]]), [1, 0, 0], Model)).Message);

    private static JudgedPassage Unread => new(Verdict.Unread(UnreadCause.TooLong), []);

    private static JudgedPassage At(float x, float y) => new(new Verdict(0, 3, FullReading.IdsCompared, UnreadCause.None), [x, y]);

    private static IReadOnlyList<Func<IEnumerable<JudgedPassage[]>>> Shards(params JudgedPassage[][][] shards) => [.. shards.Select(shard => (Func<IEnumerable<JudgedPassage[]>>)(() => shard))];
}
