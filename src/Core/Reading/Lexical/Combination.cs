namespace Lector.Core.Reading.Lexical;

/// <summary>How a model's scores are joined with the lexical ones: what a standard deviation of the model's counts beside one of the lexical score, for each decision apart. All at least 0.</summary>
/// <param name="QuoteFirst">For the order in which documents are quoted.</param>
/// <param name="SetAside">For what is set aside; there the model is asked with the question moved toward the feedback passages, where it can be.</param>
/// <param name="Passages">Between the passages of a document.</param>
public sealed record Combination(double QuoteFirst, double SetAside, double Passages)
{
    /// <summary>For models that nothing was fitted for: both count the same.</summary>
    public static Combination Default { get; } = new(1, 1, 1);

    /// <summary>The combination for a model.</summary>
    public static Combination Of(ReaderIdentity reader) => Default;
}
