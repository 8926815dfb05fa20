using System.Text.RegularExpressions;
using Lector.Core.Documents;

namespace Lector.Core.Reading.Lexical;

/// <summary>The first lines of what a document says itself: what a reader of an answer to it needs to know.</summary>
public static partial class HeadLines
{
    /// <summary>The most that is taken, in UTF-16 units.</summary>
    public const int MaxLength = 300;

    /// <summary>Finds them.</summary>
    /// <param name="text">The document.</param>
    /// <returns>At most <see cref="MaxLength"/> units from the first line that is not blank on, ending before the first quoted line or the line that introduces a quotation; empty where all is quoted.</returns>
    public static ReadOnlySpan<char> Of(DocumentText text)
    {
        var all = text.Text.AsSpan();
        var (start, end) = (0, 0);
        foreach (var range in all.Split('\n'))
        {
            var (at, next) = (range.Start.GetOffset(all.Length), range.End.GetOffset(all.Length));
            var line = all[at..next].Trim();
            if (line.Length > 0 && line.Length <= MaxLength && (line[0] == '>' || Introduction().IsMatch(line)))
                break;
            if (end == 0 && line.Length == 0)
                continue;
            if (end == 0)
                start = at;
            end = next;
            if (end - start >= MaxLength)
                break;
        }
        end = Math.Min(end, start + MaxLength);
        if (end > start && end < all.Length && char.IsLowSurrogate(all[end]) && char.IsHighSurrogate(all[end - 1]))
            end--;
        return all[start..end];
    }

    // What the common mail programs write above what they quote.
    [GeneratedRegex(@"^(-{2,}\s*(original|forwarded)\b|_{20,}$|on\b.{5,200}\bwrote:$|begin forwarded message:)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Introduction();
}
