namespace Lector.Core.Reading.Lexical;

/// <summary>English words that carry grammar and no subject; they are not counted as terms.</summary>
/// <remarks>The English stop list of the Snowball project (snowballstem.org, BSD licence), without its contracted forms, whose halves are dropped with the apostrophe, and with the modal verbs that it leaves out; <c>may</c> is counted, for it is a month too.</remarks>
internal static class FunctionWords
{
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Words = new HashSet<string>((
        "i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its itself " +
        "they them their theirs themselves what which who whom whose this that these those am is are was were be been being have has had having " +
        "do does did doing would should could ought a an the and but if or because as until while of at by for with about against between " +
        "into through during before after above below to from up down in out on off over under again further then once here there when where " +
        "why how all any both each few more most other some such no nor not only own same so than too very can will shall might must " +
        "don doesn didn isn aren wasn weren hasn haven hadn won wouldn shouldn couldn mustn also upon").Split(' ')).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a lower-case word is one of them.</summary>
    public static bool Contain(ReadOnlySpan<char> word) => word.Length <= 10 && Words.Contains(word);
}
