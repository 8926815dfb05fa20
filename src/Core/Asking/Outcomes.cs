namespace Lector.Core.Asking;

/// <summary>What became of a document in a run; every document has exactly one outcome.</summary>
public enum Outcome
{
    /// <summary>Its score is at or above the cut.</summary>
    Relevant,

    /// <summary>Its score is below the cut.</summary>
    SetAside,

    /// <summary>It has no text that Lector can read.</summary>
    Unreadable,

    /// <summary>Reading it broke off; a person should look.</summary>
    Failed,
}
