using Lector.Formats.Mail;

namespace Lector.Hosts.Tests.Formats.Mail;

public sealed class FlowedTextTests
{
    [Theory]
    [InlineData("one \ntwo\nthree", false, "one two\nthree", "a flowed line")]
    [InlineData("on \ne\n", true, "one\n", "DelSp")]
    [InlineData("> a \n> b\nc", false, "> a b\nc", "in a quotation")]
    [InlineData("> a \nb", false, "> a \nb", "another quote depth ends a paragraph")]
    [InlineData(">> a \n>> b", false, ">> a b", "two deep")]
    [InlineData("text \n-- \nAnn", false, "text \n-- \nAnn", "a signature is not joined")]
    [InlineData(" From here", false, "From here", "stuffed")]
    [InlineData("a\n\nb", false, "a\n\nb", "a blank line stays")]
    public void Joins_lines(string text, bool deleteSpace, string joined, string why) => Assert.True(FlowedText.Unflow(text, deleteSpace) == joined, $"{why}: {FlowedText.Unflow(text, deleteSpace)}");
}
