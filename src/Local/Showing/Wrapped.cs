using System.Globalization;

namespace Lector.Local.Showing;

/// <summary>Text broken into lines for a terminal.</summary>
internal static class Wrapped
{
    /// <summary>Breaks a text between words.</summary>
    /// <param name="text">The text; what a terminal would take for a command is a blank: names and paths come from strangers.</param>
    /// <param name="first">What the first line begins with.</param>
    /// <param name="rest">What every other line begins with.</param>
    /// <param name="width">Columns; a longer word has a line of its own.</param>
    public static IEnumerable<string> Of(string text, string first = "", string rest = "", int width = 80)
    {
        var (line, empty) = (first, true);
        foreach (var word in Printable(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!empty && line.Length + 1 + word.Length > width)
            {
                yield return line;
                (line, empty) = (rest, true);
            }

            line += empty ? word : " " + word;
            empty = false;
        }

        yield return line;
    }

    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format ? ' ' : c));
}
