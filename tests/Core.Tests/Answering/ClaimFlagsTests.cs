using Lector.Core.Answering;

namespace Lector.Core.Tests.Answering;

public class ClaimFlagsTests
{
    [Theory]
    [InlineData("The rent is 1,250 euro.", "rent of EUR 1.250,00 a month", "the same number, grouped otherwise")]
    [InlineData("The price was 1.2 million.", "a price of 1,200,000 in cash", "a scale")]
    [InlineData("He paid $5k.", "he paid 5,000 dollars", "a letter for thousand")]
    [InlineData("Three months are left.", "within 3 months of notice", "a number word")]
    [InlineData("It ends after 3 months.", "within three months of notice", "a number for a word")]
    [InlineData("Signed on 3 March 2024.", "as of 2024-03-03 the parties", "an ISO date")]
    [InlineData("Signed on March 3rd, 2024.", "am 3. März 2024 in Bonn", "a German date")]
    [InlineData("Signed on 2024-04-03.", "on 04/03/2024 the parties", "either order of day and month")]
    [InlineData("Signed in March 2024.", "on 3 March 2024 they", "a month for a day")]
    [InlineData("In 2024 it ended.", "on 3 March 2024 they", "the year of a date")]
    [InlineData("Rent was paid by Ann Miller's firm.", "the rent is paid by ANN MILLER and", "names, whatever their case")]
    [InlineData("However, the rent is due.", "rent is due now and", "an opener")]
    [InlineData("Termination requires notice.", "it may be terminated with notice", "an ordinary first word")]
    public void Passes(string claim, string quotation, string reason)
    {
        var flags = ClaimFlags.Of(claim, [quotation], [], [quotation]);
        Assert.True(flags.Count == 0, $"{reason}: {string.Join(", ", flags)}");
    }

    [Theory]
    [InlineData("The rent is 1,350 euro.", "rent of EUR 1,250 a month", ClaimFlagKind.Number, "1,350")]
    [InlineData("The price was 1.2 million.", "a price of 1.2 each", ClaimFlagKind.Number, "1.2 million")]
    [InlineData("It ends after four months.", "within three months of notice", ClaimFlagKind.Number, "four")]
    [InlineData("Signed on 4 March 2024.", "on 3 March 2024 they", ClaimFlagKind.Date, "4 March 2024")]
    [InlineData("Signed on 3 March 2024.", "on 3 March they met", ClaimFlagKind.Date, "3 March 2024")]
    [InlineData("Signed on 2023-03-03.", "on 3 March 2024 they", ClaimFlagKind.Date, "2023-03-03")]
    [InlineData("The lease was signed by Bob.", "the lease was signed by Ann", ClaimFlagKind.Name, "Bob")]
    [InlineData("Johnson signed the lease.", "the lease was signed by Ann", ClaimFlagKind.Name, "Johnson")]
    [InlineData("Bob Miller signed.", "signed by Miller for the firm", ClaimFlagKind.Name, "Bob")]
    [InlineData("The buyer is ACME-Nord.", "the buyer is ACME Süd", ClaimFlagKind.Name, "ACME-Nord")]
    public void Flags(string claim, string quotation, ClaimFlagKind kind, string token) =>
        Assert.Equal(new ClaimFlag(kind, token, InHeading: false), Assert.Single(ClaimFlags.Of(claim, [quotation], [], [quotation])));

    [Fact]
    public void Says_when_the_heading_of_the_document_holds_it()
    {
        var flags = ClaimFlags.Of("On 3 March 2024 Ann Miller agreed.", ["yes, go ahead with it"], ["a.eml; from Ann Miller <a@x.example>; 2024-03-03 09:05"], ["yes, go ahead with it"]);
        Assert.Equal(3, flags.Count);
        Assert.All(flags, flag => Assert.True(flag.InHeading));
    }

    [Fact]
    public void One_quotation_that_holds_it_is_enough() =>
        Assert.Empty(ClaimFlags.Of("Ann pays 1,250 and Bob pays 1,300.", ["Ann pays 1,250 a month", "Bob pays 1,300 a month"], [], []));

    [Fact]
    public void Is_quick_on_text_that_is_all_numbers()
    {
        var claim = string.Concat(Enumerable.Repeat("1,234.5 ", 250));
        Assert.NotEmpty(ClaimFlags.Of(claim, ["no number at all here"], [], []));
        Assert.Single(ClaimFlags.Of(new string('9', 2000), ["none"], [], []));
    }
}
