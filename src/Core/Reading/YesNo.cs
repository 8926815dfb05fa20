namespace Lector.Core.Reading;

/// <summary>One candidate of a model's next token.</summary>
/// <param name="Text">The token as text.</param>
/// <param name="Probability">In [0, 1], after the softmax over the whole vocabulary.</param>
public readonly record struct TokenProbability(string Text, double Probability);

/// <summary>The verdict that a next token is: P(yes) against P(no), each summed over all spellings.</summary>
/// <param name="Yes">Probability of all spellings of yes.</param>
/// <param name="No">Probability of all spellings of no.</param>
public readonly record struct YesNo(double Yes, double No)
{
    /// <summary>Below this <see cref="Mass"/> the ratio says nothing: the model was about to write something else.</summary>
    /// <remarks>A chat model that follows the instruction has more than .9; SmolLM2-135M, which does not, about .3.</remarks>
    public const double LeastMass = 0.5;

    /// <summary>What is added to the logits of all spellings where a server takes a bias: <c>e^10</c> is enough to lift every spelling above the rest, and little enough for <see cref="Unbiased"/> to take it out again.</summary>
    public const double Bias = 10;

    /// <summary>P(yes) + P(no), in [0, 1].</summary>
    public double Mass => Yes + No;

    /// <summary>P(yes) / (P(yes) + P(no)), in [0, 1]; NaN when both are 0.</summary>
    public double Relevance => Yes / (Yes + No);

    /// <summary>Sums the spellings.</summary>
    /// <param name="candidates">The candidates for one token; several may have one text, and each counts.</param>
    public static YesNo Of(IEnumerable<TokenProbability> candidates)
    {
        double yes = 0, no = 0;
        foreach (var (text, probability) in candidates)
            switch (Word(text))
            {
                case true: yes += probability; break;
                case false: no += probability; break;
            }

        return new YesNo(yes, no);
    }

    /// <summary>Takes the bias out: probabilities p that were raised to p·e^b / (m·e^b + 1 - m), with m the mass, are lowered to p.</summary>
    /// <remarks>The ratio is not touched by it. The mass comes out to about 1e-3 of itself, from what is left for other tokens.</remarks>
    public YesNo Unbiased()
    {
        var mass = Math.Min(Mass, 1);
        var unbiased = mass / (mass + Math.Exp(Bias) * (1 - mass));
        return Mass > 0 ? new YesNo(Yes * unbiased / Mass, No * unbiased / Mass) : this;
    }

    /// <summary>The spellings that are looked for among a model's own tokens.</summary>
    public static IReadOnlyList<string> Spellings { get; } = ["Yes", " Yes", "yes", " yes", "YES", " YES", "No", " No", "no", " no", "NO", " NO"];

    /// <summary>Whether a token spells yes (true), no (false) or neither (null): case, spaces, quotes and a full stop around it do not matter.</summary>
    /// <param name="token">The token's text; SentencePiece's and byte-pair markers for a space (U+2581, U+0120) count as one.</param>
    public static bool? Word(string token)
    {
        var word = token.AsSpan().Trim(" \t\r\n\u2581\u0120\u010A\"'`*_.,:;!()[]");
        return word.Equals("yes", StringComparison.OrdinalIgnoreCase) ? true
            : word.Equals("no", StringComparison.OrdinalIgnoreCase) ? false
            : null;
    }
}
