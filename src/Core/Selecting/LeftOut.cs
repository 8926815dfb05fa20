using System.Globalization;
using Lector.Core.Documents;

namespace Lector.Core.Selecting;

/// <summary>A candidate that was not quoted, or not as a piece of its own, and why.</summary>
/// <param name="Document">Ordinal of its document.</param>
/// <param name="Path">The document's path.</param>
/// <param name="Passage">Where it stands.</param>
/// <param name="Score">Its quote-first score.</param>
/// <param name="Reason">Why.</param>
/// <param name="Evidence">Number of the evidence that holds its words, where <paramref name="Reason"/> speaks of one.</param>
public sealed record LeftOut(int Document, string Path, Passage Passage, double Score, LeftOutReason Reason, int? Evidence = null)
{
    /// <summary>The reason in words that end a sentence beginning with "left out:"; no document text.</summary>
    public string Words => Reason switch
    {
        LeftOutReason.BelowCut => string.Create(CultureInfo.InvariantCulture, $"its score of {Score:0.###} is below the cut"),
        LeftOutReason.NeverSent => "its document is kept in the house (--never-send)",
        LeftOutReason.Contained => $"its words stand in evidence {Evidence}",
        LeftOutReason.SameWords => $"it has the same words as evidence {Evidence}",
        LeftOutReason.SameWordsLeftOut => "it has the same words as a passage that was left out itself",
        LeftOutReason.TooLittleAdded => $"it adds too little to evidence {Evidence}",
        LeftOutReason.OverBudget => "the budget was used up by evidence that comes before it",
        LeftOutReason.NoWords => "it has no words",
        LeftOutReason.TooFarDown => $"only the {Packing.Pool} best passages were considered",
        _ => throw new InvalidOperationException($"No words for {Reason}."),
    };
}

/// <summary>Why a candidate was not quoted.</summary>
public enum LeftOutReason
{
    /// <summary>Its score is below the cut.</summary>
    BelowCut,

    /// <summary>The disclosure policy keeps its document in the house; it was read and counted.</summary>
    NeverSent,

    /// <summary>Every word of it stands in evidence, in runs of five words and more.</summary>
    Contained,

    /// <summary>Another passage with the same words was quoted in its place.</summary>
    SameWords,

    /// <summary>Another passage with the same words stood for it and was left out.</summary>
    SameWordsLeftOut,

    /// <summary>Nearly all of its terms, and all of its numbers, stand in evidence.</summary>
    TooLittleAdded,

    /// <summary>It did not fit beside what comes before it.</summary>
    OverBudget,

    /// <summary>It is white space or punctuation.</summary>
    NoWords,

    /// <summary>It was not among the passages that were considered.</summary>
    TooFarDown,
}
