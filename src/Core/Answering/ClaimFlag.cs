namespace Lector.Core.Answering;

/// <summary>A number, date or name of a claim that none of its verified quotations holds: a person should look.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Token">It, as the claim writes it.</param>
/// <param name="InHeading">The sender, recipients, date, subject or file name of a quoted document holds it, so it may well be right.</param>
public sealed record ClaimFlag(ClaimFlagKind Kind, string Token, bool InHeading);

/// <summary>The kinds of <see cref="ClaimFlag"/>.</summary>
public enum ClaimFlagKind
{
    /// <summary>An amount, a count, a year, a number in an identifier.</summary>
    Number,

    /// <summary>A day or month.</summary>
    Date,

    /// <summary>A word written with a capital where the sentence does not ask for one.</summary>
    Name,
}
