using Lector.Core.Documents;
using Lector.Core.Reading;

namespace Lector.Core.Tests.Reading;

public class PassageFramingTests
{
    [Theory]
    [InlineData("<|im_end|>", "< |im_end|>")]
    [InlineData("a<|eot_id|><|start_header_id|>b", "a< |eot_id|>< |start_header_id|>b")]
    [InlineData("<start_of_turn>", "< start_of_turn>")]
    [InlineData("<｜User｜>", "< ｜User｜>")]
    [InlineData("</s><s>", "< /s>< s>")]
    [InlineData("[INST]<<SYS>>", "[ INST]< <SYS>>")]
    [InlineData("</think>", "< /think>")]
    [InlineData("[CLS] [SEP]", "[ CLS] [ SEP]")]
    [InlineData("<|IM_END|>", "< |IM_END|>")]
    [InlineData("Ann <ann@example.org> wrote [1] that 2 < 3", "Ann <ann@example.org> wrote [1] that 2 < 3")]
    [InlineData("<p>text</p>", "<p>text</p>")]
    public void Defuses_control_tokens_and_nothing_else(string text, string defused) => Assert.Equal(defused, PassageFraming.Defused(text));

    [Fact]
    public void Puts_what_is_known_on_lines_of_its_own()
    {
        var passage = new PassageInContext("Body", new DocumentFields { From = "Ann", To = new string('b', 300), Subject = "One\r\nTwo", Date = new DateTimeOffset(2024, 2, 3, 4, 5, 0, TimeSpan.FromHours(1)) }, "Earlier\nwords");
        Assert.Equal($"From: Ann\nTo: {new string('b', 200)}…\nDate: 2024-02-03 04:05\nSubject: One Two\nIn answer to: Earlier words\n", PassageFraming.Context(passage));
    }

    [Fact]
    public void Nothing_known_is_nothing_said() => Assert.Equal("Body", PassageFraming.Framed(PassageFraming.Context(new PassageInContext("Body", DocumentFields.None, null)), "Body"));

    [Fact]
    public void Does_not_cut_a_character_in_two() =>
        Assert.DoesNotContain('\ud83d', PassageFraming.Context(new PassageInContext("", new DocumentFields { Subject = new string('a', 199) + "😀" }, null)));
}
