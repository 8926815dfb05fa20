namespace Lector.Core.Documents;

/// <summary>A stretch of a document's text that is read and judged as one.</summary>
/// <param name="Start">First UTF-16 unit, inclusive.</param>
/// <param name="End">Last UTF-16 unit, exclusive; greater than <paramref name="Start"/>.</param>
public readonly record struct Passage(int Start, int End)
{
    /// <summary>UTF-16 units.</summary>
    public int Length => End - Start;
}
