namespace Lector.Core.Answering;

/// <summary>What a person sees of a model's reply: claims with checked quotations, or why there are none. Stored as <c>answer.json</c>.</summary>
public sealed record Answer
{
    /// <summary>What every answer says of its check.</summary>
    public const string CheckNotice = "the quoted words are in the source; whether they support the claim was not checked";

    /// <summary>The claims that have at least one verified quotation, in the model's order; empty when it abstains.</summary>
    public IReadOnlyList<CheckedClaim> Claims { get; init; } = [];

    /// <summary>The claims that are not shown because no quotation of theirs was verified.</summary>
    public IReadOnlyList<WithheldClaim> Withheld { get; init; } = [];

    /// <summary>What the model says is missing beside its claims; null when it says that nothing is.</summary>
    public string? Missing { get; init; }

    /// <summary>Why there is no claim; null when there is one.</summary>
    public Abstention? Abstained { get; init; }

    /// <summary>The model that the service says answered; null when it does not say, or none did.</summary>
    public string? Model { get; init; }

    /// <summary>Tokens of the call as the service reports them, or null where it does not.</summary>
    public FrontierUsage? Usage { get; init; }

    /// <summary>Something stood around the JSON of the reply and was left out.</summary>
    public bool TextAround { get; init; }

    /// <summary>What was checked and what was not.</summary>
    public string Notice { get; init; } = CheckNotice;

    /// <summary>Claims that are shown and carry a flag.</summary>
    public int FlaggedClaims => Claims.Count(claim => claim.Flags.Count > 0);

    /// <summary>Quotations that stand in the evidence.</summary>
    public int VerifiedQuotations => Claims.Sum(claim => claim.Quotations.Count);

    /// <summary>Quotations that do not, those of shown claims too.</summary>
    public int WithheldQuotations => Claims.Sum(claim => claim.WithheldQuotations.Count) + Withheld.Sum(claim => claim.Quotations.Count);

    /// <summary>The answer that holds nothing but the reason why.</summary>
    /// <param name="abstention">The reason.</param>
    public static Answer Abstaining(Abstention abstention) => new() { Abstained = abstention };
}

/// <summary>A claim that rests on at least one quotation that stands in the evidence.</summary>
/// <param name="Text">The model's statement, plain text on one line: shown as text, never as HTML.</param>
/// <param name="Quotations">Its verified quotations, at least one.</param>
/// <param name="WithheldQuotations">Why its other quotations are not shown.</param>
/// <param name="Flags">Numbers, dates and names that no verified quotation holds.</param>
public sealed record CheckedClaim(string Text, IReadOnlyList<CheckedQuotation> Quotations, IReadOnlyList<CitationFault> WithheldQuotations, IReadOnlyList<ClaimFlag> Flags);

/// <summary>A claim that is not shown. Its text is not kept here, so that nothing which reads this record shows it by mistake.</summary>
/// <param name="Number">Its place in the reply, from 1.</param>
/// <param name="Quotations">Why each of its quotations was withheld; empty when it had none.</param>
public sealed record WithheldClaim(int Number, IReadOnlyList<CitationFault> Quotations);
