namespace Lector.Core.Ledgers.Costs;

/// <summary>One way to have questions answered over a volume of documents, and what it costs. Cost only: the ways do not give the same answer.</summary>
public sealed record Way
{
    /// <summary>What it is.</summary>
    public required WayKind Kind { get; init; }

    /// <summary>What a person calls it: the model or the machine.</summary>
    public required string Name { get; init; }

    /// <summary>What a month costs before the first question.</summary>
    public decimal Fixed { get; init; }

    /// <summary>What each question costs.</summary>
    public required decimal PerQuestion { get; init; }

    /// <summary>What the first question costs and each further one, where documents that were sent before are read from the service's prompt cache; null where they are not. The best case: everything cached and still there.</summary>
    public CachedPrice? Cached { get; init; }

    /// <summary>What each question costs as a batch request, answered within a day; null where there is no such price.</summary>
    public decimal? Batch { get; init; }

    /// <summary>Hours that reading takes for one question; null where a service reads.</summary>
    public decimal? HoursAQuestion { get; init; }

    /// <summary>Requests that one question needs at least, for no request takes more text.</summary>
    public long Requests { get; init; } = 1;

    /// <summary>Where the prices come from.</summary>
    public required string Provenance { get; init; }

    /// <summary>The most questions that the machine can read for in a month; null where a service reads, or a machine whose speed is not known.</summary>
    public long? MostQuestions { get; init; }

    /// <summary>What a month costs.</summary>
    /// <param name="questions">Questions asked in it, not negative.</param>
    public decimal Month(long questions) => Fixed + (questions * PerQuestion);

    /// <summary>What a month costs with the prompt cache at its best, or null where there is none.</summary>
    /// <param name="questions">Questions asked in it, not negative.</param>
    public decimal? CachedMonth(long questions) => Cached is not { } c ? null : questions == 0 ? Fixed : Fixed + c.First + ((questions - 1) * c.Next);
}

/// <summary>What questions cost while the documents stand in a prompt cache.</summary>
/// <param name="First">The first question, which fills it.</param>
/// <param name="Next">Each further one.</param>
public sealed record CachedPrice(decimal First, decimal Next);

/// <summary>The ways that are compared.</summary>
public enum WayKind
{
    /// <summary>All text goes to a model for each question.</summary>
    Everything,

    /// <summary>A hosted chat model judges every passage, one call speaks.</summary>
    HostedReader,

    /// <summary>A hosted decision model judges every passage, one call speaks.</summary>
    DecisionReader,

    /// <summary>Lector with a reader on a machine that is there anyway, one call speaks.</summary>
    OwnMachine,

    /// <summary>Lector with a reader on a machine paid for it, one call speaks.</summary>
    Box,
}
