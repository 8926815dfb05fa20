namespace Lector.Core.Asking;

/// <summary>Everything that is true of a run; stored as <c>record.json</c>. No document text.</summary>
/// <param name="Plan">The ask and the frozen list.</param>
/// <param name="Selection">What was found, and by which cut.</param>
/// <param name="Funnel">How many came to each stage.</param>
/// <param name="Published">When it was written.</param>
public sealed record RunRecord(RunPlan Plan, Selection Selection, Funnel Funnel, DateTimeOffset Published)
{
    /// <summary>The program that made it.</summary>
    public string Product { get; init; } = $"lector {typeof(RunRecord).Assembly.GetName().Version?.ToString(3)}";
}
