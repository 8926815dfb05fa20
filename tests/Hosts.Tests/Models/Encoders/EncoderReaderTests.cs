using System.Diagnostics;
using System.Numerics.Tensors;
using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Models.Encoders;

namespace Lector.Hosts.Tests.Models.Encoders;

public sealed class EncoderReaderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lector-encoder-").FullName;

    [Theory]
    [InlineData(false, WeightForm.Float32, 1e-5)]
    [InlineData(true, WeightForm.Float32, 1e-5)]
    [InlineData(false, WeightForm.Int16, 5e-4)] // F16 weights keep 12 bits a block
    internal async Task Equals_the_plain_forward_pass(bool firstToken, WeightForm form, double tolerance)
    {
        var tiny = new TinyBert(3, firstToken);
        var reader = Open(tiny, 2, form);
        string[] texts = ["", "the", "The notice period is thirty days.", "canceling, the notice, a period, the days. thirty the canceling is notice period", "unheard of"];
        int[][] ids = [[2, 3], [2, 4, 3], [2, 4, 5, 6, 7, 8, 9, 14, 3], [2, 12, 13, 11, 15, 4, 5, 15, 16, 6, 15, 4, 9, 14, 8, 4, 12, 13, 11, 7, 5, 6, 3], [2, 1, 1, 3]];
        var embeddings = await reader.Embed([.. texts.Select(Passage)], default);
        for (var i = 0; i < texts.Length; i++)
        {
            Assert.Equal(ids[i].Length, embeddings[i].Tokens);
            Assert.Equal(FullReading.IdsCompared, embeddings[i].Grade);
            var expected = tiny.Embed(ids[i], firstToken);
            for (var d = 0; d < expected.Length; d++)
                Assert.Equal(expected[d], embeddings[i].Vector[d], tolerance);
        }
    }

    [Theory]
    [InlineData(WeightForm.Float32)]
    [InlineData(WeightForm.Int16)]
    internal async Task A_vector_has_the_same_bits_whatever_its_neighbours_and_the_thread_count(WeightForm form)
    {
        var (one, three) = (Open(new TinyBert(), 1, form), Open(new TinyBert(), 3, form));
        var random = new Random(5);
        var passages = Enumerable.Range(0, 90).Select(i => Passage(string.Join(' ', Enumerable.Range(0, i * 7 % 150).Select(_ => TinyBert.Vocabulary[random.Next(4, 21)].TrimStart('▁'))))).ToList();
        var together = await three.Embed(passages, default);
        for (var i = 0; i < passages.Count; i++)
            Assert.Equal((await one.Embed([passages[i]], default))[0].Vector, together[i].Vector);
    }

    [Fact]
    public async Task A_long_passage_is_the_mean_of_its_pieces_by_tokens()
    {
        var tiny = new TinyBert();
        var reader = Open(tiny, 2, WeightForm.Float32);
        var text = string.Join(' ', Enumerable.Repeat("notice", 150));
        var embedding = (await reader.Embed([Passage(text)], default))[0];
        Assert.Equal(152, embedding.Tokens);
        var piece = tiny.Embed([2, .. Enumerable.Repeat(5, 75), 3]);
        for (var d = 0; d < piece.Length; d++)
            Assert.Equal(piece[d], embedding.Vector[d], 1e-5);
    }

    [Fact]
    public async Task What_is_known_of_a_mail_counts_beside_each_of_its_passages_by_tokens()
    {
        var reader = Open(new TinyBert());
        var passage = new PassageInContext("The notice period is thirty days.", new DocumentFields { Subject = "canceling" }, "the notice");
        var plain = await reader.Embed([Passage(passage.Text), Passage(PassageFraming.Context(passage))], default);

        var embedding = (await reader.Embed([passage, Passage("the days"), passage with { Text = "the days" }], default))[0];

        Assert.Equal((plain[0].Tokens, FullReading.IdsCompared), (embedding.Tokens, embedding.Grade));
        float[] sum = [.. plain[0].Vector.Zip(plain[1].Vector, (text, known) => (text * (plain[0].Tokens - 2)) + (known * (plain[1].Tokens - 2)))];
        Assert.Equal(1, TensorPrimitives.CosineSimilarity<float>(sum, embedding.Vector), 1e-5);
        Assert.Equal(1, TensorPrimitives.Norm<float>(embedding.Vector), 1e-5);
        Assert.InRange(TensorPrimitives.CosineSimilarity<float>(plain[0].Vector, embedding.Vector), -1, .999f);
        Assert.Equal(embedding.Vector, (await reader.Embed([passage], default))[0].Vector);
    }

    [Fact]
    public async Task Embeds_a_question_as_it_embeds_a_passage()
    {
        var reader = Open(new TinyBert());
        Assert.Equal((await reader.Embed([Passage("thirty days")], default))[0].Vector, await reader.EmbedQuestion("thirty days", default));
    }

    [Fact]
    public async Task A_number_that_is_not_finite_is_no_vector()
    {
        var tiny = new TinyBert();
        tiny.File.F32("blk.1.ffn_down.bias", [.. Enumerable.Repeat(3e38f, TinyBert.Hidden)], TinyBert.Hidden).F32("blk.0.ffn_down.bias", [.. Enumerable.Range(0, 32).Select(i => i * 1e37f)], TinyBert.Hidden);
        var reader = Open(tiny);
        var embedding = (await reader.Embed([Passage("thirty days")], default))[0];
        Assert.Equal((UnreadCause.OutOfRange, 0), (embedding.Cause, embedding.Vector.Length));
        await Assert.ThrowsAsync<ReaderUnavailableException>(() => reader.EmbedQuestion("thirty days", default));
    }

    [Fact]
    public async Task Stops_within_a_second()
    {
        var reader = EncoderReader.Open(Tools.Model("all-MiniLM-L6-v2/all-MiniLM-L6-v2.Q8_0.gguf"), 2);
        var passages = Enumerable.Repeat(Passage(string.Join(' ', Enumerable.Repeat("confidential", 200))), 2_000).ToList();
        using var stop = new CancellationTokenSource();
        var reading = reader.Embed(passages, stop.Token);
        await Task.Delay(300);
        var clock = Stopwatch.StartNew();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 1);
    }

    [Theory]
    [InlineData(WeightForm.Float32)]
    [InlineData(WeightForm.Int16)]
    internal async Task Equals_the_original_model_on_its_golden_texts(WeightForm form)
    {
        Supported(form);
        var reader = EncoderReader.Open(Tools.Model("all-MiniLM-L6-v2/all-MiniLM-L6-v2.Q8_0.gguf"), 2, form);
        var golden = GoldenText.Of("all-MiniLM-L6-v2");
        Assert.Equal(10, golden.Count);
        var vectors = await reader.EmbedBeginnings([.. golden.Select(g => g.Text)], default);
        for (var i = 0; i < golden.Count; i++)
        {
            Assert.Equal(golden[i].Tokens, reader.CountTokens(golden[i].Text));
            Assert.InRange(TensorPrimitives.CosineSimilarity<float>(golden[i].Embedding, vectors[i]), .999f, 1.0001f);
        }
    }

    [Fact]
    public void Says_who_reads()
    {
        var identity = Open(new TinyBert()).Identity;
        Assert.Equal(("encoder", "tiny", "cc0-1.0", ReaderPlace.InProcess), (identity.Kind, identity.Model, identity.Licence, identity.Place));
        Assert.Contains(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(new TinyBert().File.Build())), identity.Version);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static PassageInContext Passage(string text) => new(text, DocumentFields.None, null);

    private static void Supported(WeightForm form)
    {
        if (form == WeightForm.Int16 && !ShortPanels.IsSupported)
            Assert.Skip("needs AVX2");
    }

    private EncoderReader Open(TinyBert tiny, int threads = 2, WeightForm form = WeightForm.Float32)
    {
        Supported(form);
        var path = Path.Combine(folder, Guid.NewGuid() + ".gguf");
        File.WriteAllBytes(path, tiny.File.Build());
        return EncoderReader.Open(path, threads, form);
    }
}
