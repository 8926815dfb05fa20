using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Azure.Core;
using Azure.Identity;
using Lector.Cloud.Frontiers;
using Lector.Core;
using Lector.Core.Answering;
using Lector.Core.Documents;
using Lector.Core.Ledgers;
using Lector.Hosts.Tests.Models.Frontiers;
using Lector.Models.Frontiers;

namespace Lector.Azure.Tests.Cloud;

/// <summary>Azure's own client at run time beside the pinned OpenAI package, before a server that keeps every byte.</summary>
/// <remarks>A bearer token is sent over https only: the requests are made for Azure's address, and taken to the server on this machine below everything that could change them.</remarks>
public sealed class AzureFrontierTests
{
    private const string Reply = """{"claims":[{"text":"Rent is 1,250.","quotes":[{"evidence":1,"words":"rent is 1,250 euro"}]}],"insufficient":""}""";
    private const string SecretWord = "Zebra-Klausel";

    [Fact]
    public async Task Sends_the_body_byte_for_byte_and_once_to_the_deployment_as_an_identity()
    {
        using var server = RecordingServer.Answering(200, Completion(Reply));
        var (identity, request) = (new Identity(), Request());
        using var frontier = Open(server, identity);
        var answered = Assert.IsType<FrontierReply.Answered>(await frontier.Send(request, default));

        var (head, body) = Assert.Single(server.Requests);
        Assert.True(request.Body.Span.SequenceEqual(body));
        Assert.StartsWith("POST /openai/deployments/deployed%2Fone/chat/completions?api-version=2025-04-01-preview HTTP/1.1", head);
        Assert.Contains("\r\nAuthorization: Bearer entra-token\r\n", head + "\r\n");
        Assert.Equal("https://cognitiveservices.azure.com/.default", Assert.Single(identity.Scopes));
        Assert.Equal((Reply, true), (answered.Content, answered.Complete));
        Assert.Equal(new FrontierUsage(1510, 1024, 120, 30), answered.Usage);
        Assert.Equal(("https://firm.openai.azure.com/openai/deployments/deployed%2Fone/", "Microsoft (Azure)"), (frontier.Destination.Address, frontier.Destination.Operator));
    }

