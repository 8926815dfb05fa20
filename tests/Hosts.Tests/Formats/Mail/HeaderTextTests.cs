using System.Text;
using Lector.Formats.Mail;

namespace Lector.Hosts.Tests.Formats.Mail;

public sealed class HeaderTextTests
{
    [Theory]
    [InlineData("plain", "plain", "no word")]
    [InlineData("=?ISO-8859-1?Q?a?=", "a", "RFC 2047, section 8")]
    [InlineData("=?ISO-8859-1?Q?a?= b", "a b", "RFC 2047, section 8")]
    [InlineData("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab", "RFC 2047, section 8: adjacent words")]
    [InlineData("=?ISO-8859-1?Q?a_b?=", "a b", "RFC 2047, section 8")]
    [InlineData("=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b", "RFC 2047, section 8: two charsets")]
    [InlineData("=?utf-8?B?w6Q=?=", "ä", "base64")]
    [InlineData("=?utf-8?b?w6Q?=", "ä", "padding left out")]
    [InlineData("=?UTF-8*de?Q?=C3=A4?=", "ä", "RFC 2231, section 5: language")]
    [InlineData("=?UTF-8?Q?=C3?= =?UTF-8?Q?=A4?=", "ä", "a character cut in two")]
    [InlineData("=?UTF-8?Q?=41=?=", "A=", "a lone equals sign")]
    [InlineData("=?utf-8?Q?a b?=", "a b", "blanks inside, forbidden and common")]
    [InlineData("\"=?utf-8?Q?a?=\"x", "\"a\"x", "inside quotes, forbidden and common")]
    [InlineData("=?iso-2022-jp?B?GyRCJTUbKEI=?=", "サ", "a charset with states")]
    [InlineData("=?gb2312?B?1tDOxA==?=", "中文", "a charset of two bytes")]
    [InlineData("=?x?", "=?x?", "a word that is none")]
    [InlineData("1 =? 2 ?= 3", "1 =? 2 ?= 3", "signs that are no word")]
    public void Decodes_encoded_words(string value, string text, string why) => Assert.True(HeaderText.Decode(value) == text, why);

    [Fact]
    public void Unfolds_lines_to_one() => Assert.Equal("a b c", HeaderText.Unfold("  a\r\n b\n\t c \r\n"u8));

    [Fact]
    public void Reads_eight_bit_characters_as_utf_8_or_else_western()
    {
        Assert.Equal("ä", HeaderText.Unfold("ä"u8));
        Assert.Equal("ä", HeaderText.Unfold(Encoding.Latin1.GetBytes("ä")));
    }

    [Fact]
    public void Ends_on_a_value_full_of_openings() => Assert.NotEmpty(HeaderText.Decode(string.Concat(Enumerable.Repeat("=?a?Q?", 40_000))));
}
