namespace Lector.Core.Answering;

/// <summary>What the model wrote, before anything was checked: never shown as it stands.</summary>
/// <param name="Claims">Its claims, in its order.</param>
/// <param name="Insufficient">What it says is missing; empty when it says that the evidence answers.</param>
public sealed record FrontierAnswer(IReadOnlyList<Claim> Claims, string Insufficient);

/// <summary>One statement of the model.</summary>
/// <param name="Text">The statement, on one line, without control characters.</param>
/// <param name="Quotations">What it rests on; may be empty.</param>
public sealed record Claim(string Text, IReadOnlyList<Quotation> Quotations);

/// <summary>Words that the model says stand in a piece of evidence.</summary>
/// <param name="Evidence">The number that it cites; may be one that was never sent.</param>
/// <param name="Words">The words as it wrote them.</param>
public sealed record Quotation(int Evidence, string Words);
