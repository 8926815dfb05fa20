namespace Lector.Core.Ledgers.Costs;

/// <summary>The number of questions a month at which a way with a fixed price costs what another costs.</summary>
/// <param name="Questions">That number, as a fraction.</param>
/// <param name="WithinReach">Whether the machine can read for the first whole number above it in a month, at the speed that the table gives.</param>
public sealed record BreakEven(decimal Questions, bool WithinReach)
{
    /// <summary>The number as it is said: "equals about 13 questions a month".</summary>
    public long About => (long)Math.Round(Questions, MidpointRounding.AwayFromZero);

    /// <summary>The first whole number at which the fixed price is the cheaper one.</summary>
    public long From => (long)Math.Floor(Questions) + 1;

    /// <summary>Compares two ways.</summary>
    /// <param name="dearerAtFirst">The way with the higher fixed price.</param>
    /// <param name="other">The way that it is held against.</param>
    /// <returns>Null when the first is never cheaper, or is so from the first question on.</returns>
    public static BreakEven? Between(Way dearerAtFirst, Way other)
    {
        var (fixedMore, saved) = (dearerAtFirst.Fixed - other.Fixed, other.PerQuestion - dearerAtFirst.PerQuestion);
        return fixedMore <= 0 || saved <= 0 || fixedMore / saved > 1_000_000_000m ? null
            : new BreakEven(fixedMore / saved, Math.Floor(fixedMore / saved) + 1 <= (dearerAtFirst.MostQuestions ?? long.MaxValue));
    }
}
