using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Identity;
using Lector.Core;
using Lector.Core.Answering;
using Lector.Core.Documents;
using Lector.Core.Ledgers;
using Lector.Models.Frontiers;

namespace Lector.Hosts.Tests.Models.Frontiers;

public class OpenAIFrontierTests
{
    private const string Reply = """{"claims":[{"text":"Rent is 1,250.","quotes":[{"evidence":1,"words":"rent is 1,250 euro"}]}],"insufficient":""}""";
    private const string SecretWord = "Zebra-Klausel";

    [Fact]
    public async Task Sends_the_body_byte_for_byte_and_once()
    {
        using var server = RecordingServer.Answering(200, Completion(Reply));
        var request = Request();
        var reply = await Send(server, request);
        var (head, body) = Assert.Single(server.Requests);
        Assert.True(request.Body.Span.SequenceEqual(body));
        Assert.StartsWith("POST /v1/chat/completions HTTP/1.1", head);
        Assert.Contains("\r\nAuthorization: Bearer k-123\r\n", head + "\r\n");
        Assert.Contains("\r\nContent-Type: application/json\r\n", head + "\r\n");
        Assert.DoesNotContain("traceparent", head);
        var answered = Assert.IsType<FrontierReply.Answered>(reply);
        Assert.Equal((Reply, true, "m-2026-11-01", null), (answered.Content, answered.Complete, answered.Model, answered.Declined));
        Assert.Equal(new FrontierUsage(1510, 1024, 120, 30), answered.Usage);
        Assert.Single(Conclusion.Of(reply, Pack().Items).Claims);
    }

