using Lector.Core.Reading.Lexical;

namespace Lector.Core.Tests.Reading.Lexical;

public sealed class TermReaderTests
{
    [Theory]
    [InlineData("Termination", "terminated", "one stem")]
    [InlineData("LECLANCHÉ", "Leclanche", "accents and case")]
    [InlineData("EUR 4,250.00", "eur 4250", "grouping and zeros")]
    [InlineData("4.250,00", "4,250", "both ways of writing")]
    [InlineData("1'234'567.50", "1,234,567.5", "Swiss grouping")]
    [InlineData("the party’s", "party", "possessive")]
    [InlineData("She'll be there", "she be there", "contraction")]
    [InlineData("5 %", "5%", "a sign is no word")]
    public void Reads_as_the_same(string one, string other, string why) => Assert.True(Read(one).SequenceEqual(Read(other)), why);

    [Theory]
    [InlineData("12.03.2001", 3, "a date is no number")]
    [InlineData("10.0.0.1", 4, "nor is an address")]
    [InlineData("Section 2.1", 2, "the number of a clause is one term")]
    [InlineData("a.b@c.de", 4, "b, c, de and the whole; a is a function word")]
    [InlineData("who and the of", 0, "function words only")]
    [InlineData("東京都", 2, "pairs")]
    [InlineData("", 0, "nothing")]
    [InlineData("😀 \ud83d", 0, "no letters")]
    public void Reads_so_many_terms(string text, int count, string why) => Assert.True(Read(text).Length == count, $"{why}: {Read(text).Length}");

    [Fact]
    public void Finds_a_mail_address_whole()
    {
        var address = Read("kay.mann@enron.example");
        var mail = Read("Please write to <Kay.Mann@enron.example>, today.");
        Assert.Contains(address[^1], mail);
        Assert.DoesNotContain(address[^1], Read("Please write to kay.menn@enron.example"));
        Assert.Equal(mail[^1], Read("today")[0]);
    }

    [Fact]
    public void Ends_on_a_megabyte_without_spaces() => Assert.Single(Read(new string('q', 1 << 20)));

    private static ulong[] Read(string text)
    {
        var terms = new List<ulong>();
        var reader = new TermReader(text);
        while (reader.Next(out var term))
            terms.Add(term);
        return [.. terms];
    }
}
