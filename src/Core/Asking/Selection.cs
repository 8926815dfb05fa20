using System.Text.Json;
using Lector.Core.Answering;
using Lector.Core.Reading;

namespace Lector.Core.Asking;

/// <summary>What Select found: the run's counts, and what it decided by.</summary>
public sealed record Selection
{
    /// <summary>Who read.</summary>
    public required ReadBy ReadBy { get; init; }

    /// <summary>What the checks of the model's server found; null in process and without a model.</summary>
    public JsonElement? ReaderReport { get; init; }

    /// <summary>When reading ended; it began with the plan.</summary>
    public required DateTimeOffset Read { get; init; }

    /// <summary>Documents by outcome.</summary>
    public required DocumentCounts Documents { get; init; }

    /// <summary>Passages of readable documents.</summary>
    public required int Passages { get; init; }

    /// <summary>Of these, in relevant documents and with at least <see cref="SelectStep.LeastShare"/> of the best passage's score, among the documents looked at for quoting.</summary>
    public required int RelevantPassages { get; init; }

    /// <summary>UTF-16 units of all texts.</summary>
    public required long Characters { get; init; }

    /// <summary>Documents whose set-aside score is at or above this are relevant.</summary>
    public required double Cut { get; init; }

    /// <summary>Where the best passage scores below this, nothing found answers the question.</summary>
    public required double Floor { get; init; }

    /// <summary>The best quote-first score of a passage.</summary>
    public required double Best { get; init; }

    /// <summary>Whether no passage reaches the floor.</summary>
    public required bool NothingFound { get; init; }

    /// <summary>Relevant documents that the policy keeps in the house.</summary>
    public required int KeptBack { get; init; }

    /// <summary>Documents without text and why, the first <see cref="MostListed"/>.</summary>
    public required IReadOnlyList<Reason> NotRead { get; init; }

    /// <summary>Passages that came near and were not packed, and why.</summary>
    public required IReadOnlyList<Reason> LeftOut { get; init; }

    /// <summary>Where the request goes; null when no frontier model was chosen.</summary>
    public FrontierDestination? Destination { get; init; }

    /// <summary>What shows that the model read all of each passage: passages by grade; null without a model.</summary>
    public IReadOnlyDictionary<FullReading, int>? Grades { get; init; }

    /// <summary>Tokens that the model processed; null without a model or where it does not tell.</summary>
    public long? Tokens { get; init; }

    /// <summary>The most reasons that are listed here; <c>documents.csv</c> has all.</summary>
    public const int MostListed = 200;
}

/// <summary>A document or passage, and why it is where it is.</summary>
/// <param name="Document">Path.</param>
/// <param name="Why">In words.</param>
/// <param name="Start">First UTF-16 unit of a passage, or null.</param>
/// <param name="End">Last, exclusive, or null.</param>
public sealed record Reason(string Document, string Why, int? Start = null, int? End = null);
