using System.Text;
using System.Text.Json;
using Lector.Core.Answering;

namespace Lector.Core.Tests.Answering;

public class ReplyTextTests
{
    private const string Good = """{"claims":[{"text":"Rent is due.","quotes":[{"evidence":1,"words":"rent is due now"}]}],"insufficient":""}""";

    [Fact]
    public void Reads_the_shape_that_was_asked_for()
    {
        var read = Assert.IsType<ReplyReading.Read>(ReplyText.Read(Good));
        var claim = Assert.Single(read.Answer.Claims);
        Assert.Equal("Rent is due.", claim.Text);
        Assert.Equal(new Quotation(1, "rent is due now"), Assert.Single(claim.Quotations));
        Assert.Equal("", read.Answer.Insufficient);
        Assert.False(read.Around);
    }

    [Theory]
    [InlineData("```json\n{0}\n```", "a fence")]
    [InlineData("Sure! Here is the {{JSON}}:\n{0}\nAnything else?", "prose with braces")]
    [InlineData("<think>I could say {{\"claims\":[]}}</think>\n{0}", "thinking with a draft")]
    [InlineData("{0}\n{0}", "the same twice")]
    [InlineData("Answer like {{\"claims\":[{{\"text\":\"\",\"quotes\":[{{\"evidence\":1,\"words\":\"\"}}]}}],\"insufficient\":\"\"}}\n\n{0}", "a whole chat with the prompt's example")]
    public void Leaves_out_what_stands_around_the_answer(string around, string reason)
    {
        var read = ReplyText.Read(string.Format(System.Globalization.CultureInfo.InvariantCulture, around, Good));
        Assert.True(read is ReplyReading.Read { Answer.Claims.Count: 1 }, reason);
    }

    [Theory]
    [InlineData("", ReplyFault.Empty)]
    [InlineData(" \n\uFEFF", ReplyFault.Empty)]
    [InlineData("I cannot help with that.", ReplyFault.NotJson)]
    [InlineData("{}", ReplyFault.NotJson)]
    [InlineData("[1,2]", ReplyFault.NotJson)]
    [InlineData("{\"error\":{\"message\":\"claims\"}}", ReplyFault.NotJson)]
    [InlineData("{“claims”:[]}", ReplyFault.NotJson)]
    [InlineData("{\"claims\":[{\"text\":\"Rent is", ReplyFault.Cut)]
    [InlineData("```json\n{\"claims\":[{\"text\":\"Rent is due.\",\"quotes\":[", ReplyFault.Cut)]
    [InlineData("{\"claims\":\"none\",\"insufficient\":\"\"}", ReplyFault.WrongShape)]
    [InlineData("{\"claims\":[\"Rent is due.\"],\"insufficient\":\"\"}", ReplyFault.WrongShape)]
    [InlineData("{\"claims\":[{\"text\":7,\"quotes\":[]}],\"insufficient\":\"\"}", ReplyFault.WrongShape)]
    [InlineData("{\"claims\":[{\"text\":\"a\"}],\"insufficient\":\"\"}", ReplyFault.WrongShape)]
    [InlineData("{\"claims\":[{\"text\":\"a\",\"quotes\":[{\"evidence\":\"1\",\"words\":\"b\"}]}],\"insufficient\":\"\"}", ReplyFault.WrongShape)]
    [InlineData("{\"claims\":[{\"text\":\"a\",\"quotes\":[\"b\"]}],\"insufficient\":\"\"}", ReplyFault.WrongShape)]
    [InlineData("{\"claims\":[],\"insufficient\":true}", ReplyFault.WrongShape)]
    [InlineData("{\"claims\":[],\"claims\":[],\"insufficient\":\"\"}", ReplyFault.WrongShape)]
    [InlineData("{\"claims\":[{\"text\":\"\\ud800\",\"quotes\":[]}],\"insufficient\":\"\"}", ReplyFault.WrongShape)]
    [InlineData("{\"claims\":[],\"insufficient\":\"a\"} or {\"claims\":[],\"insufficient\":\"b\"}", ReplyFault.Several)]
    public void Names_what_is_wrong(string reply, ReplyFault fault)
    {
        var unusable = Assert.IsType<ReplyReading.Unusable>(ReplyText.Read(reply));
        Assert.Equal(fault, unusable.Fault);
        Assert.EndsWith(".", unusable.Reason);
    }

