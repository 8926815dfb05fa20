using Lector.Core.Selecting;

namespace Lector.Core.Tests.Selecting;

public sealed class WordingTests
{
    [Theory]
    [InlineData("We agree to the price.", "we  agree\nTo the PRICE")] // case, white space, full stops
    [InlineData("We agree to the price.", "> We agree\n> to the price.")]
    [InlineData("We agree to the price.", ">> > We agree\n>>to the price.")]
    [InlineData("We agree to the price.", "On Mon, 3 Mar 2025 at 16:42, Elena Brandt <e@x.example> wrote:\n> We agree to the price.")]
    [InlineData("We agree to the price.", "On Mon, 3 Mar 2025 at 16:42, Elena Brandt\n<e@x.example> wrote:\n> We agree to the price.")] // wrapped
    [InlineData("We agree to the price.", "-----Original Message-----\nFrom: Elena\nSent: Monday\nTo: Tom\nSubject: Price\n\nWe agree to the price.")]
    [InlineData("We agree to the price.", "Am 03.03.2025 um 16:42 schrieb Elena Brandt:\n> We agree to the price.")]
    [InlineData("We agree to the price.", "We ag\u00adree to the price.")] // soft hyphen
    [InlineData("价格已定", "价格 已定")]
    public void Is_the_same(string a, string b) => Assert.True(Wording.Of(a).SameAs(Wording.Of(b)));

    [Theory]
    [InlineData("We agree to the price.", "We do not agree to the price.")]
    [InlineData("We agree to 1,240 EUR.", "We agree to 1,420 EUR.")]
    [InlineData("We agree to 1.5 EUR.", "We agree to 15 EUR.")]
    [InlineData("We agree to 1.240 EUR.", "We agree to 1,240 EUR.")] // a separator may be a decimal point
    [InlineData("It was 5 degrees.", "It was -5 degrees.")]
    [InlineData("It costs €5.", "It costs $5.")]
    [InlineData("It rose by 5.", "It rose by 5%.")]
    [InlineData("You agree to this.", "You agree to this?")]
    [InlineData("☑ agreed", "☐ agreed")]
    [InlineData("From: here we go", "we go")] // one such line is content
    [InlineData("As Tom wrote:\nwe go", "we go")] // no date, no address: a person's words
    [InlineData("one two", "two one")]
    public void Is_not_the_same(string a, string b) => Assert.False(Wording.Of(a).SameAs(Wording.Of(b)));

    [Theory]
    [InlineData("the price is fixed until June", "Tom,\n> the price is\n> fixed until June, he said", 1)]
    [InlineData("the price is not fixed until June", "the price is fixed until June", 6.0 / 7)] // "not" breaks every run that holds it, and the words before it lie in none
    [InlineData("Agreed.", "I agreed. Agreed?", 1)]
    [InlineData("Agreed, Tom", "Agreed by Tom", 0)]
    [InlineData("", "anything", 0)]
    public void Knows_how_much_of_a_passage_a_text_holds(string passage, string text, double share)
    {
        var found = Containment.Share(passage, text);

        if (share is 0 or 1)
            Assert.Equal(share, found);
        else
            Assert.InRange(found, 0, share);
    }

    [Fact]
    public void Finds_a_passage_by_its_words_and_knows_where_it_stands()
    {
        const string text = "First this.\n> Then the\n> quoted words stand here.";

        var whole = Wording.Of(text);
        var at = whole.IndexOf(Wording.Of("the quoted words"));

        Assert.Equal("the\n> quoted words", text[whole.Places[at].Start..whole.Places[at + 2].End]);
        Assert.Equal(6, whole.Quoted);
    }

    [Fact]
    public void Reads_hostile_text_in_linear_time()
    {
        foreach (var pattern in new[] { "> ", ">\n", "On 1 ", "From: a\n", "a:", "-----x", "\ud83d", "价" })
            Assert.True(Wording.Of(string.Concat(Enumerable.Repeat(pattern, 200_000))).Count >= 0);
    }
}
