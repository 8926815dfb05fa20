using System.Text.Json;
using Lector.Core.Storage;

namespace Lector.Core.Reading.Lexical;

/// <summary>How a model's scores are joined with the lexical ones: what a standard deviation of the model's counts beside one of the lexical score, for each decision apart. All at least 0.</summary>
/// <param name="QuoteFirst">For the order in which documents are quoted.</param>
/// <param name="SetAside">For what is set aside; there the model is asked with the question moved toward the feedback passages, where it can be.</param>
/// <param name="Passages">Between the passages of a document.</param>
public sealed record Combination(double QuoteFirst, double SetAside, double Passages)
{
    private static readonly Lazy<FittedCombinations> Shipped = new(Load);

    /// <summary>For models that nothing was fitted for: both count the same.</summary>
    public static Combination Default { get; } = new(1, 1, 1);

    /// <summary>The combination for a model: the shipped one where it was fitted for that model, else <see cref="Default"/>.</summary>
    /// <remarks>A model is known by its name, whichever engine runs it: engines of one file differ by rounding.</remarks>
    public static Combination Of(ReaderIdentity reader) =>
        Shipped.Value.Models.FirstOrDefault(fitted => reader.Kind is "encoder" or "embedding" && reader.Model.Contains(fitted.Model, StringComparison.OrdinalIgnoreCase))?.Weights ?? Default;

    /// <summary>Whether a model's share was fitted on labelled corpora; else nothing shows that both together beat the better of the two.</summary>
    public static bool IsFitted(ReaderIdentity reader) => Of(reader) != Default;

    private static FittedCombinations Load()
    {
        using var stream = typeof(Combination).Assembly.GetManifestResourceStream("combination.json")!;
        return JsonSerializer.Deserialize<FittedCombinations>(stream, Json.Options)!;
    }
}

/// <summary>The combinations that Lector ships, in <c>combination.json</c>: written by <c>Fitting</c> of tests/Bench.</summary>
/// <param name="Models">One a model.</param>
public sealed record FittedCombinations(IReadOnlyList<FittedCombination> Models);

/// <summary>A combination with what it was fitted on.</summary>
/// <param name="Model">The model's name, or a part of it.</param>
/// <param name="File">SHA-256 of the model file, with the engine that read it.</param>
/// <param name="Quantisation">Of the file.</param>
/// <param name="Fitted">When.</param>
/// <param name="Weights">Fitted on all corpora: these are used.</param>
/// <param name="Corpora">What it was fitted on, and corpora that it was never fitted on: how weights fitted on the others did on each.</param>
public sealed record FittedCombination(string Model, string File, string Quantisation, DateOnly Fitted, Combination Weights, IReadOnlyList<CorpusLeftOut> Corpora);

/// <summary>A corpus left out of the fitting, and read with the weights of the others.</summary>
/// <param name="Corpus">Its name.</param>
/// <param name="Digest">Sixteen hex digits over its documents' hashes, in their order.</param>
/// <param name="Questions">How many were asked.</param>
/// <param name="Weights">Fitted on the others.</param>
/// <param name="Ndcg10">nDCG of the first ten: of the keyword statistics alone, of the model alone, of the combination.</param>
/// <param name="Documents95">Documents for 95% of the relevant ones, of the same three.</param>
public sealed record CorpusLeftOut(string Corpus, string Digest, int Questions, Combination Weights, IReadOnlyList<double> Ndcg10, IReadOnlyList<double> Documents95);
