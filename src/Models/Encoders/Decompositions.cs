using System.Collections.Frozen;
using System.Globalization;

namespace Lector.Models.Encoders;

/// <summary>What stays of a character when it is decomposed (Unicode NFD) and its nonspacing marks are dropped: <c>é</c> is <c>e</c>.</summary>
/// <remarks>A table of our own, because <see cref="string.Normalize()"/> does nothing in a program that carries no ICU (<c>InvariantGlobalization</c>).</remarks>
internal static class Decompositions
{
    private const int HangulBase = 0xAC00;
    private const int HangulCount = 11172;

    private static readonly FrozenDictionary<int, string> Table = Load();

    /// <summary>The characters that stay, or null when the character does not decompose.</summary>
    public static string? Of(int codePoint)
    {
        if ((uint)(codePoint - HangulBase) >= HangulCount)
            return Table.GetValueOrDefault(codePoint);
        // The Unicode Standard, section 3.12: leading, vowel and trailing jamo.
        var index = codePoint - HangulBase;
        var (lead, vowel, trail) = ((char)(0x1100 + index / 588), (char)(0x1161 + index % 588 / 28), index % 28);
        return trail == 0 ? $"{lead}{vowel}" : $"{lead}{vowel}{(char)(0x11A7 + trail)}";
    }

    private static FrozenDictionary<int, string> Load()
    {
        using var stream = typeof(Decompositions).Assembly.GetManifestResourceStream(typeof(Decompositions), "Decompositions.txt")!;
        using var reader = new StreamReader(stream);
        var table = new Dictionary<int, string>();
        while (reader.ReadLine() is { } line)
            if (!line.StartsWith('#'))
            {
                var parts = line.Split(';');
                table[Hex(parts[0])] = string.Concat(parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(code => char.ConvertFromUtf32(Hex(code))));
            }

        return table.ToFrozenDictionary();
    }

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
