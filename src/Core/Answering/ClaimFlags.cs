using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Lector.Core.Answering;

/// <summary>Finds what a claim says more exactly than its quotations do.</summary>
/// <remarks>
/// It compares tokens, not meanings: it does not see a negation, a wrong attribution or a wrong unit. It errs both ways: <c>1.250</c> is taken for 1,250 as well as
/// for 1.25, and <c>03/04/2024</c> for both days; in German every noun is written like a name. Number words are known in English, month names in English, German and French.
/// </remarks>
public static partial class ClaimFlags
{
    private static readonly FrozenSet<string> Openers = FrozenSet.ToFrozenSet(
        ("a an the this that these those it he she they we you i his her its their our my your there here who what which when where while why how whether if "
        + "and or but so yet nor not no yes both all any some each every either neither none several many most more few one two three four five six seven eight nine ten "
        + "in on at by for from to of with without within under over after before during since until upon as about above against among between into through "
        + "according although because however therefore moreover only also then thus is are was were has have had will would shall should may might can could must do does did "
        + "der die das ein eine einer eines dem den des es er sie wir ihr nach laut im in am an auf aus bei mit ohne von vor zu zum zur für gegen seit bis und oder aber auch nicht kein keine ja nein "
        + "le la les un une des du de il elle ils elles nous vous ce cet cette ces selon dans sur sous avec sans par pour en et ou mais oui non").Split(' '),
        StringComparer.OrdinalIgnoreCase);

    private static readonly string[] OrdinaryEndings =
        ["tion", "sion", "ment", "ments", "ing", "ed", "ly", "ness", "ity", "ance", "ence", "ship", "ure", "als", "ees", "ors", "tions", "ers", "able", "ive", "al", "ent", "ant", "cy", "ry"];

    /// <summary>Holds a claim against its quotations.</summary>
    /// <param name="claim">The claim's text.</param>
    /// <param name="quotations">The text of its verified quotations.</param>
    /// <param name="headings">What stands above the evidence that they come from.</param>
    /// <param name="evidence">The text of all evidence that was sent: it tells whether the first word of a sentence is a name.</param>
    /// <returns>One flag a token, in the claim's order.</returns>
    public static IReadOnlyList<ClaimFlag> Of(string claim, IReadOnlyList<string> quotations, IReadOnlyList<string> headings, IReadOnlyList<string> evidence)
    {
        var (quoted, heading) = (new Held(quotations), new Held(headings));
        var found = new List<(int At, ClaimFlag Flag)>();

        var rest = claim;
        foreach (var (date, at, length) in Dates.In(claim))
        {
            rest = Blanked(rest, at, length);
            if (!quoted.Holds(date))
                found.Add((at, new ClaimFlag(ClaimFlagKind.Date, claim.Substring(at, length), heading.Holds(date))));
        }

        foreach (var (number, at, length) in Numbers.In(rest))
        {
            if (!quoted.Holds(number))
                found.Add((at, new ClaimFlag(ClaimFlagKind.Number, claim.Substring(at, length), heading.Holds(number))));
            if (!char.IsLetter(rest[at]))
                rest = Blanked(rest, at, length);
        }

        foreach (Match word in Word().Matches(rest))
            if (char.IsUpper(word.Value[0]) && word.Length > 1 && !quoted.HoldsWord(word.Value) && IsName(rest, word, evidence))
                found.Add((word.Index, new ClaimFlag(ClaimFlagKind.Name, word.Value, heading.HoldsWord(word.Value))));

        return [.. found.OrderBy(one => one.At).Select(one => one.Flag).DistinctBy(flag => (flag.Kind, flag.Token))];
    }

    private static bool IsName(string claim, Match word, IReadOnlyList<string> evidence)
    {
        if (Openers.Contains(Bare(word.Value)) || Dates.IsMonth(word.Value) || Numbers.IsWord(word.Value))
            return false;
        if (!Begins(claim, word.Index))
            return true;

        // Every sentence begins with a capital: it is a name if a name follows, or if it never stands in small letters in what was sent.
        var next = Word().Match(claim, word.Index + word.Length);
        if (next.Success && next.Index == word.Index + word.Length + 1 && char.IsUpper(next.Value[0]) && !Openers.Contains(next.Value))
            return true;
        var small = Bare(word.Value).ToLowerInvariant();
        if (evidence.Any(text => text.Contains(small, StringComparison.Ordinal)))
            return false;
        return evidence.Any(text => text.Contains(Bare(word.Value), StringComparison.Ordinal)) || !OrdinaryEndings.Any(end => small.EndsWith(end, StringComparison.Ordinal));
    }

    private static bool Begins(string claim, int at)
    {
        var before = claim.AsSpan(0, at).TrimEnd(" \"'“”„‘’«»(");
        return before.IsEmpty || before[^1] is '.' or '!' or '?' or ':';
    }

    private static string Blanked(string text, int at, int length) => string.Concat(text.AsSpan(0, at), new string(' ', length), text.AsSpan(at + length));

    private static string Bare(string word) => word is [.. var stem, '\'' or '’', 's'] ? new string(stem) : word.TrimEnd('\'', '’');

    [GeneratedRegex(@"\p{L}[\p{L}\p{M}\p{Nd}]*(?:[-'’&][\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}]*)*", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    /// <summary>What a set of texts holds.</summary>
    private sealed class Held(IReadOnlyList<string> texts)
    {
        private readonly List<PartialDate> dates = [.. texts.SelectMany(Dates.In).Select(found => found.Date)];
        private readonly List<NumberReading> numbers = [.. texts.SelectMany(Numbers.In).Select(found => found.Number)];
        private readonly HashSet<string> words = new(texts.SelectMany(text => Word().Matches(text)).SelectMany(Forms), StringComparer.OrdinalIgnoreCase);

        public bool Holds(PartialDate date) => dates.Any(held => held.Says(date));

        public bool Holds(NumberReading number) => numbers.Any(held => held.Values.Any(number.Values.Contains));

        public bool HoldsWord(string word) => words.Contains(Bare(word)) || (word.Contains('-') && word.Split('-').All(part => words.Contains(Bare(part))));

        private static IEnumerable<string> Forms(Match word) => [Bare(word.Value), .. word.Value.Split('-').Select(Bare)];
    }
}
