using System.Text;
using Lector.Formats.Mail;

namespace Lector.Hosts.Tests.Formats.Mail;

public sealed class CharsetsTests
{
    [Theory]
    [InlineData("latin1", "windows-1252", "63616680", "caf€")]
    [InlineData("\"UTF8\"", "utf-8", "C3A9", "é")]
    [InlineData("koi8-r", "koi8-r", "D0D2C9", "при")]
    [InlineData("windows-1251", "windows-1251", "EFF0E8", "при")]
    [InlineData("ks_c_5601-1987", "ks_c_5601-1987", "C7D1", "한")]
    [InlineData("iso-2022-jp", "iso-2022-jp", "1B244225351B2842", "サ")]
    [InlineData("utf-7", "utf-7", "2B414F512D", "ä")]
    [InlineData("utf-16be", "utf-16BE", "00E4", "ä")]
    public void Decodes_what_is_stated(string stated, string charset, string hex, string text)
    {
        var decoded = Charsets.Decode(Convert.FromHexString(hex), stated);

        Assert.Equal((text, charset, null), (decoded.Text, decoded.Charset, decoded.Note));
    }

    [Theory]
    [InlineData(null, "61", "us-ascii", null)]
    [InlineData(null, "C3A9", "utf-8", "no charset stated, read as utf-8")]
    [InlineData(null, "E9", "windows-1252", "no charset stated, read as windows-1252")]
    [InlineData("us-ascii", "E9", "windows-1252", "stated as us-ascii, which it is not, read as windows-1252")]
    [InlineData("utf-8", "E9E8", "windows-1252", "stated as utf-8, which it is not, read as windows-1252")]
    [InlineData("utf-8", "C3A9C3A9E9", "utf-8", "1 broken character in utf-8")]
    [InlineData("nonsense", "C3A9", "utf-8", "unknown charset \"nonsense\", read as utf-8")]
    [InlineData(null, "1B244225351B2842", "iso-2022-jp", "no charset stated, read as iso-2022-jp")]
    [InlineData("cp99999", "E9", "windows-1252", "unknown charset \"cp99999\", read as windows-1252")]
    [InlineData("us-ascii", "FFFEE400", "utf-16le", null)]
    public void Falls_back_and_says_so(string? stated, string hex, string charset, string? note)
    {
        var decoded = Charsets.Decode(Convert.FromHexString(hex), stated);

        Assert.Equal((charset, note), (decoded.Charset, decoded.Note));
        Assert.NotEmpty(decoded.Text);
    }

    [Fact]
    public void Writes_no_more_of_a_name_than_a_name() =>
        Assert.Equal($"unknown charset \"{new string('a', 40)}\", read as us-ascii", Charsets.Decode("x"u8, new string('a', 500) + "\u202E<b>").Note);

    [Fact]
    public void Decodes_by_code_page() => Assert.Equal("при", Charsets.Decode(Encoding.Latin1.GetBytes("\u00EF\u00F0\u00E8"), 1251).Text);
}
