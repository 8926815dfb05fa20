namespace Lector.Core.Reading;

/// <summary>A local model that places texts in a vector space, whatever the question: relevance is the cosine of question and passage.</summary>
/// <remarks>The sibling of <see cref="IReader"/> for engines whose costly part does not depend on the question: vectors are stored beside the texts, so that a second question reads no text again.</remarks>
public interface IEmbedder
{
    /// <summary>Who reads.</summary>
    ReaderIdentity Identity { get; }

    /// <summary>Embeds passages.</summary>
    /// <param name="passages">Any number; the engine batches as it likes, and no vector depends on its neighbours beyond rounding.</param>
    /// <param name="cancel">Stops within a second.</param>
    /// <returns>One embedding a passage, in the order given.</returns>
    /// <exception cref="ReaderUnavailableException">The engine cannot be reached or refuses.</exception>
    Task<IReadOnlyList<Embedding>> Embed(IReadOnlyList<PassageInContext> passages, CancellationToken cancel);

    /// <summary>Embeds a question.</summary>
    /// <returns>A vector of unit length.</returns>
    /// <exception cref="ReaderUnavailableException">The engine cannot be reached or refuses.</exception>
    Task<float[]> EmbedQuestion(string question, CancellationToken cancel);
}

/// <summary>A passage as a point.</summary>
/// <param name="Vector">Unit length; empty where <paramref name="Cause"/> is not <see cref="UnreadCause.None"/>.</param>
/// <param name="Tokens">Tokens of the passage that the engine processed.</param>
/// <param name="Grade">What shows that the whole passage was read.</param>
/// <param name="Cause">Why there is no vector.</param>
public readonly record struct Embedding(float[] Vector, int Tokens, FullReading Grade, UnreadCause Cause);
