namespace Lector.Core.Reading;

/// <summary>A model that embeds, as one that judges: the cosine of question and passage is the score.</summary>
/// <remarks>For places where only verdicts are kept: the vectors are not, so that another question embeds the passages again.</remarks>
/// <param name="embedder">The model.</param>
public sealed class CosineReader(IEmbedder embedder) : IReader
{
    private readonly Lock gate = new();
    private (string Question, Task<float[]> Vector)? last;

    /// <inheritdoc/>
    public ReaderIdentity Identity => embedder.Identity;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Verdict>> Read(string question, IReadOnlyList<PassageInContext> passages, CancellationToken cancel)
    {
        var asked = await Vector(question, cancel);
        var embeddings = await embedder.Embed(passages, cancel);
        return [.. embeddings.Select(embedding => embedding.Cause == UnreadCause.None
            ? new Verdict(Math.Clamp(Cosine(asked, embedding.Vector), 0, 1), embedding.Tokens, embedding.Grade, UnreadCause.None)
            : Verdict.Unread(embedding.Cause))];
    }

    private Task<float[]> Vector(string question, CancellationToken cancel)
    {
        lock (gate)
        {
            if (last is not var (of, vector) || of != question || vector.IsFaulted || vector.IsCanceled)
                last = (question, vector = embedder.EmbedQuestion(question, cancel));
            return vector;
        }
    }

    // Both are of unit length.
    private static float Cosine(float[] a, float[] b)
    {
        var sum = 0f;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
