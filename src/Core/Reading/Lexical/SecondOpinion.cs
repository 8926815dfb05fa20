namespace Lector.Core.Reading.Lexical;

/// <summary>What a model says of a folder's passages, beside the lexical scores.</summary>
/// <param name="Scores">For each shard its documents, for each of them a score a passage, on any scale where more is more relevant; <see cref="float.NaN"/> where the model did not judge.</param>
public sealed record SecondOpinion(IReadOnlyList<IReadOnlyList<float[]>> Scores)
{
    /// <summary>How it is joined with the lexical scores.</summary>
    public Combination Combination { get; init; } = Combination.Default;

    /// <summary>The model's scores once the question has been moved toward passages that answer it, in the form of <see cref="Scores"/>; null where the model judges and does not embed.</summary>
    public Func<IReadOnlyList<WeightedPassage>, IReadOnlyList<IReadOnlyList<float[]>>>? Moved { get; init; }
}

/// <summary>A passage with what it counts.</summary>
/// <param name="Document">Its document's position over all shards.</param>
/// <param name="Passage">Its position in the document.</param>
/// <param name="Weight">Above 0.</param>
public readonly record struct WeightedPassage(int Document, int Passage, double Weight);
