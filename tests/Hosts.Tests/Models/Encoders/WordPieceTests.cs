using Lector.Models.Encoders;

namespace Lector.Hosts.Tests.Models.Encoders;

public sealed class WordPieceTests
{
    private static readonly string[] Vocabulary =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "▁un", "aff", "able", "▁cafe", "▁.", "▁,", "▁$", "▁[", "▁]", "▁sep", "▁日", "▁本", "▁か", "▁o", "▁ᄒ", "ᅡ", "ᆫ", "▁strasse", "▁a", "a", "▁😀", "▁σ"];

    private readonly WordPiece tokenizer = new(Vocabulary, 2, 3, 1);

    [Theory]
    [InlineData("unaffable", "▁un aff able")] // the paper's example: longest piece first
    [InlineData("UNAFFABLE.", "▁un aff able ▁.")] // lower case; punctuation stands alone
    [InlineData("unaffables", "[UNK]")] // a word with one unknown piece is unknown as a whole
    [InlineData("Café", "▁cafe")] // composed accent
    [InlineData("Cafe\u0301", "▁cafe")] // combining accent
    [InlineData("日本", "▁日 ▁本")] // ideographs one by one
    [InlineData("が", "▁か")] // a voiced kana loses its mark
    [InlineData("한", "▁ᄒ ᅡ ᆫ")] // a Hangul syllable becomes its jamo
    [InlineData("ø", "[UNK]")] // a stroke is no accent
    [InlineData("ö\t,\r\n$", "▁o ▁, ▁$")] // ASCII symbols count as punctuation
    [InlineData("[SEP]", "▁[ ▁sep ▁]")] // a document cannot write a special token
    [InlineData("un\u200Baff\u0000able", "▁un aff able")] // format and control characters vanish
    [InlineData("un\u00A0\u3000aff", "▁un [UNK]")] // every kind of space separates
    [InlineData("😀 \uD83D", "▁😀")] // a lone surrogate vanishes
    [InlineData("Σ", "▁σ")]
    [InlineData("", "")]
    public void Cuts_as_BERT_does(string text, string tokens) =>
        Assert.Equal(tokens, string.Join(' ', tokenizer.Tokenize(text).Select(t => Vocabulary[t.Id])));

    [Theory]
    [InlineData(100, 100)]
    [InlineData(101, 1)] // longer words are unknown
    public void Knows_words_of_a_hundred_characters(int length, int tokens) => Assert.Equal(tokens, tokenizer.Tokenize(new string('a', length)).Count);

    [Fact]
    public void Says_where_words_begin() =>
        Assert.Equal([true, false, false, true], tokenizer.Tokenize("unaffable,").Select(t => t.StartsWord));

    [Theory]
    [InlineData(10, 10, "10")]
    [InlineData(11, 10, "6 5")] // of like length, not 10 and 1
    [InlineData(0, 10, "0")]
    [InlineData(100, 1, null)]
    public void Long_texts_are_cut_into_few_pieces_that_fit(int tokens, int most, string? lengths)
    {
        var pieces = Pieces.Cut([.. Enumerable.Range(0, tokens).Select(i => new WordToken(i, true))], most).ToList();
        Assert.Equal(Math.Max(1, (tokens + most - 1) / most), pieces.Count);
        if (lengths is not null)
            Assert.Equal(lengths, string.Join(' ', pieces.Select(p => p.End - p.Start)));
    }

    [Fact]
    public void Pieces_are_whole_and_fit_and_begin_with_words_where_they_can()
    {
        var random = new Random(11);
        for (var round = 0; round < 500; round++)
        {
            var tokens = Enumerable.Range(0, random.Next(1, 400)).Select(i => new WordToken(i, random.Next(3) == 0)).ToList();
            var most = random.Next(1, 60);
            var at = 0;
            foreach (var (start, end) in Pieces.Cut(tokens, most))
            {
                Assert.Equal(at, start);
                Assert.InRange(end - start, 1, most);
                at = end;
            }

            Assert.Equal(tokens.Count, at);
        }
    }
}
