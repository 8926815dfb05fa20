using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Lector.Formats.Text;

namespace Lector.Formats.Archives;

/// <summary>Makes the names that archives and mails give their content harmless and unique.</summary>
/// <remarks>The names are labels in Lector's records: nothing is ever written to a disk under them. They stay harmless for those who copy them into a script.</remarks>
internal sealed class EntryNames
{
    private const int MostSegments = 12;
    private const int MostUnits = 100;

    private static readonly FrozenSet<string> Reserved = new[] { "CON", "PRN", "AUX", "NUL" }
        .Concat(Enumerable.Range(0, 10).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // A path that was given, and the number that its next double gets.
    private readonly Dictionary<string, int> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A path for an entry of an archive: relative, forward slashes, unlike every path given before.</summary>
    public string Unique(string raw)
    {
        var path = SafePath(raw);
        if (_taken.TryAdd(path, 2))
            return path;
        var dot = path.LastIndexOf('.') is var at && at > path.LastIndexOf('/') + 1 ? at : path.Length;
        while (true)
        {
            var numbered = $"{path[..dot]}~{Numerals.Decimal(_taken[path]++)}{path[dot..]}";
            if (_taken.TryAdd(numbered, 2))
                return numbered;
        }
    }

    /// <summary>A path without anything that leaves its folder or that a file system or terminal takes amiss.</summary>
    public static string SafePath(string raw)
    {
        var segments = raw.Split('/', '\\').Select(SafeSegment).Where(s => s.Length > 0).ToArray();
        return segments.Length == 0 ? "unnamed" : string.Join('/', segments.Length <= MostSegments ? segments : segments[^MostSegments..]);
    }

    /// <summary>A single name: slashes are replaced too.</summary>
    public static string SafeName(string raw) => SafeSegment(raw.Replace('/', '_').Replace('\\', '_')) is { Length: > 0 } name ? name : "unnamed";

    private static string SafeSegment(string raw)
    {
        var name = new StringBuilder(Math.Min(raw.Length, 256));
        foreach (var rune in raw.Length > 1000 ? Cut(raw, 1000).EnumerateRunes() : raw.EnumerateRunes())
            name.Append(IsHarmless(rune) ? rune.ToString() : "_");
        var text = Cut(name.ToString().Trim().TrimEnd('.', ' '), MostUnits);
        if (text.Length == 0 || text.All(c => c is '.'))
            return "";
        // "!/" separates a container from its content.
        if (text.EndsWith('!'))
            text = $"{text[..^1]}_";
        return Reserved.Contains(text.Split('.')[0].Trim()) ? $"_{text}" : text;
    }

    private static bool IsHarmless(Rune rune) =>
        rune.Value is not ('<' or '>' or ':' or '"' or '|' or '?' or '*' or 0xFFFD)
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    // Keeps a short extension, and splits no surrogate pair.
    private static string Cut(string name, int most)
    {
        if (name.Length <= most)
            return name;
        var dot = name.LastIndexOf('.');
        var extension = dot > 0 && name.Length - dot <= 12 ? name[dot..] : "";
        var stem = most - extension.Length;
        return name[..(char.IsHighSurrogate(name[stem - 1]) ? stem - 1 : stem)] + extension;
    }
}
