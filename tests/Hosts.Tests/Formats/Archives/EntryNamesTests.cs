using Lector.Formats.Archives;

namespace Lector.Hosts.Tests.Formats.Archives;

public class EntryNamesTests
{
    [Theory]
    [InlineData("a/b.txt", "a/b.txt")]
    [InlineData("../../etc/passwd", "etc/passwd")]
    [InlineData("/etc/passwd", "etc/passwd")]
    [InlineData("C:\\Windows\\x.dll", "C_/Windows/x.dll")]
    [InlineData("\\\\server\\share\\x", "server/share/x")]
    [InlineData("a/./b/../c", "a/b/c")]
    [InlineData("con.txt", "_con.txt")]
    [InlineData("a\0b\nc\u202Etxt.exe", "a_b_c_txt.exe")]
    [InlineData("x.zip!/y", "x.zip_/y")]
    [InlineData("a. ", "a")]
    [InlineData("..", "unnamed")]
    [InlineData("", "unnamed")]
    public void Makes_hostile_names_harmless(string raw, string expected) => Assert.Equal(expected, EntryNames.SafePath(raw));

    [Fact]
    public void Cuts_long_names_and_keeps_their_extension()
    {
        var name = EntryNames.SafeName(new string('x', 5000) + ".docx");
        Assert.Equal(100, name.Length);
        Assert.EndsWith(".docx", name);
    }

    [Fact]
    public void Gives_no_path_twice()
    {
        var names = new EntryNames();
        Assert.Equal(["a/b.txt", "a/B~2.txt", "a/b~3.txt"], [names.Unique("a/b.txt"), names.Unique("a/B.txt"), names.Unique("a//b.txt")]);
        Assert.Equal(100_000, Enumerable.Range(0, 100_000).Select(_ => names.Unique("same")).Distinct().Count());
    }
}
