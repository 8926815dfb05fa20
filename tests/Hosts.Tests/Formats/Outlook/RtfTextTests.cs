using System.Text;
using Lector.Formats.Outlook;

namespace Lector.Hosts.Tests.Formats.Outlook;

public sealed class RtfTextTests
{
    [Theory]
    [InlineData(@"{\rtf1\ansi a\par b\tab c\line d}", "a\nb\tc\nd", "breaks")]
    [InlineData(@"{\rtf1\ansi\ansicpg1251 \'ef\'f0\'e8}", "при", "the document's code page")]
    [InlineData(@"{\rtf1\ansi{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial;}}\f0 a\f1 \'ef}", "aп", "a font's charset")]
    [InlineData(@"{\rtf1\ansi\ansicpg932 \'83\'54}", "サ", "a character of two bytes")]
    [InlineData(@"{\rtf1\uc1 \u228?\u-10179?\u-8704?}", "ä\U0001F600", "Unicode, a negative number, a surrogate pair")]
    [InlineData(@"{\rtf1{\uc2\u228 ab}c\u228?d}", "äcäd", "how many characters stand for those who know no Unicode")]
    [InlineData(@"{\rtf1{\*\generator x;}{\info{\title no}}{\stylesheet no}yes}", "yes", "destinations that are not text")]
    [InlineData(@"{\rtf1 \{a\}\\ \~b\-c\emdash}", "{a}\\ \u00A0bc—", "symbols")]
    [InlineData(@"{\rtf1{\field{\*\fldinst HYPERLINK ""x""}{\fldrslt link}}}", "link", "a field's result")]
    [InlineData(@"{\rtf1 a\bin3 {}}b}", "ab", "binary data")]
    [InlineData(@"{\rtf1 a}}}}b{{{", "ab", "braces that do not match")]
    public void Reads_text(string rtf, string text, string why) => Assert.True(Read(rtf) == text, $"{why}: {Read(rtf)}");

    [Fact]
    public void Takes_html_out_of_its_wrapping()
    {
        var content = RtfText.Read(Encoding.ASCII.GetBytes(
            """
            {\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}
            {\*\htmltag19 <html>}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Caf\'e9 {\*\htmltag84 &nbsp;}\htmlrtf \'a0\htmlrtf0 {\*\mhtmltag84 no}{\*\htmltag84 <b>}\htmlrtf {\b \htmlrtf0 1 \{2\}\htmlrtf }\htmlrtf0 {\*\htmltag92 </b>}\htmlrtf\par}\htmlrtf0
            {\*\htmltag27 </html>}}
            """), CancellationToken.None);

        Assert.True(content.IsHtml);
        Assert.Equal("<html><p>Café &nbsp;<b>1 {2}</b></html>", content.Text);
    }

    [Fact]
    public void Ends_on_groups_without_end() => Assert.NotNull(Read(new string('{', 1_000_000)));

    private static string Read(string rtf) => RtfText.Read(Encoding.ASCII.GetBytes(rtf), CancellationToken.None).Text;
}
