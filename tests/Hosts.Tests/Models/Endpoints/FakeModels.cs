using System.Globalization;
using System.Text.Json;
using Lector.Core.Reading;

namespace Lector.Hosts.Tests.Models.Endpoints;

/// <summary>Scripted servers of one kind each, with the tiny models' way of judging: what a test changes is one answer of them.</summary>
internal static class FakeModels
{
    /// <summary>Relevance as a model would see it: 0.97 when an animal that counts is named, 0.03 else.</summary>
    public static double Relevance(string text) => text.Contains("zebra", StringComparison.Ordinal) || text.Contains("giraffe", StringComparison.Ordinal) ? 0.97 : 0.03;

    /// <summary>A decision server that speaks System One.</summary>
    /// <param name="change">Replaces an answer; null leaves it.</param>
    public static FakeServer SystemOne(Func<FakeRequest, FakeReply?>? change = null) => new(request => change?.Invoke(request) ?? request.Path switch
    {
        "/v1/models" => new FakeReply(200, """{"models":[{"name":"fake-1"}]}"""),
        "/v1/systemone" => Decide(request, State(request)),
        _ => FakeReply.NotFound,
    });

    public static string State(FakeRequest request) => Member(request, "state");

    public static string Member(FakeRequest request, string name)
    {
        using var json = JsonDocument.Parse(request.Body.Length == 0 ? "{}" : request.Body);
        return json.RootElement.TryGetProperty(name, out var value) ? value.ToString() : "";
    }

    public static FakeReply Decide(FakeRequest request, string text, double? answer = null) => new(200,
        $$$"""{"model":"fake-1","answers":{"relevant":{"type":"noul","noul":{{{Number(answer ?? Relevance(text))}}}}},"usage":{"input_tokens":{{{text.Length / 4 + 30}}},"output_tokens":0}}""");

    /// <summary>A chat server; the last message is what is judged.</summary>
    public static FakeServer Chat(string owner = "somebody", Func<FakeRequest, FakeReply?>? change = null) => new(request => change?.Invoke(request) ?? request.Path switch
    {
        "/v1/models" => new FakeReply(200, $$"""{"object":"list","data":[{"id":"fake-chat","owned_by":"{{owner}}"}]}"""),
        "/v1/chat/completions" => ChatReply(Relevance(Passage(request))),
        _ => FakeReply.NotFound,
    });

    /// <summary>A llama-server with a chat model whose tokens are characters, and that answers by <see cref="Relevance"/>.</summary>
    /// <param name="cached">Tokens that it says to have kept of a prompt of so many.</param>
    /// <param name="lost">Tokens of each prompt that it says not to have evaluated.</param>
    public static FakeServer LlamaServer(Func<int, int> cached, int lost = 0) => new(request => request.Path.Split('?')[0] switch
    {
        "/v1/models" => new FakeReply(200, """{"data":[{"id":"fake.gguf","owned_by":"llamacpp","architecture":{"output_modalities":["text"]}}]}"""),
        "/props" => new FakeReply(200, """{"default_generation_settings":{"n_ctx":8192},"total_slots":1,"build_info":"b1"}"""),
        "/tokenize" => new FakeReply(200, $$"""{"tokens":[{{string.Join(',', Characters(Member(request, "content")))}}]}"""),
        "/apply-template" => new FakeReply(200, JsonSerializer.Serialize(new { prompt = "<user>" + JsonDocument.Parse(request.Body).RootElement.GetProperty("messages")[0].GetProperty("content").GetString() + "<model>" })),
        "/completion" => Completion(request, cached, lost),
        _ => new FakeReply(501, """{"error":{"code":501,"type":"not_supported_error"}}"""),
    });

    private static IEnumerable<int> Characters(string text) => YesNo.Spellings.Contains(text) ? [YesNo.Word(text)!.Value ? 1 : 2] : text.Select(c => (int)c);

    private static FakeReply Completion(FakeRequest request, Func<int, int> cached, int lost)
    {
        using var json = JsonDocument.Parse(request.Body);
        var prompt = string.Concat(json.RootElement.GetProperty("prompt").EnumerateArray().Select(id => (char)id.GetInt32()));
        var yes = Relevance(prompt[prompt.IndexOf("\n\nPassage:\n", StringComparison.Ordinal)..]);
        return new FakeReply(200, $$"""
            {"tokens_evaluated":{{prompt.Length - lost}},"truncated":false,"timings":{"cache_n":{{cached(prompt.Length)}},"prompt_n":10,"prompt_ms":20.5},
            "completion_probabilities":[{"id":1,"token":"Yes","prob":{{Number(yes)}},"top_probs":[{"id":1,"token":"Yes","prob":{{Number(yes)}}},{"id":2,"token":"No","prob":{{Number(1 - yes)}}}]}]}
            """);
    }

    /// <summary>What stands after the instructions and the question.</summary>
    public static string Passage(FakeRequest request)
    {
        using var json = JsonDocument.Parse(request.Body);
        var content = json.RootElement.GetProperty("messages")[0].GetProperty("content").GetString()!;
        return content[(content.IndexOf("\n\nPassage:\n", StringComparison.Ordinal) + 11)..];
    }

    /// <summary>vLLM with a chat model whose tokens are characters: it counts tokens, and says how many it read.</summary>
    /// <param name="change">Changes each answer to a chat request.</param>
    public static FakeServer CountingChat(Func<FakeReply, FakeReply>? change = null) => Chat("vllm", request => request.Path switch
    {
        "/tokenize" when Member(request, "prompt") is { Length: > 0 } text => new FakeReply(200, $$"""{"count":{{text.Length}},"tokens":[{{string.Join(',', text.Select(c => (int)c))}}]}"""),
        "/tokenize" => new FakeReply(400, "{}"),
        "/v1/chat/completions" => (change ?? (sent => sent))(ChatReply(Relevance(Passage(request)), tokens: Passage(request).Length + 60)),
        _ => null,
    });

    public static FakeReply ChatReply(double yes, double mass = 0.98, int tokens = 120) => new(200, $$$"""
        {"choices":[{"index":0,"finish_reason":"length","message":{"role":"assistant","content":"Yes"},"logprobs":{"content":[{"token":"Yes","logprob":{{{Number(Math.Log(yes * mass))}}},"top_logprobs":[
        {"token":"Yes","logprob":{{{Number(Math.Log(yes * mass * 0.7))}}}},{"token":" yes","logprob":{{{Number(Math.Log(yes * mass * 0.3))}}}},{"token":"No","logprob":{{{Number(Math.Log((1 - yes) * mass))}}}}]}]}}],
        "usage":{"prompt_tokens":{{{tokens}}},"completion_tokens":1}}
        """);

    public static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
