using System.Globalization;
using System.Text.Json;

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

    /// <summary>What stands after the instructions and the question.</summary>
    public static string Passage(FakeRequest request)
    {
        using var json = JsonDocument.Parse(request.Body);
        var content = json.RootElement.GetProperty("messages")[0].GetProperty("content").GetString()!;
        return content[(content.IndexOf("\n\nPassage:\n", StringComparison.Ordinal) + 11)..];
    }

    public static FakeReply ChatReply(double yes, double mass = 0.98) => new(200, $$$"""
        {"choices":[{"index":0,"finish_reason":"length","message":{"role":"assistant","content":"Yes"},"logprobs":{"content":[{"token":"Yes","logprob":{{{Number(Math.Log(yes * mass))}}},"top_logprobs":[
        {"token":"Yes","logprob":{{{Number(Math.Log(yes * mass * 0.7))}}}},{"token":" yes","logprob":{{{Number(Math.Log(yes * mass * 0.3))}}}},{"token":"No","logprob":{{{Number(Math.Log((1 - yes) * mass))}}}}]}]}}],
        "usage":{"prompt_tokens":120,"completion_tokens":1}}
        """);

    public static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
