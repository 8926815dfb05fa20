using System.Text.Json;
using System.Text.RegularExpressions;
using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Models.Endpoints;

namespace Lector.Hosts.Tests.Models.Endpoints;

/// <summary>Servers that cut without a word, and say so only by their counts: what was cut is read in parts or not at all, never scored.</summary>
/// <remarks>Up to four letters of a word are one token here, and so is a digit: a passage of single letters has more tokens than a canary of its length.</remarks>
public partial class CutPassages
{
    private const int Window = 600;
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly string Dense = string.Concat(Enumerable.Repeat("x ", 650));

    /// <summary>Not recorded; source: vLLM's OpenAI-compatible server (<c>max_model_len</c>, <c>/tokenize</c>, <c>usage.prompt_tokens</c>).</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(Window + Around)]
    public async Task A_chat_server_that_cuts_gets_the_passage_in_parts(int stated)
    {
        await using var server = Chat(stated);
        await using var opened = await Open(server);
        Assert.Equal((1500, FullReading.CountsAgree), (opened.Report.CanaryLength, opened.Report.Grade));
        var before = server.Requests.Count;

        var verdicts = await opened.Reader!.Read("Which animal?", [Passage(Dense + " A zebra came."), Passage(Dense)], Cancel);

        Assert.Equal([(0.97f, FullReading.CountsAgree), (0.03f, FullReading.CountsAgree)], verdicts.Select(v => (MathF.Round(v.Score, 4), v.Grade)));
        // Where the window is known, nothing is sent that exceeds it.
        Assert.Equal(stated == 0, server.Requests.Skip(before).Any(r => r.Path == "/v1/chat/completions" && Tokens(FakeModels.Passage(r)) > Window));
    }

    [Fact]
    public async Task Counts_that_stop_coming_are_not_called_a_refusal()
    {
        var silent = false;
        await using var server = FakeModels.CountingChat(reply => silent ? reply with { Body = reply.Body.Replace("prompt_tokens", "tokens_of_the_prompt", StringComparison.Ordinal) } : reply);
        await using var opened = await Open(server);
        silent = true;
        Assert.Equal(FullReading.CanaryOnly, (await opened.Reader!.Read("Which animal?", [Passage("A zebra.")], Cancel))[0].Grade);
    }

    /// <summary>Not recorded; source: Llama 3's chat template, which trims what it is given.</summary>
    [Fact]
    public async Task White_space_that_a_template_trims_is_not_missing_text()
    {
        await using var server = new FakeServer(request => request.Path switch
        {
            "/v1/chat/completions" => FakeModels.ChatReply(FakeModels.Relevance(FakeModels.Passage(request)), tokens: Tokens(FakeModels.Passage(request).Trim()) + Around),
            _ => Vllm(request, 0),
        });
        await using var opened = await Open(server);
        Assert.Equal(FullReading.CountsAgree, opened.Report.Grade);
        Assert.Equal(0.97f, (await opened.Reader!.Read("Which animal?", [Passage("A zebra. \n \n \n \n")], Cancel))[0].Score, 0.001f);
    }

    /// <summary>Not recorded; source: SGLang, serving_decisions.py.</summary>
    [Fact]
    public async Task A_passage_whose_ids_are_missing_is_not_scored()
    {
        var cuts = false;
        await using var server = new FakeServer(request => request.Path switch
        {
            "/v1/models" => new FakeReply(200, """{"data":[{"id":"qwen","owned_by":"sglang"}]}"""),
            "/tokenize" => Tokenized(FakeModels.Member(request, "content")),
            "/v1/decisions" when request.Body.Contains("yes_no", StringComparison.Ordinal) => new FakeReply(200, $$$"""
                {"answers":{"relevant":{"probabilities":{"yes":{{{FakeModels.Relevance(FakeModels.Member(request, "input"))}}},"no":0.1},"label_mass":0.97,
                "prompt_token_ids":[{{{string.Join(',', Ids(FakeModels.Member(request, "input")).Take(cuts ? 3 : int.MaxValue))}}}]} },"usage":{"prompt_tokens":99} }
                """),
            _ => FakeReply.NotFound,
        });
        await using var opened = await Open(server);
        Assert.Equal(FullReading.IdsCompared, opened.Report.Grade);
        cuts = true;
        Assert.Equal(UnreadCause.TooLong, (await opened.Reader!.Read("Which animal?", [Passage("The zebra ran over the hill, and nobody saw it again.")], Cancel))[0].Cause);
    }

