using System.Diagnostics;
using Lector.Formats.Html;

namespace Lector.Hosts.Tests.Formats.Html;

public class HtmlTextTests
{
    // No measure of speed: an idle machine takes under a second, a crowded one twenty times that, quadratic time minutes.
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("<p>One</p><p>Two</p>", "One\n\nTwo")]
    [InlineData("a<br>b<br><br>c", "a\nb\n\nc")]
    [InlineData("<div><div>a</div></div><div>b</div>", "a\nb")]
    [InlineData("<table><tr><td>a<td>b<tr><td><p>c</p></td><td></td><td>d</td></tr></table>", "a\tb\nc\t\td")]
    [InlineData("<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td><td>c</td></tr></table>", "a\tb\tc")]
    [InlineData("<ul><li>a<ul><li>b</ul><li><p>c</p></ul>d", "- a\n- b\n- c\n\nd")]
    [InlineData("<ol start=3><li>a<li>b</ol><ol type=a><li>c</ol>", "3. a\n4. b\n\na. c")]
    [InlineData("<pre>a\n  b\n</pre><p>c", "a\n  b\n\nc")]
    [InlineData("AT&amp;T &euro;5 &#x20AC; &notanentity; a&nbsp;b", "AT&T €5 € ¬anentity; a b")]
    [InlineData("<style>p{}</style><script>if (a<b) x()</script>text<template>t</template>", "text")]
    [InlineData("<a href='https://example.org/secret'>a link</a>", "a link")]
    [InlineData("H<sub>2</sub>O and <b>bo</b>ld", "H2O and bold")]
    [InlineData("<div style='color:red; DISPLAY : none !important'>x<p>y</div>z<span hidden>w</span>", "z")]
    [InlineData("<p hidden>x<p>y", "y")]
    [InlineData("<!--[if mso]><p>old</p><![endif]--><p>new", "new")]
    [InlineData("<textarea> a\n b</textarea>", "a\n b")]
    [InlineData("</p></div></td>x</b>", "x")]
    [InlineData("", "")]
    public void Reads_what_a_person_sees(string html, string expected) => Assert.Equal(expected, HtmlText.Read(html).Trim(' '));

    [Fact]
    public void Counts_what_a_page_hides_and_keeps_its_title()
    {
        var page = HtmlText.ReadPage("<title>A &amp;\n B</title><p style=display:none>ab c</p><p>seen", CancellationToken.None);
        Assert.Equal(new HtmlPage("seen", "A & B", 3), page);
    }

    [Theory]
    [InlineData("<div>", "")]
    [InlineData("<b><i><table><tr><td>", "")]
    [InlineData("<ul><li>", "</li></ul>")]
    [InlineData("<p><span style='display:none'>", "")]
    [InlineData("</div>", "")]
    [InlineData("<a ", "")]
    [InlineData("<!--", "")]
    [InlineData("&", "")]
    [InlineData("<div a=1 b=2", "")]
    [InlineData(" x='", "")]
    public void Takes_linear_time_and_no_recursion_on_100000_of_anything(string open, string close)
    {
        var watch = Stopwatch.StartNew();
        HtmlText.Read("<p>start" + string.Concat(Enumerable.Repeat(open, 100_000)) + "middle" + string.Concat(Enumerable.Repeat(close, 100_000)));
        Assert.True(watch.Elapsed < Hang, $"{watch.Elapsed}");
    }

    [Fact]
    public void Takes_linear_time_on_a_tag_with_100000_attributes()
    {
        var watch = Stopwatch.StartNew();
        Assert.Equal("x", HtmlText.Read("<p " + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"a{i}=1 ")) + ">x"));
        Assert.True(watch.Elapsed < Hang, $"{watch.Elapsed}");
    }
}
