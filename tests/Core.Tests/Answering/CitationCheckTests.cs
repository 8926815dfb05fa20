using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Lector.Core.Answering;
using Lector.Core.Documents;

namespace Lector.Core.Tests.Answering;

public class CitationCheckTests
{
    [Theory]
    [InlineData("the rent is due monthly", "the rent  is\r\n due\u00A0monthly", "white space")]
    [InlineData("the \"rent\" isn't due now", "the “rent” isn’t due now", "quotation marks")]
    [InlineData("the „rent“ isn´t due now", "the \"rent\" isn't due now", "quotation marks of the reply")]
    [InlineData("the agreement is terminated today", "the agree\u00ADment is ter\u00ADminated today", "soft hyphens")]
    [InlineData("the first office affects fluffy staff", "the ﬁrst oﬃce aﬀects ﬂuﬀy ﬆaﬀ", "ligatures")]
    [InlineData("the ﬁrst oﬃce is open", "the first office is open", "ligatures of the reply")]
    [InlineData("\"the rent is due monthly\"", "and the rent is due monthly, in", "marks put around the words")]
    [InlineData("rent is due monthly", "(“rent is due monthly”)", "punctuation cut off")]
    [InlineData("租金每月到期支付", "本合同租金每月到期支付。", "a script without spaces")]
    public void Tolerates(string words, string text, string reason)
    {
        var found = CitationCheck.Find(words, text);
        Assert.True(found is not null, reason);
    }

    [Theory]
    [InlineData("The rent is due monthly", "the rent is due monthly", "letter case")]
    [InlineData("the rent … due monthly now", "the rent is due monthly now", "an ellipsis")]
    [InlineData("the agreement is terminated today", "the agree-\nment is terminated today", "a hyphen at a line's end")]
    [InlineData("the rent is due", "the rent isdue", "a missing space")]
    [InlineData("lawful termination of the lease", "unlawful termination of the lease", "a word cut in front")]
    [InlineData("payment of the rent", "non-payment of the rent", "a hyphenated word cut in front")]
    [InlineData("it was lawful to terminate", "it was lawful to terminateless", "a word cut behind")]
    [InlineData("250,000 was paid to him", "1,250,000 was paid to him", "a number cut in front")]
    [InlineData("he was paid 1,250", "he was paid 1,250,000", "a number cut behind")]
    [InlineData("5 degrees were measured there", "-5 degrees were measured there", "a sign cut off")]
    [InlineData("the interest rate is 5", "the interest rate is 5%", "a percent sign cut off")]
    [InlineData("the flat has 100 m", "the flat has 100 m²", "an exponent cut off")]
    [InlineData("lawful termination of the lease", "un\u00ADlawful termination of the lease", "a word cut at a soft hyphen")]
    [InlineData("le of the old lease", "the ﬁle of the old lease", "a ligature cut in two")]
    [InlineData("rent is due", "the rent is due monthly", "three words")]
    [InlineData("a – – b - c", "a – – b - c", "dashes are no words")]
    [InlineData("the café is open now", "the cafe is open now", "accents")]
    [InlineData("租金每", "本合同租金每月到期支付。", "three letters of a script without spaces")]
    public void Does_not_tolerate(string words, string text, string reason) => Assert.True(CitationCheck.Find(words, text) is null, reason);

    [Fact]
    public void Passes_by_a_place_where_a_word_goes_on_and_finds_the_next()
    {
        const string text = "unlawful termination of the lease, lawful termination of the lease";
        Assert.Equal((35, text.Length), CitationCheck.Find("lawful termination of the lease", text));
    }

    [Fact]
    public void Stays_within_its_bounds()
    {
        const string text = "Before. The rent is due monthly. After.";
        Assert.Equal((8, 31), CitationCheck.Find("The rent is due monthly", text, 8, 32));
        Assert.Null(CitationCheck.Find("The rent is due monthly", text, 9, 32));
        Assert.Null(CitationCheck.Find("he rent is due monthly", text, 9, 32));
        Assert.Null(CitationCheck.Find("monthly. After. Before. The", text, 8, 32));
    }

    [Fact]
    public void Answers_with_offsets_of_the_whole_document()
    {
        const string text = "Before. The ﬁrst rent\nis due. After.";
        var item = new EvidenceItem(1, Evidence.Span("a.txt", text, 8, 29), DocumentFields.None, null, 1);
        var verified = Assert.IsType<CitationResult.Verified>(CitationCheck.Check(new Quotation(1, "first rent is due"), [item])).Quotation;
        Assert.Equal("ﬁrst rent\nis due", verified.Text);
        Assert.Equal(verified.Text, text[verified.Start..verified.End]);
    }

    [Theory]
    [InlineData(1, "the rent is due monthly", null)]
    [InlineData(2, "the rent is due monthly", CitationFault.InOtherEvidence)]
    [InlineData(3, "the rent is due monthly", CitationFault.NoSuchEvidence)]
    [InlineData(-1, "the rent is due monthly", CitationFault.NoSuchEvidence)]
    [InlineData(1, "the rent is", CitationFault.TooShort)]
    [InlineData(1, "", CitationFault.TooShort)]
    [InlineData(1, "the rent ... due monthly now", CitationFault.Shortened)]
    [InlineData(1, "the rent is due weekly", CitationFault.NotThere)]
    public void Names_what_is_wrong(int number, string words, CitationFault? fault)
    {
        var result = CitationCheck.Check(new Quotation(number, words), Evidence.Pack("So the rent is due monthly now.", "Nothing of that kind.").Items);
        Assert.Equal(fault, (result as CitationResult.Withheld)?.Fault);
    }

