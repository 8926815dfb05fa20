using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Lector.Hosts.Tests.Api;

/// <summary>What every host of the HTTP API holds to. A subclass serves a matter with a document that says who approved the interim price, one about lunch, and an empty one.</summary>
public abstract class AskApiContract : IAsyncDisposable
{
    protected const string Question = "Who approved the interim price of 8.95 per pallet?";

    /// <summary>Opens the host with a frontier model that answers, and gives a client that may ask it, and the matter's slug.</summary>
    protected abstract Task<(HttpClient Http, string Matter)> Open();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Takes_an_ask_at_once_and_says_where_to_look()
    {
        var (http, matter) = await Open();
        using var response = await http.PostAsJsonAsync("/api/asks", new { matter, question = Question });

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        var body = await Json(response);
        Assert.EndsWith("/api/asks/" + body.GetProperty("id").GetString(), response.Headers.Location!.ToString());
        Assert.Equal("Ask", body.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Has_the_status_shape_of_Durable_on_both_paths()
    {
        var (http, matter) = await Open();
        var id = await Ask(http, matter);
        var status = await Settled(http, id);
        var other = await Get(http, "/runtime/webhooks/durabletask/instances/" + status.GetProperty("instanceId").GetString());

        Assert.Equal(status.GetProperty("instanceId").GetString(), other.GetProperty("instanceId").GetString());
        foreach (var member in new[] { "name", "instanceId", "runtimeStatus", "input", "customStatus", "createdTime", "lastUpdatedTime" })
            Assert.True(status.TryGetProperty(member, out _), member);
        Assert.Equal(("Running", "awaitingApproval"), (status.GetProperty("runtimeStatus").GetString(), status.GetProperty("customStatus").GetProperty("stage").GetString()));
        Assert.DoesNotContain("Tarrant", status.GetRawText());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task An_ask_that_is_under_way_is_not_changed_by_another_word(bool autoSend, bool standing)
    {
        var (http, matter) = await Open();
        var id = await Ask(http, matter);
        var before = await Settled(http, id);

        using var other = await http.PostAsJsonAsync("/api/asks", new { matter, question = before.GetProperty("input").GetProperty("question").GetString(), options = new { autoSend, standing } });

        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Equal("awaitingApproval", (await Settled(http, id)).GetProperty("customStatus").GetProperty("stage").GetString());
    }

    [Fact]
    public async Task Waits_for_a_word_shows_the_exact_bytes_and_answers_after_it()
    {
        var (http, matter) = await Open();
        var id = await Ask(http, matter);
        await Settled(http, id);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"/api/asks/{id}/answer")).StatusCode);

        var request = await Get(http, $"/api/asks/{id}/request");
        Assert.Equal("awaitingApproval", request.GetProperty("state").GetString());
        Assert.Equal(request.GetProperty("bytes").GetInt32(), Encoding.UTF8.GetByteCount(request.GetProperty("body").GetString()!));
        Assert.Contains(request.GetProperty("parts").EnumerateArray(), part => part.GetProperty("kind").GetString() == "documentText" && part.GetProperty("text").GetString()!.Contains("Owen Tarrant"));

        Assert.Equal(HttpStatusCode.Conflict, (await http.PostAsJsonAsync($"/api/asks/{id}/approve", new { requestSha256 = "other" })).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await http.PostAsJsonAsync($"/api/asks/{id}/approve", new { requestSha256 = request.GetProperty("sha256").GetString() })).StatusCode);
        Assert.Equal("Completed", (await Settled(http, id, ended: true)).GetProperty("runtimeStatus").GetString());