    [Fact]
    public async Task Names_no_header_but_these()
    {
        using var server = RecordingServer.Answering(200, Completion(Reply));
        using (new Activity("a").Start())
        {
            using var frontier = Open(server, new Identity());
            await frontier.Send(Request(), default);
        }

        var head = server.Requests.Single().Head;
        Assert.Equal(["Accept", "Authorization", "Content-Length", "Content-Type", "Host", "User-Agent"], head.Split("\r\n").Skip(1).Select(line => line.Split(':')[0]).Order());
        Assert.Contains("\r\nUser-Agent: Lector\r\n", head + "\r\n");
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(408)]
    public async Task A_server_error_leaves_the_outcome_unknown_and_is_not_repeated(int status)
    {
        using var server = RecordingServer.Answering(status, $"{{\"error\":{{\"message\":\"{SecretWord}\"}}}}");
        using var frontier = Open(server, new Identity());
        var unknown = Assert.IsType<FrontierReply.Unknown>(await frontier.Send(Request(), default));
        Assert.DoesNotContain(SecretWord, unknown.Message);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(429, "Retry-After: 7\r\n", 7000)]
    [InlineData(503, "retry-after-ms: 250\r\n", 250)]
    [InlineData(429, "x-ms-retry-after-ms: 10\r\n", null)]
    public async Task A_busy_service_is_left_to_the_caller(int status, string headers, int? wait)
    {
        using var server = RecordingServer.Answering(status, "{}", headers);
        using var frontier = Open(server, new Identity());
        var busy = Assert.IsType<FrontierReply.Busy>(await frontier.Send(Request(), default));
        Assert.Equal((status, wait is null ? null : TimeSpan.FromMilliseconds(wait.Value)), (busy.Status, busy.RetryAfter));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(401, null, "identity")]
    [InlineData(403, null, "Cognitive Services OpenAI User")]
    [InlineData(404, "DeploymentNotFound", "deployment's name")]
    [InlineData(400, "content_filter", "content filter")]
    [InlineData(307, null, "redirects")]
    public async Task A_refusal_says_what_to_do_and_repeats_nothing(int status, string? code, string says)
    {
        using var elsewhere = RecordingServer.Answering(200, Completion(Reply));
        using var server = RecordingServer.Answering(status, JsonSerializer.Serialize(new { error = new { message = SecretWord, code } }), $"Location: {elsewhere.Address}chat/completions\r\n");
        using var frontier = Open(server, new Identity());
        var refused = Assert.IsType<FrontierReply.Refused>(await frontier.Send(Request(), default));
        Assert.Equal(status, refused.Status);
        Assert.Contains(says, refused.Message);
        Assert.DoesNotContain(SecretWord, refused.Message);
        Assert.Single(server.Requests);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task A_connection_that_is_lost_leaves_the_outcome_unknown()
    {
        using var server = RecordingServer.Doing((_, socket, _) =>
        {
            socket.Close();
            return Task.CompletedTask;
        });
        using var frontier = Open(server, new Identity());
        Assert.Contains("was lost", Assert.IsType<FrontierReply.Unknown>(await frontier.Send(Request(), default)).Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_leaves_the_outcome_unknown()
    {
        using var server = RecordingServer.Doing((_, _, cancel) => Task.Delay(Timeout.Infinite, cancel));
        using var frontier = Open(server, new Identity(), timeout: TimeSpan.FromSeconds(5));
        Assert.Contains("did not answer within 5 s", Assert.IsType<FrontierReply.Unknown>(await frontier.Send(Request(), default)).Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Nothing_is_sent_without_a_sign_in()
    {
        using var server = RecordingServer.Answering(200, Completion(Reply));
        using var frontier = Open(server, new Identity(() => throw new CredentialUnavailableException("no account")));
        var refused = Assert.IsType<FrontierReply.Refused>(await frontier.Send(Request(), default));
        Assert.Equal(0, refused.Status);
        Assert.Contains("no sign-in to Azure", refused.Message);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("https://firm.openai.azure.us", "https://cognitiveservices.azure.us/.default")]
    [InlineData("https://firm.openai.azure.cn", "https://cognitiveservices.azure.cn/.default")]
    [InlineData("https://firm.cognitiveservices.azure.com", "https://cognitiveservices.azure.com/.default")]
    public async Task Each_cloud_has_its_tokens(string address, string scope)
    {
        using var server = RecordingServer.Answering(200, Completion(Reply));
        var identity = new Identity();
        using var frontier = Open(server, identity, address);
        await frontier.Send(Request(), default);
        Assert.Equal(scope, Assert.Single(identity.Scopes));
    }

    [Theory]
    [InlineData("https://api.openai.com/v1")]
    [InlineData("http://localhost:8080")]
    public void A_token_goes_nowhere_else(string address) => Assert.Contains(
        "is sent nowhere else",
        Assert.Throws<UserErrorException>(() => AzureFrontier.Open(new FrontierOptions { Address = FrontierAddress.Of(address), Model = "m" }, new Identity())).Message);

    private static OpenAIFrontier Open(RecordingServer server, TokenCredential identity, string address = "https://firm.openai.azure.com", TimeSpan? timeout = null)
    {
        var options = new FrontierOptions { Address = FrontierAddress.Of(address), Model = "deployed/one", Timeout = timeout ?? TimeSpan.FromSeconds(20) };
        return AzureFrontier.Open(options, identity, new Detour(server.Address, OpenAIFrontier.Handler(options)));
    }

    private static FrontierRequest Request()
    {
        var utf8 = "The rent is 1,250 euro – „kalt“.\nLine two."u8.ToArray();
        var stored = StoredText.Open("a.eml", new string('0', 64), utf8, Convert.ToHexStringLower(SHA256.HashData(utf8)));
        var pack = new EvidencePack([new EvidenceItem(1, VerifiedSpan.Cut(stored, 0, stored.Text.Length, DisclosurePolicy.Everything)!, DocumentFields.None, null, 1)], 0, 1700);
        return Prompt.Build("What is the rent?", pack, new AnswerOptions { Model = "deployed/one" });
    }

    private static string Completion(string content) => JsonSerializer.Serialize(new
    {
        id = "x",
        model = "m-2026-11-01",
        choices = new[] { new { index = 0, message = new { role = "assistant", content }, finish_reason = "stop" } },
        usage = new { prompt_tokens = 1510, completion_tokens = 120, prompt_tokens_details = new { cached_tokens = 1024 }, completion_tokens_details = new { reasoning_tokens = 30 } },
    });
}
