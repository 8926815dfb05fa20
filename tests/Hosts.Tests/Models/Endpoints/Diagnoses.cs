using Lector.Core;
using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Models.Endpoints;

namespace Lector.Hosts.Tests.Models.Endpoints;

/// <summary>What is wrong with a server is said by name, before any document is sent.</summary>
public class Diagnoses
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(400, "malformed (400)")]
    [InlineData(401, "refused the key (401)")]
    [InlineData(403, "wants a key or forbids this one (403)")]
    [InlineData(422, "refused the request's fields (422)")]
    [InlineData(429, "over its rate limit (429)")]
    [InlineData(500, "failed inside (500)")]
    [InlineData(501, "does not do this")]
    [InlineData(503, "loading its model or has no free place (503)")]
    [InlineData(529, "overloaded (529)")]
    public async Task Names_a_status(int status, string words)
    {
        await using var server = FakeModels.SystemOne(request => request.Path == "/v1/systemone" ? new FakeReply(status, "{}") : null);
        Assert.Contains(words, (await Check(server, ReaderDialect.SystemOne)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_follow_a_redirect()
    {
        await using var elsewhere = FakeModels.SystemOne();
        await using var server = FakeModels.SystemOne(request => request.Path == "/v1/systemone" ? new FakeReply(307, "") { Headers = [("Location", elsewhere.Address + "v1/systemone")] } : null);
        Assert.Contains("redirect (307)", (await Check(server)).Refusal, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task Counts_a_forwarder_as_a_third_party_before_it_gets_a_passage()
    {
        await using var server = FakeModels.SystemOne(_ => new FakeReply(200, """{"data":[{"id":"m"}]}""") { Headers = [("x-litellm-version", "1.104.2")] });

        var report = await Check(server);

        Assert.Equal((ReaderPlace.ThirdParty, "a LiteLLM proxy"), (report.Place, report.Forwarder));
        Assert.Contains("--reader-may-leave-the-house", report.Refusal, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Requests, r => r.Method == "POST");
    }

    [Theory]
    [InlineData("openai-organization", "acme")]
    [InlineData("anthropic-ratelimit-requests-limit", "50")]
    [InlineData("x-groq-region", "fra")]
    [InlineData("x-amzn-RequestId", "1")]
    [InlineData("x-ms-region", "West Europe")]
    [InlineData("CF-RAY", "9d1033dc5d83a641-FRA")]
    public async Task Counts_an_address_in_the_house_that_answers_as_a_service_outside_as_a_third_party(string header, string value)
    {
        await using var server = FakeModels.SystemOne(_ => new FakeReply(200, """{"data":[{"id":"m"}]}""") { Headers = [(header, value)] });
        var report = await Check(server);
        Assert.Equal(ReaderPlace.ThirdParty, report.Place);
        Assert.DoesNotContain(server.Requests, r => r.Method == "POST");
    }

    [Fact]
    public void The_services_own_headers_are_no_forwarders_at_their_own_address()
    {
        using var response = new HttpResponseMessage();
        response.Headers.Add("x-ms-region", "West Europe");
        Assert.Equal((null, "a relay to Azure"), (Forwarders.In(response.Headers, inHouse: false), Forwarders.In(response.Headers, inHouse: true)));
    }

    [Fact]
    public async Task Stops_when_a_server_turns_out_to_forward_in_the_middle()
    {
        var forwards = false;
        await using var server = FakeModels.SystemOne(request => forwards ? FakeModels.Decide(request, FakeModels.State(request)) with { Headers = [("x-litellm-response-cost", "0")] } : null);
        await using var opened = await Open(server);
        forwards = true;
        await Assert.ThrowsAsync<UserErrorException>(() => opened.Reader!.Read("?", [Passage("a")], Cancel));
    }

    [Fact]
    public async Task Lets_a_forwarder_read_when_told_and_says_so()
    {
        await using var server = FakeModels.SystemOne(request => request.Path == "/v1/systemone" ? FakeModels.Decide(request, FakeModels.State(request)) with { Headers = [("x-litellm-version", "1")] } : null);
        await using var opened = await EndpointReaders.Open(new ReaderChoice { Address = server.Address, MayLeaveTheHouse = true }, TimeProvider.System, Cancel);
        Assert.Equal((ReaderPlace.ThirdParty, ReaderPlace.ThirdParty, "a LiteLLM proxy"), (opened.Identity.Place, opened.Report.Place, opened.Report.Forwarder));
    }

    [Fact]
    public async Task Says_of_a_reader_that_it_forwards_when_it_names_itself_late()
    {
        var forwards = false;
        await using var server = FakeModels.SystemOne(request => forwards ? FakeModels.Decide(request, FakeModels.State(request)) with { Headers = [("x-litellm-version", "1")] } : null);
        await using var opened = await EndpointReaders.Open(new ReaderChoice { Address = server.Address, MayLeaveTheHouse = true }, TimeProvider.System, Cancel);
        Assert.Equal(ReaderPlace.Loopback, opened.Identity.Place);
        forwards = true;
        await opened.Reader!.Read("?", [Passage("a")], Cancel);
        Assert.Equal(ReaderPlace.ThirdParty, opened.Identity.Place);
    }

    [Theory]
    [InlineData("http://user:secret@host.example/v1?key=secret", "http://host.example")]
    [InlineData("https://host.example:8443/base/", "https://host.example:8443/base")]
    [InlineData("unix:/run/l.sock", "unix:/run/l.sock")]
    public void Shows_an_address_without_its_secrets(string address, string shown) => Assert.Equal(shown, Endpoint.Show(new Uri(address)));

    [Fact]
    public async Task Does_not_repeat_the_secrets_of_an_address_that_leads_nowhere()
    {
        var report = await EndpointReaders.Check(new ReaderChoice { Address = new Uri("http://user:secret@" + new string('x', 70)) }, TimeProvider.System, Cancel);
        Assert.DoesNotContain("secret", report.Address + report.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, ReaderPlace.ThirdParty)]
    [InlineData(true, ReaderPlace.OwnTenant)]
    public async Task An_address_outside_is_the_users_own_where_he_says_so(bool own, ReaderPlace place)
    {
        using var endpoint = await Endpoint.Open(new ReaderChoice { Address = new Uri("https://203.0.113.7/v1"), OwnTenant = own, MayLeaveTheHouse = true }, TimeProvider.System, Cancel);
        Assert.Equal(place, endpoint.Place);
    }

    [Fact]
    public async Task A_socket_that_may_forward_is_told_of_every_body()
    {
        var sent = new List<int>();
        using var endpoint = await Endpoint.Open(new ReaderChoice { Address = new Uri("unix:/nowhere/l.sock"), MayLeaveTheHouse = true, Sending = (body, _) => sent.Add(body.Length), Patience = TimeSpan.Zero }, TimeProvider.System, Cancel);
        await Assert.ThrowsAsync<ReaderUnavailableException>(() => endpoint.Post("v1/systemone", json => json.WriteString("state", "x"), Cancel));
        Assert.NotEmpty(sent);
    }

    [Fact]
    public async Task Names_a_server_that_dies_of_the_question()
    {
        await using var server = new FakeServer(request => request.Path == "/v1/systemone" ? null : FakeReply.NotFound);
        Assert.Contains("breaks the connection each time that /v1/systemone is asked", (await Check(server, ReaderDialect.SystemOne)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_third_party_without_a_connection()
    {
        var refusal = await Assert.ThrowsAsync<UserErrorException>(() => EndpointReaders.Open(new ReaderChoice { Address = new Uri("https://203.0.113.7/v1") }, TimeProvider.System, Cancel));
        Assert.Contains("Nothing was sent", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Not recorded; source: Ollama, docs/cloud.md and docs/api.md (remote_model, remote_host).</summary>
    [Fact]
    public async Task Counts_an_Ollama_cloud_model_as_a_third_party()
    {
        await using var server = new FakeServer(request => request.Path switch
        {
            "/v1/models" => new FakeReply(200, """{"object":"list","data":[{"id":"gpt-oss:120b-cloud","object":"model","owned_by":"library"}]}"""),
            "/api/version" => new FakeReply(200, """{"version":"0.35.0"}"""),
            "/api/show" => new FakeReply(200, """{"remote_model":"gpt-oss:120b","remote_host":"https://ollama.com:443","details":{}}"""),
            _ => FakeReply.NotFound,
        });
        var report = await Check(server);
        Assert.Equal(ReaderPlace.ThirdParty, report.Place);
        Assert.DoesNotContain(server.Requests, r => r.Path is "/v1/systemone" or "/v1/chat/completions" or "/api/chat");
    }

    [Fact]
    public async Task Names_the_models_that_are_there()
    {
        await using var server = FakeModels.SystemOne();
        var report = await EndpointReaders.Check(new ReaderChoice { Address = server.Address, ModelName = "another" }, TimeProvider.System, Cancel);
        Assert.Contains("does not serve \"another\". It serves fake-1", report.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_a_server_without_log_probabilities()
    {
        await using var server = FakeModels.Chat(change: request => request.Path == "/v1/chat/completions"
            ? new FakeReply(200, """{"choices":[{"index":0,"message":{"content":"Yes"},"logprobs":null}],"usage":{"prompt_tokens":9}}""") : null);
        Assert.Contains("without log-probabilities", (await Check(server)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sampled_token_alone_is_no_verdict()
    {
        await using var server = FakeModels.Chat(change: request => request.Path == "/v1/chat/completions"
            ? new FakeReply(200, """{"choices":[{"index":0,"message":{"content":"Yes"},"logprobs":{"content":[{"token":"Yes","logprob":-0.1,"top_logprobs":[]}]}}],"usage":{"prompt_tokens":9}}""") : null);
        Assert.Contains("without log-probabilities", (await Check(server)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asks_for_fewer_candidates_where_the_server_caps_them_and_says_how_many_came()
    {
        await using var server = FakeModels.Chat("vllm", request => request.Body.Contains("\"top_logprobs\":20", StringComparison.Ordinal) ? new FakeReply(400, "{}") : null);
        var report = await Check(server);
        Assert.Null(report.Refusal);
        Assert.Equal("top 3 of the vocabulary, of 5 that are asked for", report.LogProbabilities);
    }

    [Fact]
    public async Task Names_a_model_that_would_write_something_else()
    {
        await using var server = FakeModels.Chat(change: request => request.Path == "/v1/chat/completions" ? FakeModels.ChatReply(FakeModels.Relevance(FakeModels.Passage(request)), mass: 0.2) : null);
        Assert.Contains("something else than Yes or No (P(yes) + P(no) is 0.20)", (await Check(server)).Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<think>", true)]
    [InlineData("<|channel|>", true)]
    [InlineData("Well", false)]
    public async Task Names_a_model_that_thinks_before_it_answers(string first, bool thinks)
    {
        await using var server = FakeModels.Chat(change: request => request.Path == "/v1/chat/completions"
            ? new FakeReply(200, $$$"""{"choices":[{"index":0,"message":{},"logprobs":{"content":[{"token":"{{{first}}}","top_logprobs":[{"token":"{{{first}}}","logprob":-0.01},{"token":"Yes","logprob":-5},{"token":"No","logprob":-6}]}]}}],"usage":{"prompt_tokens":9}}""") : null);
        var refusal = (await Check(server)).Refusal;
        Assert.Equal((thinks, !thinks), (refusal!.Contains("begins with its thoughts instead of an answer", StringComparison.Ordinal), refusal.Contains("Use a model that follows instructions", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Names_a_model_that_cannot_tell_relevant_from_irrelevant()
    {
        await using var server = FakeModels.SystemOne(request => request.Path == "/v1/systemone" ? FakeModels.Decide(request, "", 0.5) : null);
        Assert.Contains("\"fake-1\" fails the golden pairs (0 of 3 in the right order", (await Check(server)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_server_that_cuts_even_short_texts()
    {
        await using var server = FakeModels.SystemOne(request => request.Path == "/v1/systemone" ? FakeModels.Decide(request, Cut(FakeModels.State(request), 300)) : null);
        Assert.Contains("does not see the last sentence of a passage of 750 characters", (await Check(server)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_in_parts_what_a_cutting_server_was_not_seen_to_read_whole()
    {
        await using var server = FakeModels.SystemOne(request => request.Path == "/v1/systemone" ? FakeModels.Decide(request, Cut(FakeModels.State(request), 1700)) : null);
        await using var opened = await Open(server);
        Assert.Equal((1500, FullReading.CanaryOnly), (opened.Report.CanaryLength, opened.Report.Grade));

        var filler = string.Concat(Enumerable.Repeat("Nothing of interest was said. ", 200));
        var verdicts = await opened.Reader!.Read("?", [Passage(filler + "A zebra came."), Passage(filler)], Cancel);

        Assert.Equal([0.97f, 0.03f], verdicts.Select(v => v.Score));
        Assert.All(server.Requests.Where(r => r.Path == "/v1/systemone").TakeLast(8), r => Assert.InRange(FakeModels.State(r).Length, 1, 1500));
    }

    /// <summary>Not recorded; source: Ollama, docs/faq (OLLAMA_CONTEXT_LENGTH) and docs/modelfile (num_ctx).</summary>
    [Theory]
    [InlineData(300)]
    [InlineData(1700)]
    public async Task Names_num_ctx_where_Ollama_cuts(int length)
    {
        await using var server = new FakeServer(request => request.Path switch
        {
            "/v1/models" => new FakeReply(200, """{"object":"list","data":[{"id":"decider:1b","object":"model","owned_by":"library"}]}"""),
            "/api/version" => new FakeReply(200, """{"version":"0.35.0"}"""),
            "/v1/systemone" => FakeModels.Decide(request, Cut(FakeModels.State(request), length)),
            _ => FakeReply.NotFound,
        });
        var report = await Check(server);
        Assert.Contains("OLLAMA_CONTEXT_LENGTH=4096 or more, or make the model with PARAMETER num_ctx", length == 300 ? report.Refusal : report.Warnings[^1], StringComparison.Ordinal);
        Assert.Equal(length == 300, report.Refusal is not null);
    }

    [Theory]
    [InlineData("refuses", true)]
    [InlineData("reads for ever", null)]
    public async Task Tries_a_large_window_where_tokens_are_counted_and_does_not_wait_for_it_to_be_read(string server, bool? refuses)
    {
        await using var fake = FakeModels.Chat("vllm", request => request.Path switch
        {
            "/v1/models" => new FakeReply(200, """{"object":"list","data":[{"id":"fake-chat","owned_by":"vllm","max_model_len":9000}]}"""),
            "/tokenize" when FakeModels.Member(request, "prompt") is { Length: > 0 } text => new FakeReply(200, $$"""{"count":{{text.Length}},"tokens":[{{string.Join(',', text.Select(c => (int)c))}}]}"""),
            "/v1/chat/completions" when FakeModels.Passage(request).Length > 9000 => server == "refuses"
                ? new FakeReply(400, """{"error":{"message":"This model's maximum context length is 9000 tokens."}}""")
                : FakeModels.ChatReply(0.03) with { Delay = TimeSpan.FromMinutes(5) },
            _ => null,
        });
        var report = await Check(fake);
        Assert.Null(report.Refusal);
        Assert.Equal(refuses, report.RefusesTooLong);
    }

    [Fact]
    public async Task Does_not_call_a_reranker_listwise_that_fails_at_a_passage()
    {
        await using var server = new FakeServer(request => request.Path != "/v1/rerank" ? FakeReply.NotFound
            : Documents(request) is [var alone] && alone.Contains("giraffe", StringComparison.Ordinal) ? new FakeReply(500, "{}")
            : new FakeReply(200, $$"""{"results":[{{string.Join(',', Documents(request).Select((text, i) => $$"""{"index":{{i}},"relevance_score":{{FakeModels.Number(FakeModels.Relevance(text))}}}"""))}}]}"""));
        Assert.Contains("answers errors to a harmless passage", (await Check(server, ReaderDialect.Rerank)).Refusal, StringComparison.Ordinal);

        static string[] Documents(FakeRequest request)
        {
            using var json = System.Text.Json.JsonDocument.Parse(request.Body);
            return [.. json.RootElement.GetProperty("documents").EnumerateArray().Select(text => text.GetString()!)];
        }
    }

    [Fact]
    public async Task Tries_the_other_key_header_where_the_first_is_not_taken()
    {
        await using var server = FakeModels.SystemOne(request => request.Headers.ContainsKey("x-api-key") ? null : new FakeReply(403, """{"detail":{"error_type":"authentication_error"}}"""));
        await using var opened = await EndpointReaders.Open(new ReaderChoice { Address = server.Address, Key = "secret" }, TimeProvider.System, Cancel);
        Assert.Equal("systemone", opened.Identity.Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Names_a_model_that_loses_its_prefix_cache(bool loses)
    {
        await using var server = FakeModels.LlamaServer(prompt => loses ? 0 : prompt - 100);
        var report = await Check(server);
        Assert.Null(report.Refusal);
        Assert.Equal(loses, report.Warnings.Any(w => w.Contains("\"fake.gguf\" loses the shared beginning of its prompts", StringComparison.Ordinal)));
        Assert.Equal(FullReading.CountsAgree, report.Grade);
    }

    /// <summary>Not recorded; source: OpenAI's <c>usage.prompt_tokens_details.cached_tokens</c>, as vLLM answers with <c>--enable-prompt-tokens-details</c>.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(112)]
    public async Task Shows_the_prefix_cache_of_every_server_that_tells_it(int cached)
    {
        await using var server = FakeModels.CountingChat(reply => reply with { Body = reply.Body.Replace("\"completion_tokens\":1", $$$"""
            "completion_tokens":1,"prompt_tokens_details":{"cached_tokens":{{{cached}}}}
            """, StringComparison.Ordinal).Replace("\"prompt_tokens\":61,", "\"prompt_tokens\":120,", StringComparison.Ordinal) });
        var report = await Check(server);
        Assert.Equal((cached, 120), (report.CachedTokens, report.SharedTokens));
        Assert.Equal(cached == 0, report.Warnings.Any(w => w.Contains("\"fake-chat\" loses the shared beginning of its prompts", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Shows_the_reader_that_a_run_uses_where_a_third_party_may_read()
    {
        await using var server = FakeModels.LlamaServer(prompt => prompt - 100);
        await EndpointReaders.Check(new ReaderChoice { Address = server.Address, MayLeaveTheHouse = true }, TimeProvider.System, Cancel);
        Assert.DoesNotContain(server.Requests, r => r.Path == "/completion");
    }

    [Fact]
    public async Task A_count_that_differs_is_not_called_proven()
    {
        await using var server = FakeModels.LlamaServer(prompt => prompt - 100, lost: 3);
        var report = await Check(server);
        Assert.Null(report.Refusal);
        Assert.Equal(FullReading.Unproven, report.Grade);
    }

    [Fact]
    public async Task Says_what_answers_nothing()
    {
        await using var server = new FakeServer(_ => FakeReply.NotFound);
        Assert.Contains("answers none of the paths of a reader", (await Check(server)).Refusal, StringComparison.Ordinal);
    }

    /// <summary>Not recorded; source: LM Studio's bug tracker, 618, 1323 and 2085: unknown paths are answered with 200.</summary>
    [Theory]
    [InlineData("""{"error":"Unexpected endpoint or method. (POST /v1/systemone)"}""")]
    [InlineData("<!doctype html><title>A web application</title>")]
    public async Task Goes_on_where_a_path_that_is_not_there_is_answered_with_200(string body)
    {
        await using var server = FakeModels.Chat(change: request => request.Path is "/v1/models" or "/v1/chat/completions" ? null : new FakeReply(200, body));
        Assert.Equal("chat", (await Check(server)).Kind);
    }

    [Theory]
    [InlineData(200, """{"error":"Unexpected endpoint or method."}""")]
    [InlineData(200, "<!doctype html>")]
    [InlineData(501, "Unsupported method ('POST')")]
    public async Task Says_what_answers_nothing_in_a_readers_form(int status, string body)
    {
        await using var server = new FakeServer(_ => new FakeReply(status, body));
        Assert.Contains("answers none of the paths of a reader", (await Check(server)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_the_one_path_that_is_there_and_is_at_fault()
    {
        await using var server = new FakeServer(request => request.Path == "/v1/embeddings" ? new FakeReply(200, """{"data":[{"embedding":[1,0]}]}""") : FakeReply.NotFound);
        Assert.EndsWith("cannot be used: its answer lacks a vector for each text.", (await Check(server)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_probabilities_that_sum_to_more_than_1()
    {
        await using var server = FakeModels.Chat(change: request => request.Path == "/v1/chat/completions" ? FakeModels.ChatReply(0.5, mass: 2) : null);
        Assert.Contains("probabilities that sum to more than 1", (await Check(server, ReaderDialect.Chat)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_no_word_of_a_server_that_steers_a_terminal()
    {
        await using var server = FakeModels.SystemOne(request => request.Path == "/v1/models" ? new FakeReply(200, """{"data":[{"id":"m\u001b[2J\nReads: \u202ewell\u2028."}]}""") : null);
        Assert.Equal("m[2JReads: well.", (await Check(server)).Model);
    }

    [Fact]
    public async Task Names_an_address_that_is_only_for_listening()
    {
        var refusal = await Assert.ThrowsAsync<UserErrorException>(() => EndpointReaders.Open(new ReaderChoice { Address = new Uri("http://0.0.0.0:8000") }, TimeProvider.System, Cancel));
        Assert.Contains("Give http://127.0.0.1:8000", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(" \n", null)]
    [InlineData("sk-1\r\n", "sk-1")]
    public void A_line_end_is_no_part_of_a_key(string text, string? key) => Assert.Equal(key, ReaderChoice.ParseKey(text));

    [Theory]
    [InlineData("sk-\u00e4")]
    [InlineData("sk 1")]
    [InlineData("sk\n1")]
    public void What_no_header_can_hold_is_no_key(string text) =>
        Assert.DoesNotContain(text, Assert.Throws<UserErrorException>(() => ReaderChoice.ParseKey(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("http", false)]
    [InlineData("https", true)]
    public async Task The_users_own_tenant_is_asked_through_a_proxy_only_where_that_is_a_tunnel(string scheme, bool proxied)
    {
        using var endpoint = await Endpoint.Open(new ReaderChoice { Address = new Uri(scheme + "://203.0.113.7/v1"), OwnTenant = true }, TimeProvider.System, Cancel);
        Assert.Equal(proxied, endpoint.UsesProxy);
    }

    [Theory]
    [InlineData("/models/e5/all-minilm.gguf", "")]
    [InlineData(@"C:\e5\all-minilm.gguf", "")]
    [InlineData("intfloat/multilingual-e5-small", "query: ")]
    [InlineData("/models/any/e5_base.gguf", "query: ")]
    public void Folders_name_no_family_of_embedding_models(string model, string question) => Assert.Equal(question, EmbeddingPrefixes.Of(model).Question);

    [Fact]
    public async Task A_model_that_is_named_by_its_path_is_the_same_reader_wherever_it_lies()
    {
        await using var server = FakeModels.SystemOne(request => request.Path == "/v1/models" ? new FakeReply(200, """{"data":[{"id":"/home/ann/models/fake-1.gguf"}]}""") : null);
        await using var opened = await Open(server);
        Assert.Equal("fake-1.gguf", opened.Identity.Model);
        Assert.Contains("/home/ann/models/fake-1.gguf", server.Requests.Last(r => r.Method == "POST").Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_nothing_is_there()
    {
        var report = await EndpointReaders.Check(new ReaderChoice { Address = new Uri("http://127.0.0.1:9") }, TimeProvider.System, Cancel);
        Assert.Contains("connection refused", report.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Never_repeats_what_a_server_says_freely()
    {
        await using var server = FakeModels.SystemOne(request => request.Path == "/v1/systemone" ? new FakeReply(400, """{"error":{"message":"SECRET of the passage","type":"invalid request with SECRET"}}""") : null);
        Assert.DoesNotContain("SECRET", (await Check(server)).Refusal, StringComparison.Ordinal);
    }

    private static Task<OpenedReader> Open(FakeServer server) => EndpointReaders.Open(new ReaderChoice { Address = server.Address }, TimeProvider.System, Cancel);

    private static Task<ProbeReport> Check(FakeServer server, ReaderDialect dialect = ReaderDialect.Probe) =>
        EndpointReaders.Check(new ReaderChoice { Address = server.Address, Dialect = dialect, Key = "k" }, TimeProvider.System, Cancel);

    private static string Cut(string text, int length) => text.Length > length ? text[..length] : text;

    private static PassageInContext Passage(string text) => new(text, DocumentFields.None, null);
}
