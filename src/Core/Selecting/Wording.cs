namespace Lector.Core.Selecting;

/// <summary>A text as the sequence of its words, in the form in which two texts are compared (see <see cref="WordReader"/>).</summary>
public sealed class Wording
{
    private readonly List<ulong> words = [];
    private readonly List<(int Start, int End)> places = [];

    private Wording() { }

    /// <summary>Words.</summary>
    public int Count => words.Count;

    /// <summary>Of these, words in lines behind quote marks.</summary>
    public int Quoted { get; private set; }

    /// <summary>Hash of all words in order: equal where two texts have the same words.</summary>
    public ulong Fingerprint { get; private set; }

    /// <summary>Hashes of the words, in order.</summary>
    internal IReadOnlyList<ulong> Words => words;

    /// <summary>Where each word stands in the text: first UTF-16 unit inclusive, last exclusive.</summary>
    internal IReadOnlyList<(int Start, int End)> Places => places;

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text; what precedes it does not matter, but it should begin at the beginning of a line for its quote marks to be seen.</param>
    public static Wording Of(ReadOnlySpan<char> text)
    {
        var wording = new Wording();
        var reader = new WordReader(text);
        while (reader.Next())
        {
            wording.words.Add(reader.Word);
            wording.places.Add((reader.Start, reader.End));
            wording.Quoted += reader.Quoted ? 1 : 0;
            wording.Fingerprint = Join(wording.Fingerprint, reader.Word);
        }

        return wording;
    }

    /// <summary>Whether the two have the same words in the same order.</summary>
    public bool SameAs(Wording other) => Fingerprint == other.Fingerprint && words.SequenceEqual(other.words);

    /// <summary>Where the words of another text stand in this one without a gap.</summary>
    /// <param name="part">The other text; at least one word.</param>
    /// <returns>Index of the first word, or -1.</returns>
    public int IndexOf(Wording part)
    {
        if (part.Count == 0 || part.Count > Count)
            return -1;
        for (var i = words.IndexOf(part.words[0]); i >= 0 && i + part.Count <= Count; i = words.IndexOf(part.words[0], i + 1))
        {
            var same = 1;
            while (same < part.Count && words[i + same] == part.words[same])
                same++;
            if (same == part.Count)
                return i;
        }

        return -1;
    }

    /// <summary>Adds a word to a running hash; order matters.</summary>
    internal static ulong Join(ulong hash, ulong word) => WordReader.Mix(hash * 31 + word);
}
