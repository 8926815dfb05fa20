namespace Lector.Core.Asking.Queueing;

/// <summary>Cuts a group's passages into items that take a reader 20 to 40 seconds: long enough that the queue costs nothing beside the reading, short enough to be lost, renewed and shared.</summary>
public static class WorkSizing
{
    /// <summary>What an item should take.</summary>
    public static readonly TimeSpan Target = TimeSpan.FromSeconds(30);

    /// <summary>The most that it should take.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(40);

    /// <summary>Tokens a second of a reader that has not measured itself: of the order of an 8B model at 4 bits on a small GPU. Off by ten, an item takes 3 seconds or 5 minutes.</summary>
    public const double FirstGuess = 400;

    /// <summary>The most passages an item.</summary>
    public const int MostPassages = 4096;

    private const int Framing = 40;
    private const int UnitsPerToken = 4;

    /// <summary>Tokens of a passage, estimated: what pace and size are both counted in, whatever an engine's tokeniser counts.</summary>
    /// <param name="length">Its length in UTF-16 units; each four count as one, and the heading around it as 40.</param>
    public static int Tokens(int length) => Framing + (length + UnitsPerToken - 1) / UnitsPerToken;

    /// <summary>Cuts.</summary>
    /// <param name="passages">Tokens of each passage, in order.</param>
    /// <param name="pace">Tokens a second of one reader, or null for <see cref="FirstGuess"/>.</param>
    /// <returns>Stretches of about the same number of tokens that cover all passages, each once, in order; none for no passages.</returns>
    public static IReadOnlyList<(int First, int Count)> Cut(IReadOnlyList<int> passages, double? pace)
    {
        var total = passages.Sum(tokens => (long)tokens);
        var seconds = total / (pace is > 0 ? pace.Value : FirstGuess);
        var wanted = Math.Max(1, (long)Math.Max(Math.Round(seconds / Target.TotalSeconds), Math.Ceiling(seconds / Most.TotalSeconds)));
        var items = new List<(int First, int Count)>();
        var (first, seen) = (0, 0L);
        for (var i = 0; i < passages.Count; i++)
        {
            seen += passages[i];
            var isFull = seen * wanted >= total * (items.Count + 1) || i - first + 1 == MostPassages;
            if (!isFull && i < passages.Count - 1)
                continue;
            items.Add((first, i - first + 1));
            first = i + 1;
        }

        return items;
    }
}