        var answer = await Get(http, $"/api/asks/{id}/answer");
        Assert.True(answer.GetProperty("answered").GetBoolean());
        Assert.Equal("Owen Tarrant approved it.", answer.GetProperty("claims")[0].GetProperty("text").GetString());
        var evidence = await Get(http, $"/api/asks/{id}/evidence/1");
        var highlight = evidence.GetProperty("highlights")[0];
        Assert.StartsWith("The interim price", evidence.GetProperty("text").GetString()![highlight.GetProperty("start").GetInt32()..]);
        Assert.Contains("<html", await http.GetStringAsync($"/api/asks/{id}/report"));
        Assert.Contains("documentText", await http.GetStringAsync($"/api/asks/{id}/ledger"));
        Assert.Equal(HttpStatusCode.Conflict, (await http.PostAsync($"/api/asks/{id}/approve", null)).StatusCode);
    }

    [Fact]
    public async Task A_standing_ask_that_has_ended_can_be_withdrawn_once()
    {
        var (http, matter) = await Open();
        var id = await Ask(http, matter, new { frontier = "none", standing = true });
        await Settled(http, id, ended: true);

        Assert.Equal(HttpStatusCode.Accepted, (await http.PostAsync($"/api/asks/{id}/terminate", null)).StatusCode);
        var status = await Settled(http, id, ended: true);
        Assert.Equal(("Completed", false), (status.GetProperty("runtimeStatus").GetString(), status.GetProperty("input").GetProperty("standing").GetBoolean()));
        Assert.Equal(HttpStatusCode.Gone, (await http.PostAsync($"/api/asks/{id}/terminate", null)).StatusCode);
    }

    [Fact]
    public async Task Accounts_for_every_document()
    {
        var (http, matter) = await Open();
        var id = await Ask(http, matter, new { frontier = "none" });
        await Settled(http, id, ended: true);

        var counts = (await Get(http, $"/api/asks/{id}/answer")).GetProperty("funnel").GetProperty("documents");
        var sum = new[] { "relevant", "setAside", "unreadable", "failed" }.Sum(name => counts.GetProperty(name).GetInt32());
        Assert.Equal((3, 3), (counts.GetProperty("total").GetInt32(), sum));
        Assert.Equal(3, (await Get(http, $"/api/asks/{id}/documents")).GetProperty("total").GetInt32());
        var unreadable = await Get(http, $"/api/asks/{id}/documents?outcome=unreadable");
        Assert.Equal("empty.txt", unreadable.GetProperty("rows")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task Stops_for_good()
    {
        var (http, matter) = await Open();
        var id = await Ask(http, matter);
        await Settled(http, id);

        Assert.Equal(HttpStatusCode.Accepted, (await http.PostAsync($"/api/asks/{id}/terminate", null)).StatusCode);
        Assert.Equal("Terminated", (await Get(http, $"/api/asks/{id}")).GetProperty("runtimeStatus").GetString());
        Assert.Equal(HttpStatusCode.Gone, (await http.PostAsync($"/api/asks/{id}/terminate", null)).StatusCode);
    }

    [Theory]
    [InlineData("GET", "/api/asks/no-such-ask", null, 404)]
    [InlineData("GET", "/api/asks/..%2F..%2Fetc%2Fpasswd", null, 404)]
    [InlineData("GET", "/api/asks/../../etc/passwd", null, 404)]
    [InlineData("GET", "/runtime/webhooks/durabletask/instances/..", null, 404)]
    [InlineData("GET", "/api/nothing", null, 404)]
    [InlineData("DELETE", "/api/asks", null, 405)]
    [InlineData("POST", "/api/asks", "{\"matter\":\"../../etc\",\"question\":\"x\"}", 404)]
    [InlineData("POST", "/api/asks", "{\"matter\":\"MATTER\",\"question\":\"  \"}", 400)]
    [InlineData("POST", "/api/asks", "{\"matter\":\"MATTER\",\"question\":\"x\",\"options\":{\"budget\":3}}", 400)]
    [InlineData("POST", "/api/asks", "{\"matter\":\"MATTER\",\"question\":\"x\",\"options\":{\"frontier\":\"no-such-model\"}}", 400)]
    [InlineData("POST", "/api/asks", "{\"matter\":", 400)]
    [InlineData("POST", "/api/asks/no-such-ask/approve", null, 404)]
    public async Task Refuses_with_a_problem_document(string method, string path, string? body, int status)
    {
        var (http, matter) = await Open();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = new StringContent(body.Replace("MATTER", matter), Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request);

        Assert.Equal((status, "application/problem+json"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.NotEmpty((await Json(response)).GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task Refuses_a_huge_body_without_reading_it_and_a_long_question()
    {
        var (http, matter) = await Open();
        using var huge = new HttpRequestMessage(HttpMethod.Post, "/api/asks") { Content = new StreamContent(new Zeros(100_000_000)), Headers = { ExpectContinue = true } };
        huge.Content.Headers.ContentType = new("application/json");
        using (var response = await http.SendAsync(huge))
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        using (var response = await http.PostAsJsonAsync("/api/asks", new { matter, question = new string('x', 2001) }))
            Assert.Contains("2,001 characters", (await Json(response)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Takes_two_hundred_asks_at_once_and_finishes_each()
    {
        var (http, matter) = await Open();
        var ids = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Ask(http, matter, new { frontier = "none" }, $"Who approved price number {i}?")));

        Assert.Equal(200, ids.Distinct().Count());
        foreach (var id in ids)
            Assert.Equal("Completed", (await Settled(http, id, ended: true)).GetProperty("runtimeStatus").GetString());
        Assert.Equal(200, (await Get(http, $"/api/asks?matter={matter}")).GetArrayLength());
    }

    [Fact]
    public async Task Describes_itself()
    {
        var (http, _) = await Open();
        var described = await Get(http, "/openapi/v1.json");
        Assert.Equal("Lector", described.GetProperty("info").GetProperty("title").GetString());
        Assert.Matches(@"^\d+\.\d+\.\d+$", described.GetProperty("info").GetProperty("version").GetString());
        var paths = described.GetProperty("paths");
        foreach (var path in new[] { "/api/asks", "/api/asks/{id}", "/api/asks/{id}/answer", "/api/asks/{id}/approve", "/api/matters", "/api/config" })
            Assert.True(paths.TryGetProperty(path, out _), path);
        var schemas = described.GetProperty("components").GetProperty("schemas");
        Assert.True(schemas.GetProperty("AskCustomStatus").GetProperty("properties").TryGetProperty("pause", out _));
        Assert.Equal(["limitSeconds", "reader", "since"], schemas.GetProperty("ReaderPause").GetProperty("properties").EnumerateObject().Select(member => member.Name).Order());
    }

    protected static async Task<string> Ask(HttpClient http, string matter, object? options = null, string question = Question)
    {
        using var response = await http.PostAsJsonAsync("/api/asks", new { matter, question, options });
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await Json(response)).GetProperty("id").GetString()!;
    }

    protected static async Task<JsonElement> Get(HttpClient http, string path)
    {
        using var response = await http.GetAsync(path);
        return await Json(response);
    }

    protected static async Task<JsonElement> Settled(HttpClient http, string id, bool ended = false)
    {
        for (var i = 0; i < 6000; i++)
        {
            var status = await Get(http, $"/api/asks/{id}");
            var runs = status.GetProperty("runtimeStatus").GetString() is "Pending" or "Running";
            if (!runs || (!ended && status.TryGetProperty("customStatus", out var custom) && custom.GetProperty("stage").GetString() == "awaitingApproval"))
                return status;
            await Task.Delay(50);
        }

        throw new TimeoutException($"{id} does not settle.");
    }

    private static Task<JsonElement> Json(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>();

    private sealed class Zeros(long length) : MemoryStream
    {
        public override bool CanSeek => true;

        public override long Length => length;

        public override long Position { get; set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel = default)
        {
            var count = (int)Math.Min(buffer.Length, length - Position);
            buffer.Span[..count].Fill((byte)' ');
            Position += count;
            return new ValueTask<int>(count);
        }
    }
}
