using Lector.Formats.Mail;

namespace Lector.Hosts.Tests.Formats.Mail;

public sealed class MimeParametersTests
{
    [Theory]
    [InlineData("a/b; name=x.pdf", "x.pdf", "a token")]
    [InlineData("a/b; NAME = \"x y.pdf\" ; c=d", "x y.pdf", "quotes, blanks, case")]
    [InlineData("a/b;; name=\"C:\\temp\\x.pdf\"", "C:\\temp\\x.pdf", "a path that should have been escaped")]
    [InlineData("a/b; name=\"a\\\"b\"", "a\"b", "an escaped quote")]
    [InlineData("a/b (comment; name=no); name=yes", "yes", "a comment")]
    [InlineData("a/b; name=\"=?utf-8?Q?=C3=A4.pdf?=\"", "ä.pdf", "an encoded word, forbidden and common")]
    [InlineData("a/b; name==?koi8-r?B?89DJ08/LLmRvYw==?=", "Список.doc", "an encoded word without quotes")]
    [InlineData("a/b; name*=utf-8'en'%C3%A4.pdf", "ä.pdf", "RFC 2231: charset")]
    [InlineData("a/b; name*0=long; name*1=er; name*2=.pdf", "longer.pdf", "RFC 2231: continuations")]
    [InlineData("a/b; name*0*=iso-8859-1''%E4; name*1=\" b\"; name*2*=%E4.pdf", "ä bä.pdf", "RFC 2231: both")]
    [InlineData("a/b; name*1=b; name*0=a; name=c", "ab", "out of order, and better than the plain one")]
    [InlineData("a/b; name*0=a; name*2=c", "a", "a gap")]
    [InlineData("a/b; name=my file.pdf", "my file.pdf", "blanks without quotes")]
    [InlineData("a/b; name=\"open", "open", "a quote that does not close")]
    public void Reads_a_parameter(string field, string value, string why) => Assert.True(MimeParameters.Parse(field)["name"] == value, $"{why}: {MimeParameters.Parse(field)["name"]}");

    [Theory]
    [InlineData("Text/HTML; charset=x", "text/html")]
    [InlineData("", "")]
    [InlineData(";;;", "")]
    [InlineData("\"attachment\"; filename=a", "attachment")]
    public void Reads_the_value(string field, string value) => Assert.Equal(value, MimeParameters.Parse(field).Value);

    [Fact]
    public void Has_no_parameter_that_is_not_there() => Assert.Null(MimeParameters.Parse("a/b; names=c")["name"]);
}
