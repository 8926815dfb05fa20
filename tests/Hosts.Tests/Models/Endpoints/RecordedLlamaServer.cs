using System.Text.Json;
using Lector.Core.Reading;
using Lector.Models.Endpoints;
using Lector.Models.Endpoints.Decisions;
using Lector.Models.Endpoints.NextTokens;

namespace Lector.Hosts.Tests.Models.Endpoints;

/// <summary>Recordings of llama-server b11669: each is answered to the reader that would meet it.</summary>
public class RecordedLlamaServer
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static TheoryData<string, UnreadCause, double, string> NextTokens => new()
    {
        { "chat-logprobs", UnreadCause.None, 0.9905, "chat" },
        { "v1-completions", UnreadCause.None, 0.9905, "completion" },
        { "chat-eos", UnreadCause.LowMass, 0, "the sampled token is the end of the turn, with an empty text; no yes, no no" },
        { "chat-logit-bias-post", UnreadCause.None, 0.5326, "probabilities after sampling" },
        { "v1-completions-list", UnreadCause.NoVerdict, 0, "two choices where one was asked for" },
    };

    [Theory]
    [MemberData(nameof(NextTokens))]
    public async Task Weighs_yes_against_no(string name, UnreadCause cause, double relevance, string reason)
    {
        await using var server = new FakeServer(_ => Cases.Llama(name));
        using var endpoint = await Endpoint.Open(new ReaderChoice { Address = server.Address }, TimeProvider.System, Cancel);
        NextTokenForm form = name.StartsWith("chat", StringComparison.Ordinal) ? new ChatForm(endpoint, "x", plain: false) : new CompletionForm(endpoint, "x");

        var token = await form.Ask("?", "text", Cancel);

        Assert.True(token.Cause == cause, reason);
        if (cause == UnreadCause.None)
            Assert.Equal(relevance, token.Answer.Relevance, 4);
    }

    [Theory]
    [InlineData("partial-utf8-token-no-probs", UnreadCause.NoLogProbabilities, "log-probabilities vanish for part of a character")]
    [InlineData("completion-npredict0", UnreadCause.LowMass, "recorded without the bias: with it, .998 would be a mass of .02")]
    [InlineData("completion", UnreadCause.LowMass, "the same, with all fields")]
    [InlineData("completion-post", UnreadCause.None, "post-sampling, one candidate")]
    [InlineData("completion-tokens", UnreadCause.LowMass, "the same, and no yes among the candidates")]
    [InlineData("logit-bias-post", UnreadCause.None, "both labels alone")]
    [InlineData("eos-token", UnreadCause.LowMass, "a model that wants to end its turn")]
    public async Task Reads_completions(string name, UnreadCause cause, string reason)
    {
        await using var server = new FakeServer(request => request.Path switch
        {
            "/tokenize" => new FakeReply(200, request.Body.Contains("Yes", StringComparison.Ordinal) ? """{"tokens":[356]}""" : request.Body.Contains("No", StringComparison.Ordinal) ? """{"tokens":[357]}""" : """{"tokens":[1,2,3,4]}"""),
            "/apply-template" => new FakeReply(200, """{"prompt":"<|im_start|>user\nPASSAGE-STANDS-HERE<|im_end|>\n"}"""),
            _ => Cases.Llama(name),
        });
        using var endpoint = await Endpoint.Open(new ReaderChoice { Address = server.Address }, TimeProvider.System, Cancel);
        var counter = await TokenCounter.Find(endpoint, "x", Cancel);
        var form = await LlamaCompletionForm.Prepare(endpoint, "x", counter!, 4096, Cancel);

        Assert.True((await form!.Ask("?", "text", Cancel)).Cause == cause, reason);
    }

    [Fact]
    public async Task Refuses_a_list_of_completions_as_no_verdict()
    {
        await using var server = new FakeServer(_ => Cases.Llama("completion-array"));
        using var endpoint = await Endpoint.Open(new ReaderChoice { Address = server.Address }, TimeProvider.System, Cancel);
        Assert.Equal(UnreadCause.NoVerdict, (await new CompletionForm(endpoint, "x").Ask("?", "text", Cancel)).Cause);
    }

    [Theory]
    [InlineData("error-toolong", "longer than its window (400)")]
    [InlineData("error-badjson", "malformed (400, invalid_request_error)")]
    [InlineData("embeddings-disabled", "does not do this: /p is not supported (501)")]
    [InlineData("rerank-disabled", "does not do this: /p is not supported (501)")]
    public void Names_an_error(string name, string words)
    {
        var recorded = Cases.Llama(name);
        var reply = new Reply((System.Net.HttpStatusCode)recorded.Status, null, System.Text.Encoding.UTF8.GetBytes(recorded.Body));
        Assert.Contains(words, Diagnosis.Of(reply, "/p", "m"), StringComparison.Ordinal);
        Assert.Equal(name == "error-toolong", reply.SaysTooLong);
    }

    [Fact]
    public async Task Reads_two_vectors_in_order()
    {
        await using var server = new FakeServer(_ => Cases.Llama("embeddings"));
        using var endpoint = await Endpoint.Open(new ReaderChoice { Address = server.Address }, TimeProvider.System, Cancel);
        using var embedder = new EmbeddingReader(new ReaderIdentity("", "", "", ReaderPlace.Loopback, null), endpoint, "x", null, null);

        var vectors = await embedder.Send(["a", "b"], Cancel);

        Assert.Equal((UnreadCause.None, 2, 18), (vectors.Cause, vectors.Items.Length, vectors.Tokens));
        Assert.Equal(0.6124, vectors.Items[0][0], 3);
        Assert.Equal(0.7071, vectors.Items[1][0], 3);
    }

    [Fact]
    public async Task Puts_a_ranking_back_into_the_order_of_the_texts()
    {
        await using var server = new FakeServer(_ => Cases.Llama("rerank"));
        using var endpoint = await Endpoint.Open(new ReaderChoice { Address = server.Address }, TimeProvider.System, Cancel);
        using var reader = new RerankReader(new ReaderIdentity("", "", "", ReaderPlace.Loopback, null), 1, endpoint, "x", tei: false, null, null);

        var ranking = await reader.Rank("?", ["a", "b", "c"], Cancel);

        Assert.Equal((UnreadCause.None, 75), (ranking.Cause, ranking.Tokens));
        Assert.Equal([4.899, 5.657, 5.088], ranking.Scores.Select(s => Math.Round(s, 3)));
    }

    [Fact]
    public async Task Learns_what_the_server_says_of_itself()
    {
        await using var server = new FakeServer(request => request.Path.Split('?')[0] switch
        {
            "/v1/models" => Cases.Llama("v1-models"),
            "/props" => Cases.Llama("props"),
            "/health" => Cases.Llama("health"),
            _ => FakeReply.NotFound,
        });
        using var endpoint = await Endpoint.Open(new ReaderChoice { Address = server.Address }, TimeProvider.System, Cancel);

        var facts = await Discovery.Ask(endpoint, null, Cancel);

        Assert.Equal(("llama-server", "b11669-Debian", "tiny.gguf", 4096, 2, "all F32", false), (facts.Product, facts.Version, facts.Model, facts.Context, facts.Slots, facts.Quantisation, facts.IsDecision));
    }

    [Fact]
    public async Task Knows_a_decision_model_by_what_it_puts_out()
    {
        await using var server = new FakeServer(request => request.Path.Split('?')[0] == "/v1/models" ? Cases.SystemOne("models") : FakeReply.NotFound);
        using var endpoint = await Endpoint.Open(new ReaderChoice { Address = server.Address }, TimeProvider.System, Cancel);
        Assert.True((await Discovery.Ask(endpoint, null, Cancel)).IsDecision);
    }

    [Theory]
    [InlineData("tokenize", 7)]
    [InlineData("tokenize-plain", 1)]
    public async Task Takes_ids_plain_or_with_their_text(string name, int count)
    {
        var recorded = Cases.Llama(name);
        await using var server = new FakeServer(request => request.Body.Contains("Friday", StringComparison.Ordinal) ? new FakeReply(200, """{"tokens":[1,2,3,4]}""") : recorded with { Status = 200 });
        using var endpoint = await Endpoint.Open(new ReaderChoice { Address = server.Address }, TimeProvider.System, Cancel);
        var counter = await TokenCounter.Find(endpoint, "x", Cancel);
        Assert.Equal(count, (await counter!.Ids("Yes No zebra x", Cancel)).Length);
    }

    public static TheoryData<string, UnreadCause, double> Decisions => new()
    {
        { "one", UnreadCause.None, 0.5215 }, { "criteria", UnreadCause.None, 0.4111 }, { "two", UnreadCause.None, 0.5775 }, { "near limit", UnreadCause.None, 0.4776 },
        { "empty state", UnreadCause.None, 0.5748 }, { "object state", UnreadCause.None, 0.5642 }, { "template tokens in state", UnreadCause.None, 0.6185 },
        { "unknown field", UnreadCause.None, 0.5215 }, { "choice", UnreadCause.NoVerdict, 0 }, { "chat on a decision model", UnreadCause.NoVerdict, 0 }, { "models", UnreadCause.NoVerdict, 0 },
    };

    [Theory]
    [MemberData(nameof(Decisions))]
    public void Takes_the_decision_out_of_a_reply(string name, UnreadCause cause, double probability)
    {
        using var reply = JsonDocument.Parse(Cases.SystemOne(name).Body);
        var decision = new SystemOneDialect().Read(reply.RootElement);
        Assert.Equal(cause, decision.Cause);
        Assert.Equal(probability, decision.Probability, 4);
    }

    [Theory]
    [InlineData("too long", true, "longer than its window (400)")]
    [InlineData("no questions", false, "malformed (400")]
    [InlineData("unknown type", false, "malformed (400")]
    [InlineData("no instructions", false, "malformed (400")]
    [InlineData("no state", false, "malformed (400")]
    [InlineData("not JSON", false, "malformed (400")]
    public void Names_a_decision_error(string name, bool tooLong, string words)
    {
        var recorded = Cases.SystemOne(name);
        var reply = new Reply((System.Net.HttpStatusCode)recorded.Status, null, System.Text.Encoding.UTF8.GetBytes(recorded.Body));
        Assert.Equal(tooLong, reply.SaysTooLong);
        Assert.Contains(words, Diagnosis.Of(reply, "/v1/systemone", "m"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_recording_is_a_case()
    {
        string[] elsewhere = ["apply-template", "health", "v1-health", "metrics", "slots", "props", "v1-models", "systemone", "embeddings", "rerank", "completion-array", "tokenize", "tokenize-plain", "error-toolong", "error-badjson", "embeddings-disabled", "rerank-disabled", "partial-utf8-token-no-probs", "completion-npredict0", "completion", "completion-post", "completion-tokens", "logit-bias-post", "eos-token"];
        Assert.Equal(Directory.GetFiles(Cases.Path("Llama", ""), "*.json").Select(Path.GetFileNameWithoutExtension).Order(), NextTokens.Select(n => (string?)n.Data.Item1).Concat(elsewhere).Order());
    }

    [Theory]
    [InlineData("health")]
    [InlineData("v1-health")]
    [InlineData("slots")]
    [InlineData("metrics")]
    [InlineData("apply-template")]
    public void A_reply_to_another_question_is_no_verdict(string name)
    {
        // Answered by mistake in the place of a decision: refused, not scored.
        var recorded = Cases.Llama(name);
        using var json = new Reply(System.Net.HttpStatusCode.OK, null, System.Text.Encoding.UTF8.GetBytes(recorded.Body)).Json();
        Assert.Equal(UnreadCause.NoVerdict, json is null ? UnreadCause.NoVerdict : new SystemOneDialect().Read(json.RootElement).Cause);
    }
}
