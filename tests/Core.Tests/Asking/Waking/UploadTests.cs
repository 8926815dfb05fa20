using Lector.Core.Asking.Waking;

namespace Lector.Core.Tests.Asking.Waking;

public sealed class UploadTests
{
    [Theory]
    [InlineData("northgate/documents/a.eml", "northgate", "a.eml")]
    [InlineData("northgate/documents/mail/2024/a b.eml", "northgate", "mail/2024/a b.eml")]
    [InlineData("Müller & Söhne #7/documents/x?.pdf", "Müller & Söhne #7", "x?.pdf")]
    [InlineData("a/documents/b/documents/c", "a", "b/documents/c")] // a trigger's {matter} would be a/documents/b
    [InlineData("a/documents/asks/q.json", "a", "asks/q.json")]
    public void Reads_a_document(string name, string matter, string path) => Assert.Equal(new Upload.Document(matter, path), Upload.Of(name));

    [Fact]
    public void Reads_a_question() => Assert.Equal(new Upload.Question("northgate", "who-approved"), Upload.Of("northgate/asks/who-approved.json"));

    [Theory]
    [InlineData("", "no matter")]
    [InlineData("a.eml", "no matter")]
    [InlineData("documents/a.eml", "no matter")]
    [InlineData("/documents/a.eml", "no matter")]
    [InlineData("../documents/a.eml", "no matter")]
    [InlineData("a/b/c.eml", "no folder of a matter")]
    [InlineData("a/b/documents/c", "no folder of a matter")] // a trigger's {matter} would be a/b
    [InlineData("a//documents/a.eml", "no folder of a matter")]
    [InlineData("a/Documents/c", "no folder of a matter")] // names are case-sensitive, and the listing would not find it
    [InlineData("a/documents", "empty part")]
    [InlineData("a/documents/", "empty part")]
    [InlineData("a/documents//b", "empty part")]
    [InlineData("a/documents/../b", "dots alone")]
    [InlineData("a/documents/b\u0000c", "control characters")]
    [InlineData("a/asks/b/c.json", "nothing between")]
    [InlineData("a/asks/b/documents/c", "nothing between")]
    [InlineData("a/asks/b.txt", "no other ending")]
    [InlineData("a/asks/.json", "no other ending")]
    public void Refuses_in_a_sentence_what_is_neither(string name, string why) =>
        Assert.Contains(why, Assert.IsType<Upload.Refused>(Upload.Of(name)).Reason);

    [Fact]
    public void Refuses_a_name_that_storage_would_not_take() =>
        Assert.Contains("1,030 characters", Assert.IsType<Upload.Refused>(Upload.Of("a/documents/" + new string('x', 1018))).Reason);
}