    [Fact]
    public void Takes_nothing_of_a_reply_that_the_service_cut() =>
        Assert.Equal(ReplyFault.Cut, Assert.IsType<ReplyReading.Unusable>(ReplyText.Read(Good, complete: false)).Fault);

    [Fact]
    public void Takes_nothing_of_a_reply_that_says_more_than_asked()
    {
        var claim = """{"text":"a","quotes":[]}""";
        string Claims(int count) => $$"""{"claims":[{{string.Join(',', Enumerable.Repeat(claim, count))}}],"insufficient":""}""";
        Assert.IsType<ReplyReading.Read>(ReplyText.Read(Claims(40)));
        foreach (var reply in new[] { Claims(41), Good.Replace("Rent is due.", new string('a', 2001)), Good.Replace("rent is due now", new string('a', 4001)), Good + new string('a', 300_000) })
            Assert.Equal(ReplyFault.TooMuch, Assert.IsType<ReplyReading.Unusable>(ReplyText.Read(reply)).Fault);
    }

    [Theory]
    [InlineData("1.5", 0)]
    [InlineData("99999999999", 0)]
    [InlineData("-3", -3)]
    [InlineData("7", 7)]
    public void A_number_of_no_evidence_is_left_to_the_check(string number, int read) =>
        Assert.Equal(read, Assert.IsType<ReplyReading.Read>(ReplyText.Read(Good.Replace("\"evidence\":1", "\"evidence\":" + number))).Answer.Claims[0].Quotations[0].Evidence);

    [Fact]
    public void Reads_members_that_were_not_asked_for_and_an_absent_insufficient() =>
        Assert.Equal("", Assert.IsType<ReplyReading.Read>(ReplyText.Read(Good.Replace(",\"insufficient\":\"\"", ",\"confidence\":0.9"))).Answer.Insufficient);

    [Fact]
    public void A_claim_is_one_plain_line()
    {
        var text = Assert.IsType<ReplyReading.Read>(ReplyText.Read(Good.Replace("Rent is due.", "Rent\\n is \\u001b[31mdue\\u202e. \u0645\u06CC\u200C\u0634\u0648\u062F"))).Answer.Claims[0].Text;
        Assert.Equal("Rent is [31mdue. \u0645\u06CC\u200C\u0634\u0648\u062F", text);
    }

    [Fact]
    public void No_bytes_make_it_fail()
    {
        var random = new Random(5);
        for (var i = 0; i < 300; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(Good + Good);
            for (var k = random.Next(6); k >= 0; k--)
                bytes[random.Next(bytes.Length)] = (byte)"{}[]\",:\\ \u0001a1"[random.Next(12)];
            var cut = bytes.AsSpan(random.Next(20), random.Next(bytes.Length - 20));
            Assert.NotNull(HandCarriedReply.Read(cut));
            Assert.NotNull(ReplyText.Read(new string('{', random.Next(300)) + Encoding.UTF8.GetString(cut)));
        }
    }

    [Fact]
    public void Hand_carried_files_may_be_of_any_Unicode_encoding()
    {
        foreach (var encoding in new Encoding[] { new UTF8Encoding(false), new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode })
            Assert.IsType<ReplyReading.Read>(HandCarriedReply.Read([.. encoding.GetPreamble(), .. encoding.GetBytes("Here:\n" + Good)]));
        Assert.Equal(ReplyFault.NotText, Assert.IsType<ReplyReading.Unusable>(HandCarriedReply.Read([(byte)'{', 0xE4, 0x7D])).Fault);
        Assert.Equal(ReplyFault.NotText, Assert.IsType<ReplyReading.Unusable>(HandCarriedReply.Read([0xFF, 0xFE, 0x00, 0xD8])).Fault);
        Assert.Equal(ReplyFault.TooMuch, Assert.IsType<ReplyReading.Unusable>(HandCarriedReply.Read(new byte[HandCarriedReply.MostBytes + 1])).Fault);
    }

    [Fact]
    public void The_example_in_the_instructions_has_the_schemas_shape()
    {
        using var json = JsonDocument.Parse(AnswerSchema.Example);
        using var schema = JsonDocument.Parse(AnswerSchema.Json);
        Assert.Equal(
            schema.RootElement.GetProperty("properties").EnumerateObject().Select(member => member.Name),
            json.RootElement.EnumerateObject().Select(member => member.Name));
    }
}