    [Fact]
    public async Task Names_no_header_but_these()
    {
        using var server = RecordingServer.Answering(200, Completion(Reply));
        using (new Activity("a").Start())
            await Send(server, Request(), key: null);
        Assert.Equal(
            ["Accept", "Content-Length", "Content-Type", "Host", "User-Agent"],
            server.Requests.Single().Head.Split("\r\n").Skip(1).Select(line => line.Split(':')[0]).Order());
        Assert.Contains("\r\nUser-Agent: Lector\r\n", server.Requests.Single().Head + "\r\n");
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(504)]
    [InlineData(408)]
    [InlineData(529)]
    public async Task A_server_error_leaves_the_outcome_unknown_and_is_not_repeated(int status)
    {
        using var server = RecordingServer.Answering(status, $"{{\"error\":{{\"message\":\"{SecretWord}\"}}}}");
        var unknown = Assert.IsType<FrontierReply.Unknown>(await Send(server, Request()));
        Assert.Contains(status.ToString(), unknown.Message);
        Assert.DoesNotContain(SecretWord, unknown.Message);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(429, "Retry-After: 7\r\n", 7000)]
    [InlineData(503, "Retry-After: 7\r\nretry-after-ms: 250\r\n", 250)]
    [InlineData(429, "Date: Sun, 22 Nov 2026 10:00:00 GMT\r\nRetry-After: Sun, 22 Nov 2026 10:00:20 GMT\r\n", 20000)]
    [InlineData(429, "Retry-After: soon\r\n", null)]
    [InlineData(429, "Retry-After: -5\r\n", null)]
    [InlineData(503, "", null)]
    public async Task A_busy_service_is_left_to_the_caller_with_the_wait_that_it_asks_for(int status, string headers, int? wait)
    {
        using var server = RecordingServer.Answering(status, "{}", headers);
        var busy = Assert.IsType<FrontierReply.Busy>(await Send(server, Request()));
        Assert.Equal((status, wait is null ? null : TimeSpan.FromMilliseconds(wait.Value)), (busy.Status, busy.RetryAfter));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(400, "invalid_request_error", null, "finds the request wrong")]
    [InlineData(400, "context_length_exceeded", null, "--budget")]
    [InlineData(400, "content_filter", null, "content filter")]
    [InlineData(400, "unsupported_value", "reasoning_effort", "reasoning")]
    [InlineData(400, "unsupported_parameter", "max_completion_tokens", "compatible")]
    [InlineData(401, "invalid_api_key", null, "LECTOR_FRONTIER_KEY")]
    [InlineData(402, null, null, "billing")]
    [InlineData(403, null, null, "rights")]
    [InlineData(404, "model_not_found", null, "--frontier-model")]
    [InlineData(405, null, null, "/v1")]
    [InlineData(413, null, null, "--budget")]
    [InlineData(418, null, null, "did not take")]
    [InlineData(422, null, null, "finds the request wrong")]
    [InlineData(429, "insufficient_quota", null, "quota")]
    [InlineData(301, null, null, "redirects")]
    [InlineData(307, null, null, "redirects")]
    [InlineData(308, null, null, "redirects")]
    public async Task A_refusal_says_what_to_do_and_repeats_nothing_of_the_server(int status, string? code, string? parameter, string says)
    {
        using var elsewhere = RecordingServer.Answering(200, Completion(Reply));
        var error = JsonSerializer.Serialize(new { error = new { message = $"You said {SecretWord}", code, param = parameter } });
        using var server = RecordingServer.Answering(status, error, $"Location: {elsewhere.Address}chat/completions\r\n");
        var refused = Assert.IsType<FrontierReply.Refused>(await Send(server, Request()));
        Assert.Equal(status, refused.Status);
        Assert.Contains(says, refused.Message);
        Assert.DoesNotContain(SecretWord, refused.Message);
        Assert.DoesNotContain("k-123", refused.Message);
        Assert.Single(server.Requests);
        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData("<html><body>Zebra-Klausel</body></html>", "no JSON")]
    [InlineData("", "no JSON")]
    [InlineData("{\"choices\":[", "no JSON")]
    [InlineData("[]", "no chat completion")]
    [InlineData("{\"object\":\"list\"}", "no chat completion")]
    [InlineData("{\"choices\":\"Zebra-Klausel\"}", "no chat completion")]
    [InlineData("{\"error\":{\"message\":\"Zebra-Klausel\"}}", "an error")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"Zebra-Klausel\"}}]}\n\ndata: [DONE]\n\n", "a stream")]
    public async Task A_200_that_is_no_completion_is_refused(string body, string says)
    {
        using var server = RecordingServer.Answering(200, body, "Content-Type: text/html\r\n");
        var refused = Assert.IsType<FrontierReply.Refused>(await Send(server, Request()));
        Assert.Equal(200, refused.Status);
        Assert.Contains(says, refused.Message);
        Assert.DoesNotContain(SecretWord, refused.Message);
    }

    [Theory]
    [InlineData("{\"choices\":[]}", "", true, false)]
    [InlineData("{\"choices\":[{}]}", "", true, false)]
    [InlineData("{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[]},\"finish_reason\":\"tool_calls\"}]}", "", true, false)]
    [InlineData("{\"choices\":[{\"message\":{\"content\":\"{\"},\"finish_reason\":\"length\"}]}", "{", false, false)]
    [InlineData("{\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"x\"},{\"text\":\"b\"}]}}]}", "ab", true, false)]
    [InlineData("{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"No.\"},\"finish_reason\":\"stop\"}]}", "", true, true)]
    [InlineData("{\"choices\":[{\"message\":{\"content\":\"half\"},\"finish_reason\":\"content_filter\"}]}", "half", true, true)]
    [InlineData("{\"choices\":[{\"message\":{\"content\":\"a\"}}],\"usage\":{\"prompt_tokens\":\"many\",\"completion_tokens\":-1},\"model\":7}", "a", true, false)]
    public async Task Odd_completions_are_read_without_their_usage(string body, string content, bool complete, bool declined)
    {
        using var server = RecordingServer.Answering(200, body);
        var answered = Assert.IsType<FrontierReply.Answered>(await Send(server, Request()));
        Assert.Equal((content, complete, declined), (answered.Content, answered.Complete, answered.Declined is not null));
        Assert.Null(answered.Usage);
        Assert.Null(answered.Model);
    }

    [Fact]
    public async Task A_response_that_never_ends_is_not_read()
    {
        using var server = RecordingServer.Doing(async (_, socket, cancel) =>
        {
            await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"choices\":\""u8.ToArray(), cancel);
            var more = new byte[64 * 1024];
            Array.Fill(more, (byte)'a');
            for (var i = 0; i < 1000; i++)
                await socket.SendAsync(more, cancel);
        });
        Assert.Contains("more than 1 MB", Assert.IsType<FrontierReply.Refused>(await Send(server, Request())).Message);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_leaves_the_outcome_unknown()
    {
        using var server = RecordingServer.Doing((_, _, cancel) => Task.Delay(Timeout.Infinite, cancel));
        var unknown = Assert.IsType<FrontierReply.Unknown>(await Send(server, Request(), timeout: TimeSpan.FromSeconds(5)));
        Assert.Contains("did not answer within 5 s", unknown.Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_reply_that_stops_half_way_leaves_the_outcome_unknown()
    {
        using var stalled = RecordingServer.Doing(async (_, socket, cancel) =>
        {
            await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"choices"u8.ToArray(), cancel);
            await Task.Delay(Timeout.Infinite, cancel);
        });
        Assert.Contains("did not answer within", Assert.IsType<FrontierReply.Unknown>(await Send(stalled, Request(), timeout: TimeSpan.FromSeconds(5))).Message);
        using var cut = RecordingServer.Raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"choices");
        Assert.Contains("was lost", Assert.IsType<FrontierReply.Unknown>(await Send(cut, Request())).Message);
        using var chunked = RecordingServer.Raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"cho\r\n");
        Assert.Contains("was lost", Assert.IsType<FrontierReply.Unknown>(await Send(chunked, Request())).Message);
        Assert.Equal([1, 1, 1], new[] { stalled, cut, chunked }.Select(server => server.Requests.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_closes_after_the_request_leaves_the_outcome_unknown(bool reset)
    {
        using var server = RecordingServer.Doing((_, socket, _) =>
        {
            socket.LingerState = new LingerOption(reset, 0);
            socket.Close();
            return Task.CompletedTask;
        });
        Assert.Contains("was lost", Assert.IsType<FrontierReply.Unknown>(await Send(server, Request())).Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_server_that_speaks_no_HTTP_leaves_the_outcome_unknown()
    {
        using var server = RecordingServer.Raw("SSH-2.0-OpenSSH_9.9\r\n");
        Assert.IsType<FrontierReply.Unknown>(await Send(server, Request()));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Nothing_is_sent_where_nothing_listens()
    {
        Uri free;
        using (var server = RecordingServer.Answering(200, ""))
            free = server.Address;
        using var frontier = new OpenAIFrontier(Options(free));
        var refused = Assert.IsType<FrontierReply.Refused>(await frontier.Send(Request(), default));
        Assert.Equal(0, refused.Status);
        Assert.StartsWith($"Nothing was sent to 127.0.0.1:{free.Port}: it takes no connection", refused.Message);
    }

    [Fact]
    public async Task Nothing_is_sent_to_a_host_that_is_not_known()
    {
        using var frontier = new OpenAIFrontier(Options(new Uri("https://frontier.invalid/v1/")));
        var refused = Assert.IsType<FrontierReply.Refused>(await frontier.Send(Request(), default));
        Assert.Equal(0, refused.Status);
        Assert.StartsWith("Nothing was sent", refused.Message);
    }

    [Fact]
    public async Task Nothing_is_sent_when_the_connection_is_not_secure()
    {
        using var server = RecordingServer.Doing((_, _, _) => Task.CompletedTask);
        using var plain = new OpenAIFrontier(Options(new UriBuilder(server.Address) { Scheme = "https" }.Uri, timeout: TimeSpan.FromSeconds(2)));
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answers = Task.Run(async () =>
        {
            using var socket = await listener.AcceptSocketAsync();
            await socket.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
            await socket.ReceiveAsync(new byte[4096]);
        });
        using var frontier = new OpenAIFrontier(Options(new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1/")));
        var refused = Assert.IsType<FrontierReply.Refused>(await frontier.Send(Request(), default));
        Assert.Contains("no secure connection", refused.Message);
        // One that says nothing at all: the attempt ends, and still nothing has left.
        Assert.Equal(0, Assert.IsType<FrontierReply.Refused>(await plain.Send(Request(), default)).Status);
        Assert.Empty(server.Requests);
        await answers;
        listener.Stop();
    }

    [Fact]
    public async Task A_cancelled_request_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        using var server = RecordingServer.Doing((_, _, cancel) => { stop.Cancel(); return Task.Delay(Timeout.Infinite, cancel); });
        using var frontier = new OpenAIFrontier(Options(server.Address));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => frontier.Send(Request(), stop.Token));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Several_attempts_are_several_calls()
    {
        using var server = RecordingServer.Doing(async (number, socket, cancel) => await socket.SendAsync(Encoding.UTF8.GetBytes(number < 3
            ? "HTTP/1.1 429 Busy\r\nretry-after-ms: 10\r\nContent-Length: 0\r\n\r\n"
            : $"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(Completion(Reply))}\r\n\r\n{Completion(Reply)}"), cancel));
        using var frontier = new OpenAIFrontier(Options(server.Address));
        var request = Request();
        var rows = new List<Attempt>();
        var speech = await new Speaking(frontier, TimeProvider.System).Send(request, (_, _) => Task.CompletedTask, (row, _) => { rows.Add(row); return Task.CompletedTask; }, default);
        Assert.IsType<FrontierReply.Answered>(speech.Reply);
        Assert.Equal([AttemptOutcome.Busy, AttemptOutcome.Busy, AttemptOutcome.Answered], rows.Select(row => row.Outcome));
        Assert.Equal(3, server.Requests.Count);
        Assert.All(server.Requests, sent => Assert.True(request.Body.Span.SequenceEqual(sent.Body)));
    }

    [Fact]
    public async Task A_sign_in_to_Azure_is_sent_as_a_bearer_token()
    {
        var seen = new List<string>();
        var credential = new Credential((context) => { seen.Add(context.Scopes.Single()); return "entra-token"; });
        using var frontier = new OpenAIFrontier(Azure("https://firm.openai.azure.com"), credential, new Handler(async (request, cancel) =>
        {
            seen.Add($"{request.RequestUri} {request.Headers.Authorization}");
            await request.Content!.ReadAsByteArrayAsync(cancel);
            return new HttpResponseMessage { Content = new StringContent(Completion(Reply)) };
        }));
        Assert.IsType<FrontierReply.Answered>(await frontier.Send(Request(), default));
        Assert.Equal(["https://ai.azure.com/.default", "https://firm.openai.azure.com/openai/v1/chat/completions Bearer entra-token"], seen);
        Assert.Equal("Microsoft (Azure)", frontier.Destination.Operator);
    }

    [Fact]
    public async Task Nothing_is_sent_without_a_sign_in()
    {
        var asked = 0;
        var credential = new Credential(_ => throw new CredentialUnavailableException("no account"));
        using var frontier = new OpenAIFrontier(Azure("https://firm.openai.azure.us"), credential, new Handler((_, _) => { asked++; throw new InvalidOperationException(); }));
        var refused = Assert.IsType<FrontierReply.Refused>(await frontier.Send(Request(), default));
        Assert.Contains("az login", refused.Message);
        Assert.Equal((0, 0), (refused.Status, asked));
    }

    [Fact]
    public async Task A_handler_that_would_send_twice_is_stopped()
    {
        var bodies = 0;
        using var frontier = new OpenAIFrontier(Options(new Uri("http://localhost/v1/")), null, new Handler(async (request, cancel) =>
        {
            for (var i = 0; i < 2; i++)
            {
                await request.Content!.CopyToAsync(Stream.Null, cancel);
                bodies++;
            }

            return new HttpResponseMessage();
        }));
        Assert.IsType<FrontierReply.Unknown>(await frontier.Send(Request(), default));
        Assert.Equal(1, bodies);
    }

    [Fact]
    public void Refuses_to_be_set_up_wrongly()
    {
        Assert.Contains("not sent to example.com", Assert.Throws<UserErrorException>(() => new OpenAIFrontier(new FrontierOptions { Address = new("https://example.com/v1/"), Model = "m", Entra = true })).Message);
        Assert.Throws<UserErrorException>(() => new OpenAIFrontier(new FrontierOptions { Address = new("https://api.openai.com/v1/"), Model = "m", Key = "k\nInjected: 1" }));
    }

    [Fact]
    public void Says_where_it_goes()
    {
        using var stated = new OpenAIFrontier(new FrontierOptions
        {
            Address = new("https://api.mistral.ai/v1/"),
            Model = "m",
            Zone = "EU",
            Terms = "contract of 2026",
            Proxy = new WebProxy("http://user:secret@proxy.firm.example:3128"),
        });
        Assert.Equal(
            new FrontierDestination("https://api.mistral.ai/v1/", "m", "Mistral AI", "EU", "nothing requested: this dialect has no setting for it", "contract of 2026") { Proxy = "proxy.firm.example:3128" },
            stated.Destination);
        using var local = new OpenAIFrontier(new FrontierOptions { Address = new("http://localhost:8080/v1/"), Model = "m", Proxy = new WebProxy("http://proxy.firm.example:3128") });
        Assert.Null(local.Destination.Proxy);
        Assert.Equal(("not stated", "store: false requested, not proven"), (local.Destination.Zone, local.Destination.Retention));
    }

    private static async Task<FrontierReply> Send(RecordingServer server, FrontierRequest request, string? key = "k-123", TimeSpan? timeout = null)
    {
        using var frontier = new OpenAIFrontier(Options(server.Address, key, timeout));
        return await frontier.Send(request, default);
    }

    private static FrontierOptions Options(Uri address, string? key = "k-123", TimeSpan? timeout = null) =>
        new() { Address = address, Model = "m", Key = key, Timeout = timeout ?? TimeSpan.FromSeconds(20) };

    private static FrontierOptions Azure(string address) => new() { Address = FrontierAddress.Of(address), Model = "m", Entra = true };

    private static EvidencePack Pack()
    {
        var utf8 = Encoding.UTF8.GetBytes("The rent is 1,250 euro – „kalt“ 🏠.\nLine two.");
        var stored = StoredText.Open("a.eml", new string('0', 64), utf8, Convert.ToHexStringLower(SHA256.HashData(utf8)));
        return new EvidencePack([new EvidenceItem(1, VerifiedSpan.Cut(stored, 0, stored.Text.Length, DisclosurePolicy.Everything)!, DocumentFields.None, null, 1)], 0, 1700);
    }

    private static FrontierRequest Request() => Prompt.Build("What is the rent?", Pack(), new AnswerOptions { Model = "m" });

    private static string Completion(string content) => JsonSerializer.Serialize(new
    {
        id = "x",
        model = "m-2026-11-01",
        choices = new[] { new { index = 0, message = new { role = "assistant", content }, finish_reason = "stop" } },
        usage = new { prompt_tokens = 1510, completion_tokens = 120, prompt_tokens_details = new { cached_tokens = 1024 }, completion_tokens_details = new { reasoning_tokens = 30 } },
    });

    private sealed class Handler(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => answer(request, cancellationToken);
    }

    private sealed class Credential(Func<TokenRequestContext, string> token) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(token(requestContext), DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
