namespace Lector.Core.Selecting;

/// <summary>How much of one text stands in another.</summary>
public static class Containment
{
    /// <summary>The share of a passage's words that stand, in runs of at least five, in a text.</summary>
    /// <param name="passage">The passage.</param>
    /// <param name="ofText">The text that may hold it, as a reply that quotes it does.</param>
    /// <returns>0 to 1; 1 where every word is held. A passage of fewer than five words is 1 or 0: its words stand there in order, or not.</returns>
    public static double Share(ReadOnlySpan<char> passage, ReadOnlySpan<char> ofText)
    {
        var (part, whole) = (Wording.Of(passage), Wording.Of(ofText));
        if (part.Count == 0)
            return 0;
        if (part.Count < Shingles.Length)
            return whole.IndexOf(part) >= 0 ? 1 : 0;
        var shingles = new Shingles();
        shingles.Add(whole, 0);
        return (double)shingles.Cover(part).Count(held => held is not null) / part.Count;
    }
}
