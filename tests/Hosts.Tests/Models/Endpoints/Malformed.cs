using System.Text;
using System.Text.Json;
using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Models.Endpoints;
using Lector.Models.Endpoints.Decisions;
using Lector.Models.Endpoints.NextTokens;

namespace Lector.Hosts.Tests.Models.Endpoints;

/// <summary>What is malformed in a reply costs at most the passage that it is for, never the run.</summary>
public class Malformed
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly ReaderIdentity Nobody = new("", "", "", ReaderPlace.Loopback, null);

    [Theory]
    [InlineData(@"""a\ud83db""", "a\ufffdb", "half of a pair")]
    [InlineData(@"""a\uDE00b""", "a\ufffdb", "its other half")]
    [InlineData(@"""a\ud83d\ude00b""", "a\ud83d\ude00b", "a whole pair")]
    [InlineData(@"""a\ud83d\ud83d\ude00b""", "a\ufffd\ud83d\ude00b", "a half before a pair")]
    [InlineData(@"""a\\ud83db""", @"a\ud83db", "no escape, but a backslash and letters")]
    [InlineData("\"a\u00f0\u009fb\"", "a\ufffdb", "bytes that are no UTF-8")]
    public void Half_a_character_is_read_as_one_that_is_missing(string json, string text, string why)
    {
        using var read = new Reply(System.Net.HttpStatusCode.OK, null, Encoding.Latin1.GetBytes(json)).Json();
        Assert.True(read!.RootElement.GetString() == text, why);
    }

    [Theory]
    [InlineData(@"{""answers"":{""relevant"":{""type"":""no\ud83dul"",""noul"":0.9}}}")]
    [InlineData("{\"answers\":{\"relevant\":{\"type\":\"no\u00f0\u009ful\",\"noul\":0.9}}}")]
    public async Task A_type_that_is_no_text_is_no_verdict(string body)
    {
        await using var server = FakeModels.SystemOne(request => FakeModels.State(request) == "odd" ? new FakeReply(200, "") { Bytes = Encoding.Latin1.GetBytes(body) } : null);
        await using var opened = await EndpointReaders.Open(new ReaderChoice { Address = server.Address }, TimeProvider.System, Cancel);
        Assert.Equal([UnreadCause.NoVerdict, UnreadCause.None], (await opened.Reader!.Read("?", [Passage("odd"), Passage("a zebra")], Cancel)).Select(v => v.Cause));
    }

    [Theory]
    [InlineData(@"""\ud83d""", "null", "1.5")]
    [InlineData("\"\u00f0\u009f\"", "\"7\"", "null")]
    public async Task Part_of_a_character_among_the_candidates_hides_no_verdict(string token, string kept, string cached)
    {
        var body = $$$"""
            {"choices":[{"logprobs":{"content":[{"token":"Yes","logprob":-0.1,"top_logprobs":[{"token":"Yes","logprob":-0.105},{"token":"No","logprob":-3},{"token":{{{token}}},"logprob":-3}]}]}}],
            "timings":{"cache_n":{{{kept}}} },"usage":{"prompt_tokens":9,"prompt_tokens_details":{"cached_tokens":{{{cached}}} } } }
            """;
        await using var server = new FakeServer(_ => new FakeReply(200, "") { Bytes = Encoding.Latin1.GetBytes(body) });
        using var endpoint = await At(server);
        var answer = await new ChatForm(endpoint, "x", plain: true).Ask("?", "text", Cancel);
        Assert.Equal((UnreadCause.None, null), (answer.Cause, answer.CachedTokens));
        Assert.InRange(answer.Answer.Relevance, 0.94, 0.96);
    }

    [Theory]
    [InlineData("[null,1]")]
    [InlineData("""["1","2"]""")]
    [InlineData("[1.5]")]
    [InlineData("7")]
    public void Ids_that_are_no_numbers_prove_nothing(string ids)
    {
        using var reply = JsonDocument.Parse($$$"""{"answers":{"relevant":{"probabilities":{"yes":0.9},"label_mass":"1","prompt_token_ids":{{{ids}}} } } }""");
        var decision = new SgLangDialect().Read(reply.RootElement);
        Assert.Equal((UnreadCause.None, null), (decision.Cause, decision.PromptIds));
    }

    [Theory]
    [InlineData("""[{"index":"0","relevance_score":1}]""")]
    [InlineData("""[{"index":null,"relevance_score":1}]""")]
    [InlineData("""[{"index":0,"relevance_score":"1"}]""")]
    [InlineData("[7]")]
    public async Task A_rank_without_a_place_and_a_score_is_no_verdict(string results)
    {
        await using var server = new FakeServer(_ => new FakeReply(200, $$"""{"results":{{results}}}"""));
        using var endpoint = await At(server);
        using var reader = new RerankReader(Nobody, 1, endpoint, "x", tei: false, null, null);
        Assert.Equal(UnreadCause.NoVerdict, (await reader.AskOnce("?", "text", Cancel)).Cause);
    }

    [Theory]
    [InlineData("""{"index":"0","embedding":[1,0]}""")]
    [InlineData("""{"index":0,"embedding":[1]}""")]
    [InlineData("""{"index":0,"embedding":[1,0,0]}""")]
    public async Task A_vector_of_another_place_or_length_is_no_verdict(string vector)
    {
        await using var server = new FakeServer(request => new FakeReply(200, $$"""{"data":[{{(request.Body.Contains("odd", StringComparison.Ordinal) ? vector : """{"index":0,"embedding":[1,0]}""")}}]}"""));
        using var endpoint = await At(server);
        using var embedder = new EmbeddingReader(Nobody, endpoint, "x", null, null);
        Assert.Equal(2, (await embedder.EmbedQuestion("?", Cancel)).Length);
        Assert.Equal(UnreadCause.NoVerdict, (await embedder.Embed([Passage("odd")], Cancel))[0].Cause);
        Assert.Equal(UnreadCause.None, (await embedder.Embed([Passage("even")], Cancel))[0].Cause);
    }

    private static Task<Endpoint> At(FakeServer server) => Endpoint.Open(new ReaderChoice { Address = server.Address }, TimeProvider.System, Cancel);

    private static PassageInContext Passage(string text) => new(text, DocumentFields.None, null);
}
