namespace Lector.Core.Ledgers.Costs;

/// <summary>How much there is to read for one question, and how large the one call to the frontier model is.</summary>
/// <param name="Documents">Documents with text.</param>
/// <param name="Tokens">Tokens of all their text.</param>
/// <param name="Passages">Passages that a reader judges one by one.</param>
public sealed record Volume(long Documents, long Tokens, long Passages)
{
    /// <summary>Tokens of a passage where passages are not counted but estimated.</summary>
    public const int PassageTokens = 400;

    /// <summary>Tokens that a decision request carries beside its passage: the question and its two descriptions.</summary>
    public int DecisionOverhead { get; init; } = 60;

    /// <summary>Tokens that a yes/no request to a chat model carries beside its passage; 310 in Lector's own prompt.</summary>
    public int ChatOverhead { get; init; } = 310;

    /// <summary>Input tokens of the one call.</summary>
    public int CallInput { get; init; } = 1_700;

    /// <summary>Output tokens of the one call, and of an answer over everything.</summary>
    public int CallOutput { get; init; } = 300;

    /// <summary>The volume of documents of a mean length, cut into passages of at most <see cref="PassageTokens"/>.</summary>
    /// <param name="documents">Documents.</param>
    /// <param name="tokensEach">Mean tokens of one.</param>
    public static Volume Of(long documents, int tokensEach)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(documents);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tokensEach);
        return new Volume(documents, checked(documents * tokensEach), checked(documents * ((tokensEach + PassageTokens - 1) / PassageTokens)));
    }
}
