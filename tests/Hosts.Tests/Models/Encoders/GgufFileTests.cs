using Lector.Core;
using Lector.Models.Encoders;

namespace Lector.Hosts.Tests.Models.Encoders;

public sealed class GgufFileTests
{
    private static readonly byte[] Whole = new TinyBert().File.Build();

    [Fact]
    public void Reads_values_and_the_three_forms_of_numbers()
    {
        var numbers = Enumerable.Range(-32, 64).Select(i => i / 4f).ToArray();
        using var file = Read(new GgufBuilder().Set("text", "ü").Set("whole", 7u).Set("real", 1.5f).Set("flag", true).Set("list", new[] { 1, 2 })
            .F32("a", numbers, 64).F16("b", numbers, 32, 2).Q8("c", numbers, 64).Build());
        Assert.Equal(("ü", 7L, 1.5, true, null), (file.Text("text"), file.Integer("whole"), file.Number("real"), file.Flag("flag"), file.Text("whole")));
        Assert.Equal(numbers, file.Floats("a", 64).Select((n, i) => Math.Abs(n - numbers[i]) < .07f ? numbers[i] : n));
        Assert.Equal(file.Floats("a", 64), file.Floats("b", 32, 2));
        Assert.Equal(numbers, file.Floats("c", 64));
    }

    [Theory]
    [InlineData("<html><body>Sign in to continue</body></html>", "no GGUF file")]
    [InlineData("", "no GGUF file")]
    public void Refuses_what_is_no_model(string text, string message) => Assert.Contains(message, Refusal(System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Refuses_other_versions_and_byte_orders()
    {
        Assert.Contains("version 2", Refusal(new GgufBuilder { Version = 2 }.Build()));
        Assert.Contains("big-endian", Refusal(new GgufBuilder { Version = 3 << 24 }.Build()));
    }

    [Theory]
    [InlineData(8, long.MaxValue)] // tensors
    [InlineData(8, -1)]
    [InlineData(16, long.MaxValue)] // values
    [InlineData(24, long.MaxValue)] // length of the first key
    [InlineData(24, 1L << 33)]
    public void Refuses_counts_that_the_file_has_no_room_for(int at, long count)
    {
        var bytes = Whole.ToArray();
        BitConverter.TryWriteBytes(bytes.AsSpan(at), count);
        Assert.Contains("broken GGUF file", Refusal(bytes));
    }

    [Theory]
    [InlineData(1L << 39, (1L << 25) + 1, "dimensions are impossible")] // their product overflows to a small number
    [InlineData(-1, -32, "dimensions are impossible")]
    [InlineData(0, 32, "dimensions are impossible")]
    [InlineData(1 << 20, 1 << 10, "ends before its last tensor")]
    public void Refuses_impossible_tensors(long width, long height, string message) =>
        Assert.Contains(message, Refusal(new GgufBuilder().Raw("a", 0, new byte[64], width, height).Build()));

    [Fact]
    public void Refuses_odd_alignments() =>
        Assert.Contains("alignment", Refusal(new GgufBuilder().Set("general.alignment", 24u).F32("a", new float[8], 8).Build()));

    [Fact]
    public void Refuses_names_used_twice()
    {
        var bytes = new GgufBuilder().F32("a", new float[8], 8).F32("b", new float[8], 8).Build();
        bytes[Array.IndexOf(bytes, (byte)'b')] = (byte)'a';
        Assert.Contains("named twice", Refusal(bytes));
    }

    [Theory]
    [InlineData("general.architecture", "llama", "llama model")]
    [InlineData("tokenizer.ggml.model", "gpt2", "WordPiece")]
    [InlineData("bert.embedding_length", 33u, "unusual shape")]
    [InlineData("bert.embedding_length", 64u, "not 64 x 21")]
    [InlineData("bert.attention.head_count", 0u, "bert.attention.head_count")]
    [InlineData("bert.block_count", 3u, "lacks the tensor blk.2")]
    [InlineData("bert.block_count", 4_000_000_000u, "bert.block_count")]
    [InlineData("bert.pooling_type", 4u, "pools its tokens")]
    [InlineData("tokenizer.ggml.bos_token_id", 4_000u, "[CLS]")]
    public void Refuses_a_model_that_is_not_what_it_says(string key, object value, string message) =>
        Assert.Contains(message, Refusal(new TinyBert().File.Set(key, value).Build()));

    [Fact]
    public void Refuses_forms_of_numbers_that_it_does_not_read() =>
        Assert.Contains("ggml type 12", Refusal(new TinyBert().File.Raw("blk.0.ffn_up.weight", 12, new byte[2048], TinyBert.Hidden, TinyBert.Inner).Build()));

    [Fact]
    public void Refuses_weights_that_are_not_finite() =>
        Assert.Contains("not finite", Refusal(new TinyBert().File.F32("blk.0.ffn_up.bias", [.. Enumerable.Repeat(float.NaN, TinyBert.Inner)], TinyBert.Inner).Build()));

    [Fact]
    public void A_file_cut_anywhere_is_one_clear_sentence()
    {
        for (var length = 0; length < Whole.Length - 32; length += length < 3_000 ? 1 : 97)
            Assert.Contains("tiny.gguf", Refusal(Whole[..length]));
    }

    [Fact]
    public void A_file_with_flipped_bits_is_one_clear_sentence_or_a_model()
    {
        var random = new Random(7);
        var refused = 0;
        for (var round = 0; round < 3_000; round++)
        {
            var bytes = Whole.ToArray();
            for (var flip = random.Next(1, 4); flip > 0; flip--)
                bytes[random.Next(round % 2 == 0 ? 2_500 : bytes.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                Load(bytes);
            }
            catch (UserErrorException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 300, 3_000);
    }

    private static string Refusal(byte[] bytes) => Assert.Throws<UserErrorException>(() => Load(bytes)).Message;

    private static GgufFile Read(byte[] bytes) => GgufFile.Read(new MemoryStream(bytes), "tiny.gguf");

    private static void Load(byte[] bytes)
    {
        using var file = Read(bytes);
        BertModel.Load(file, WeightForm.Float32);
    }
}
