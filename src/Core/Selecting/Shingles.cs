namespace Lector.Core.Selecting;

/// <summary>The runs of five words of some texts: what shows that a passage stands in them already.</summary>
/// <remarks>
/// Shingles after Broder, On the resemblance and containment of documents (1997), compared exactly: a word counts as held only inside a run of five words
/// that one of the texts has too, so a changed amount or an added "not" leaves the nine words around it uncovered.
/// </remarks>
public sealed class Shingles
{
    /// <summary>Words a run.</summary>
    public const int Length = 5;

    private readonly Dictionary<ulong, int> runs = [];

    /// <summary>Adds the runs of a text.</summary>
    /// <param name="text">Its words; fewer than <see cref="Length"/> add nothing.</param>
    /// <param name="number">What the text is called when <see cref="Cover"/> names it; the first text that has a run is the one named.</param>
    public void Add(Wording text, int number)
    {
        for (var i = 0; i + Length <= text.Count; i++)
            runs.TryAdd(Run(text.Words, i), number);
    }

    /// <summary>Which words of a passage stand in the added texts.</summary>
    /// <param name="passage">The passage.</param>
    /// <returns>For each word the number of a text that holds it, or null. A passage of fewer than <see cref="Length"/> words is never held: two mails that say "Agreed." are two facts.</returns>
    public int?[] Cover(Wording passage)
    {
        var held = new int?[passage.Count];
        for (var i = 0; i + Length <= passage.Count; i++)
        {
            if (runs.TryGetValue(Run(passage.Words, i), out var number))
                for (var k = i; k < i + Length; k++)
                    held[k] ??= number;
        }

        return held;
    }

    internal static ulong Run(IReadOnlyList<ulong> words, int at)
    {
        ulong hash = 0;
        for (var k = at; k < at + Length; k++)
            hash = Wording.Join(hash, words[k]);
        return hash;
    }
}
