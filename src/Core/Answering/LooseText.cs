namespace Lector.Core.Answering;

/// <summary>A stretch of text in the form in which quotations are compared, with the way back to the source.</summary>
/// <remarks>
/// Four things are made alike, and nothing else: a run of white space is one space, the quotation marks of each family (single, double) are one,
/// soft hyphens (U+00AD) are gone, Latin ligatures (U+FB00 to U+FB06) are their letters. Letter case, accents, dashes and digits stay.
/// </remarks>
internal readonly struct LooseText
{
    private readonly char[] units;
    private readonly int[] sources;
    private readonly int length;

    private LooseText(char[] units, int[] sources, int length) => (this.units, this.sources, this.length) = (units, sources, length);

    /// <summary>The text in that form.</summary>
    public ReadOnlySpan<char> Text => units.AsSpan(0, length);

    /// <summary>Where a unit of <see cref="Text"/> stands in the source.</summary>
    public int Source(int at) => sources[at];

    /// <summary>Brings a range of a text into that form.</summary>
    public static LooseText Of(ReadOnlySpan<char> text)
    {
        var most = text.Length;
        foreach (var unit in text)
            most += Ligature(unit).Length > 0 ? 2 : 0;
        var (units, sources, length) = (new char[most], new int[most], 0);
        for (var i = 0; i < text.Length; i++)
        {
            var unit = text[i];
            if (unit == '\u00AD' || (char.IsWhiteSpace(unit) && length > 0 && units[length - 1] == ' '))
                continue;
            var ligature = Ligature(unit);
            if (ligature.Length == 0)
                (units[length], sources[length++]) = (Alike(unit), i);
            foreach (var letter in ligature)
                (units[length], sources[length++]) = (letter, i);
        }

        return new LooseText(units, sources, length);
    }

    private static string Ligature(char unit) => unit switch
    {
        '\uFB00' => "ff",
        '\uFB01' => "fi",
        '\uFB02' => "fl",
        '\uFB03' => "ffi",
        '\uFB04' => "ffl",
        '\uFB05' or '\uFB06' => "st",
        _ => "",
    };

    private static char Alike(char unit) => unit switch
    {
        '"' or '\u201C' or '\u201D' or '\u201E' or '\u201F' or '\u00AB' or '\u00BB' or '\u2033' or '\uFF02' => '"',
        '\'' or '\u2018' or '\u2019' or '\u201A' or '\u201B' or '\u2039' or '\u203A' or '\u2032' or '\u0060' or '\u00B4' or '\uFF07' => '\'',
        _ => char.IsWhiteSpace(unit) ? ' ' : unit,
    };
}
