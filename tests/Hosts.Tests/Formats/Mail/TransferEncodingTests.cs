using System.Text;
using Lector.Formats.Mail;

namespace Lector.Hosts.Tests.Formats.Mail;

public sealed class TransferEncodingTests
{
    [Theory]
    [InlineData("SGVsbG8=", "Hello", "whole")]
    [InlineData("SGVs\r\nbG8=\r\n", "Hello", "lines")]
    [InlineData("SGVsbG8", "Hello", "no padding")]
    [InlineData("SG*Vs!bG8=", "Hello", "what is no base64")]
    [InlineData("SGVsbG8=SGVsbG8=", "HelloHello", "padding in the middle")]
    [InlineData("SGVsbG8gd29ybG", "Hello worl", "cut off")]
    [InlineData("", "", "nothing")]
    public void Decodes_base64(string encoded, string text, string why) =>
        Assert.True(Encoding.ASCII.GetString(TransferEncoding.Base64(Encoding.ASCII.GetBytes(encoded), out _)) == text, why);

    [Fact]
    public void Leaves_what_follows_the_end_of_base64()
    {
        var decoded = TransferEncoding.Decode("SGVsbG8=\r\n_____\r\nA list's footer\r\n"u8.ToArray(), "Base64");

        Assert.Equal("Hello", Encoding.ASCII.GetString(decoded.Content.Span));
        Assert.Contains("A list's footer", Encoding.ASCII.GetString(decoded.Tail.Span));
    }

    [Theory]
    [InlineData("a=3Db", "a=b", "a character")]
    [InlineData("a=3d=e4", "a=\u00E4", "lower case")]
    [InlineData("soft=\r\nbreak", "softbreak", "a soft break")]
    [InlineData("soft= \t\r\nbreak", "softbreak", "blanks after it")]
    [InlineData("soft=\nbreak=", "softbreak", "LF alone, and one at the end")]
    [InlineData("1 = 2 =XY", "1 = 2 =XY", "lone equals signs")]
    public void Decodes_quoted_printable(string encoded, string text, string why) =>
        Assert.True(Encoding.Latin1.GetString(TransferEncoding.QuotedPrintable(Encoding.ASCII.GetBytes(encoded)).Span) == text, why);

    [Theory]
    [InlineData(null)]
    [InlineData("8bit (really)")]
    [InlineData("x-none-such")]
    public void Leaves_the_rest_as_it_is(string? stated) => Assert.Equal("a=3D"u8.ToArray(), TransferEncoding.Decode("a=3D"u8.ToArray(), stated).Content.ToArray());
}