    /// <summary>Not recorded; source: OpenAI's embeddings API (<c>usage.prompt_tokens</c>), with llama-server's <c>/tokenize</c>.</summary>
    [Fact]
    public async Task A_text_that_an_embedding_server_cuts_is_embedded_in_halves()
    {
        await using var server = new FakeServer(request => request.Path switch
        {
            "/v1/models" => new FakeReply(200, """{"data":[{"id":"small"}]}"""),
            "/tokenize" => Tokenized(FakeModels.Member(request, "content")),
            "/v1/embeddings" => Embed(request),
            _ => FakeReply.NotFound,
        });
        await using var opened = await Open(server);
        Assert.Equal((1500, FullReading.CountsAgree), (opened.Report.CanaryLength, opened.Report.Grade));

        var found = await opened.Embedder!.Embed([Passage(Dense + " A zebra came."), Passage(Dense)], Cancel);

        Assert.True(found[0].Vector[0] > found[1].Vector[0]);
        Assert.All(found, embedding => Assert.Equal(FullReading.CountsAgree, embedding.Grade));
    }

    /// <summary>Not recorded; source: Strands Decider, which cuts unseen without <c>--strict-window</c>.</summary>
    [Theory]
    [InlineData("Лошадь стояла в поле. ")]
    [InlineData("马站在田野里。")]
    [InlineData("4711 0815 2468 1357 ")]
    public async Task Without_counts_what_has_more_tokens_than_English_is_read_in_shorter_parts(string sentence)
    {
        await using var server = FakeModels.SystemOne(request => request.Path == "/v1/systemone" ? FakeModels.Decide(request, Cut(FakeModels.State(request))) : null);
        await using var opened = await Open(server);
        Assert.Equal((1500, FullReading.CanaryOnly), (opened.Report.CanaryLength, opened.Report.Grade));
        var filler = string.Concat(Enumerable.Repeat(sentence, 800 / sentence.Length));
        Assert.True(Tokens(filler) > Window);
        var verdicts = await opened.Reader!.Read("?", [Passage(filler + " A zebra came."), Passage(filler)], Cancel);
        Assert.Equal([0.97f, 0.03f], verdicts.Select(v => v.Score));
    }

    // Tokens of the instructions and the question, as the server would count them.
    private const int Around = 60;

    private static FakeServer Chat(int stated) => new(request => request.Path switch
    {
        "/v1/chat/completions" when Cut(FakeModels.Passage(request)) is var seen => FakeModels.ChatReply(FakeModels.Relevance(seen), tokens: Tokens(seen) + Around),
        _ => Vllm(request, stated),
    });

    private static FakeReply Vllm(FakeRequest request, int stated) => request.Path switch
    {
        "/v1/models" => new FakeReply(200, $$"""{"data":[{"id":"fake-chat","owned_by":"vllm","max_model_len":{{stated}}}]}"""),
        "/tokenize" when FakeModels.Member(request, "prompt") is { Length: > 0 } text => Tokenized(text),
        "/tokenize" => new FakeReply(400, "{}"),
        _ => FakeReply.NotFound,
    };

    private static FakeReply Embed(FakeRequest request)
    {
        using var json = JsonDocument.Parse(request.Body);
        string[] seen = [.. json.RootElement.GetProperty("input").EnumerateArray().Select(text => Cut(text.GetString()!))];
        var data = seen.Select((text, i) => $$"""{"index":{{i}},"embedding":[{{About(text, "zebra", "strip")}},{{About(text, "giraffe", "neck")}},0.3]}""");
        return new FakeReply(200, $$$"""{"data":[{{{string.Join(',', data)}}}],"usage":{"prompt_tokens":{{{seen.Sum(Tokens)}}}}}""");

        static string About(string text, params string[] words) => words.Any(word => text.Contains(word, StringComparison.Ordinal)) ? "1.0" : "0.1";
    }

    private static FakeReply Tokenized(string text) => new(200, $$"""{"tokens":[{{string.Join(',', Ids(text))}}]}""");

    private static IEnumerable<int> Ids(string text) => Token().Matches(text).Select(token => 100 + token.Value.Sum(c => c));

    private static int Tokens(string text) => Token().Count(text);

    private static string Cut(string text) => Token().Matches(text) is { Count: > Window } tokens ? text[..tokens[Window].Index] : text;

    private static Task<OpenedReader> Open(FakeServer server) => EndpointReaders.Open(new ReaderChoice { Address = server.Address }, TimeProvider.System, Cancel);

    private static PassageInContext Passage(string text) => new(text, DocumentFields.None, null);

    [GeneratedRegex(@"[A-Za-z]{1,4}|\n|[^\sA-Za-z]")]
    private static partial Regex Token();
}
