using System.Numerics.Tensors;
using Lector.Core.Documents;
using Lector.Core.Reading;

namespace Lector.Models.Endpoints;

/// <summary>Whether a passage is judged the same alone and beside others, and on which scale.</summary>
internal static class Batches
{
    // Scores move in the last digits with the shape of a batch; a listwise model moves them by tenths.
    private const double Rounding = 0.05;

    /// <summary>Asks a reranker about the golden passages alone and together, in both orders.</summary>
    /// <returns>Whether its scores are logits, and whether they do not depend on neighbours; null where it does not answer several passages at once.</returns>
    public static async Task<(bool Logits, bool? Independent)> Of(RerankReader reader, CancellationToken cancel)
    {
        var question = GoldenPairs.All[0].Question;
        string[] texts = [.. GoldenPairs.All.SelectMany(p => new[] { p.Relevant, p.Irrelevant })];
        var alone = new double?[texts.Length];
        for (var i = 0; i < texts.Length; i++)
            if (await reader.Rank(question, [texts[i]], cancel) is { Cause: UnreadCause.None } one)
                alone[i] = one.Scores[0];
        var together = await reader.Rank(question, texts, cancel);
        var reversed = await reader.Rank(question, [.. texts.Reverse()], cancel);
        var logits = alone.OfType<double>().Concat(together.Scores).Any(s => s is < 0 or > 1);
        if (together.Cause != UnreadCause.None || reversed.Cause != UnreadCause.None || alone.Contains(null))
            return (logits, null);
        var independent = Enumerable.Range(0, texts.Length).All(i => Near(alone[i]!.Value, together.Scores[i]) && Near(alone[i]!.Value, reversed.Scores[texts.Length - 1 - i]));
        return (logits, independent);

        bool Near(double a, double b) => Math.Abs(Scaled(a) - Scaled(b)) < Rounding;
        double Scaled(double score) => logits ? 1 / (1 + Math.Exp(-score)) : score;
    }

    /// <summary>Asks a reader about passages one after the other, and then all at once.</summary>
    /// <returns>Null where one of them has no verdict.</returns>
    public static async Task<bool?> AreIndependent(PointReader reader, CancellationToken cancel)
    {
        var question = GoldenPairs.All[0].Question;
        PassageInContext[] texts = [.. GoldenPairs.All.SelectMany(p => new[] { p.Relevant, p.Irrelevant }).Select(t => new PassageInContext(t, DocumentFields.None, null))];
        var alone = new List<Verdict>();
        foreach (var text in texts.Take(2))
            alone.AddRange(await reader.Read(question, [text], cancel));
        var together = await reader.Read(question, texts, cancel);
        var pairs = alone.Zip(together).ToList();
        return pairs.All(p => p.First.IsRead && p.Second.IsRead) ? pairs.All(p => Math.Abs(p.First.Score - p.Second.Score) < Rounding) : null;
    }

    /// <summary>Asks an embedder the same.</summary>
    public static async Task<bool?> AreIndependent(IEmbedder embedder, CancellationToken cancel)
    {
        PassageInContext[] texts = [.. GoldenPairs.All.Select(p => new PassageInContext(p.Relevant, DocumentFields.None, null))];
        var alone = await embedder.Embed([texts[0]], cancel);
        var together = await embedder.Embed([.. texts.Reverse()], cancel);
        return alone[0].Cause == UnreadCause.None && together[^1].Cause == UnreadCause.None ? 1 - TensorPrimitives.Dot(alone[0].Vector, together[^1].Vector) < 0.01 : null;
    }
}
