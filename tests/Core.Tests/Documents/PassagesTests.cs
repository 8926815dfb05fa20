using FsCheck;
using FsCheck.Fluent;
using Lector.Core.Documents;

namespace Lector.Core.Tests.Documents;

public sealed class PassagesTests
{
    [Fact]
    public void Cover_any_text_end_to_end()
    {
        // Pieces that make every kind of bound, surrogate pairs among them.
        var pieces = Gen.Elements("A word. ", "and more, ", "\n", "\n\n", "𝔘nicode😀", "Inc. ", "x", " ", "\r", new string('z', 300), "End?\" ", "\ud83d");
        var texts = Gen.ListOf(pieces).Select(parts => string.Concat(parts.Concat(parts).Concat(parts))).ToArbitrary();
        Prop.ForAll(texts, Covers).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData('x', "a base64 line has no spaces")]
    [InlineData(' ', "nothing but spaces")]
    [InlineData('\n', "nothing but line ends")]
    public void Cut_a_megabyte_of_one_character(char only, string why)
    {
        var passages = Passages.Cut(new string(only, 1 << 20));
        Assert.True(passages.Count <= ((1 << 20) / Passages.MinLength) + 1, why);
        Assert.True(Covers(new string(only, 1 << 20)));
    }

    [Fact]
    public void Do_not_split_surrogate_pairs()
    {
        var text = string.Concat(Enumerable.Repeat("😀", 5000));
        Assert.All(Passages.Cut("x" + text), passage => Assert.False(char.IsLowSurrogate(("x" + text)[passage.Start])));
    }

    [Fact]
    public void Leave_a_short_mail_whole()
    {
        var mail = "Agreed.\n\nGo ahead on Monday. " + new string('a', 700);
        Assert.Equal([new Passage(0, mail.Length)], Passages.Cut(mail));
    }

    [Fact]
    public void End_with_a_sentence_where_one_ends()
    {
        var sentence = "The supplier, Acme Inc. of Delaware, delivers under clause 4.2 within 30 days. ";
        var text = string.Concat(Enumerable.Repeat(sentence, 40));
        Assert.All(Passages.Cut(text), passage => Assert.Equal(0, passage.End % sentence.Length));
    }

    [Fact]
    public void Prefer_the_end_of_a_paragraph_to_a_longer_passage()
    {
        var text = string.Concat(Enumerable.Repeat("Some words here. ", 30)) + "\n\n" + string.Concat(Enumerable.Repeat("Other words there. ", 60));
        Assert.Equal("Other", text.Substring(Passages.Cut(text)[1].Start, 5));
    }

    private static bool Covers(string text)
    {
        var at = 0;
        foreach (var passage in Passages.Cut(text))
        {
            if (passage.Start != at || passage.Length is <= 0 or > Passages.MaxLength)
                return false;
            at = passage.End;
        }
        return at == text.Length;
    }
}