    [Fact]
    public void Every_run_of_four_words_and_more_is_found_at_its_place() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Cases().ToArbitrary(), cut =>
        {
            var found = CitationCheck.Find(cut.Words, cut.Text);
            // The same words may stand there earlier.
            return found is { } at && at.Start <= cut.Start && cut.Text[at.Start..at.End] == cut.Words
                && CitationCheck.Find(cut.Words, cut.Text, cut.Start, cut.Text.Length) == (cut.Start, cut.Start + cut.Words.Length);
        }));

    [Fact]
    public void Every_run_is_found_however_its_white_space_and_marks_are_written() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Cases().ToArbitrary(), cut =>
        {
            var written = cut.Words.Replace(" ", " \n").Replace('\'', '’').Replace("\"", "„").Replace("fi", "ﬁ").Replace("e", "e\u00AD");
            return CitationCheck.Find(written, cut.Text, cut.Start, cut.Text.Length) == (cut.Start, cut.Start + cut.Words.Length);
        }));

    [Fact]
    public void No_run_is_found_after_one_letter_of_it_was_changed_dropped_or_added() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Cases().Zip(Gen.Choose(0, int.MaxValue - 1)).ToArbitrary(), input =>
        {
            var (cut, seed) = input;
            var letters = Enumerable.Range(0, cut.Words.Length).Where(i => char.IsLetterOrDigit(cut.Words[i])).ToList();
            var at = letters[seed % letters.Count];
            var letter = cut.Words[at];
            var changed = (seed % 4) switch
            {
                0 => cut.Words.Remove(at, 1),
                1 => cut.Words.Insert(at, "x"),
                2 when char.IsUpper(letter) != char.IsLower(letter) => cut.Words.Remove(at, 1).Insert(at, (char.IsUpper(letter) ? char.ToLowerInvariant(letter) : char.ToUpperInvariant(letter)).ToString()),
                _ => cut.Words.Remove(at, 1).Insert(at, letter == 'q' ? "z" : "q"),
            };
            // By chance the changed words may stand somewhere else, between whole words.
            var chance = (" " + cut.Text + " ").Contains(" " + changed.Replace("  ", " ").Trim() + " ", StringComparison.Ordinal) || !changed.Any(char.IsLetterOrDigit);
            return chance || CitationCheck.Find(changed, cut.Text) is null || Alike(changed, cut.Text);
        }));

    [Fact]
    public void No_text_makes_it_fail_and_what_it_finds_lies_within() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Odd().Zip(Odd()).ToArbitrary(), texts =>
        {
            var (words, text) = texts;
            var found = CitationCheck.Find(words, text);
            var again = CitationCheck.Find(words, words + " " + text);
            ClaimFlags.Of(words, [text], [], [text]);
            return (found is null || (found.Value.Start >= 0 && found.Value.Start < found.Value.End && found.Value.End <= text.Length))
                && (CitationCheck.Words(words) < CitationCheck.FewestWords || again is not null || words.Any(char.IsSurrogate));
        }));

    [Fact]
    public void Is_quick_on_a_long_document()
    {
        var text = string.Concat(Enumerable.Repeat("lawful termination of the lease is due to the ", 20_000)) + "end of it all.";
        var clock = Stopwatch.StartNew();
        Assert.NotNull(CitationCheck.Find("the end of it all", text));
        Assert.Null(CitationCheck.Find("awful termination of the lease is due", text));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"900,000 characters, twice: {clock.Elapsed}");
    }

    /// <summary>Whether the words stand there but for punctuation at their ends, which a quotation may cut off.</summary>
    private static bool Alike(string words, string text) =>
        (" " + text + " ").Replace(",", "").Replace(".", "").Replace("\"", "").Contains(" " + words.Trim('"', ',', '.').Replace(",", "").Replace(".", "").Replace("\"", "") + " ", StringComparison.Ordinal);

    /// <summary>Texts of whatever tends to go wrong.</summary>
    internal static Gen<string> Odd() =>
        Gen.Elements(" ", "\n", "\u00A0", "\u00AD", "\uFB01", "a", "B", "é", "e\u0301", "租", "ก", "🏠", "\uD83C", "\uDFE0", "1", "1,250", "3 March 2024", "\"", "’", "-", "…", "\0", "\u2028", "\\", "</", "three", "%", "[", "{")
            .ListOf().Select(pieces => string.Concat(pieces));

    /// <summary>A text of words, and a run of at least four of them.</summary>
    private static Gen<(string Text, int Start, string Words)> Cases()
    {
        var word = Gen.Elements("the", "rent", "is", "due", "first", "office", "1,250.50", "2024", "isn't", "\"quoted\"", "Ann", "März,", "and/or", "non-payment", "a", "I", "first.", "№5", "ürün");
        return from words in Gen.ArrayOf(word, 30)
               from first in Gen.Choose(0, 25)
               from count in Gen.Choose(4, 5)
               let start = words.Take(first).Sum(one => one.Length + 1)
               select (string.Join(' ', words), start, string.Join(' ', words.Skip(first).Take(count)));
    }
}
