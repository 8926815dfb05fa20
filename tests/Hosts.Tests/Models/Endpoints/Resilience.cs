using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Models.Endpoints;

namespace Lector.Hosts.Tests.Models.Endpoints;

public class Resilience
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Waits_as_long_as_the_server_asks()
    {
        var refused = 0;
        await using var server = FakeModels.SystemOne(request => FakeModels.State(request) == "wait" && Interlocked.Increment(ref refused) == 1
            ? new FakeReply(429, "{}") { Headers = [("Retry-After", "1")] } : null);
        await using var opened = await Open(server);
        var watch = Stopwatch.StartNew();

        var verdicts = await Read(opened, Cancel, "wait");

        Assert.True(verdicts[0].IsRead);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.95, 10);
    }

    [Fact]
    public async Task Leaves_one_poisonous_passage_unread_and_reads_the_rest()
    {
        await using var server = FakeModels.SystemOne(request => request.Body.Contains("poison", StringComparison.Ordinal) ? new FakeReply(500, "{}") : null);
        await using var opened = await Open(server);

        var verdicts = await Read(opened, Cancel, "a zebra", "poison", "a desk");

        Assert.Equal([UnreadCause.None, UnreadCause.ServerError, UnreadCause.None], verdicts.Select(v => v.Cause));
        Assert.Equal(0, verdicts[1].Score);
    }

    [Fact]
    public async Task Leaves_a_passage_unread_that_breaks_the_connection_each_time()
    {
        await using var server = FakeModels.SystemOne(request => request.Body.Contains("poison", StringComparison.Ordinal) ? new FakeReply(200, "0123456789") { BreakOff = true } : null);
        await using var opened = await Open(server);
        Assert.Equal([UnreadCause.ServerError, UnreadCause.None], (await Read(opened, Cancel, "poison", "a zebra")).Select(v => v.Cause));
    }

    [Fact]
    public async Task Asks_again_for_a_verdict_that_is_missing()
    {
        var asked = 0;
        await using var server = FakeModels.SystemOne(request => FakeModels.State(request) == "shy zebra" && Interlocked.Increment(ref asked) < 3 ? new FakeReply(200, """{"answers":{}}""") : null);
        await using var opened = await Open(server);
        Assert.Equal(0.97f, (await Read(opened, Cancel, "shy zebra"))[0].Score);
    }

    [Theory]
    [InlineData("""{"answers":{"relevant":{"type":"noul","noul":0.9},"relevant":{"type":"noul","noul":0.1}}}""", UnreadCause.NoVerdict)]
    [InlineData("""{"answers":{"relevant":{"type":"noul","noul":NaN}}}""", UnreadCause.NoVerdict)]
    [InlineData("""{"answers":{"relevant":{"type":"noul","noul":1e400}}}""", UnreadCause.OutOfRange)]
    [InlineData("""{"answers":{"relevant":{"type":"noul","noul":-0.1}}}""", UnreadCause.OutOfRange)]
    [InlineData("""{"answers":{"relevant":{"type":"refusal"}}}""", UnreadCause.Refused)]
    [InlineData("""{"answers":{"relevant":{"type":"noul","noul":null,"confidence":0.9}}}""", UnreadCause.NoVerdict)]
    [InlineData("<html>", UnreadCause.NoVerdict)]
    [InlineData("", UnreadCause.NoVerdict)]
    [InlineData("[1]", UnreadCause.NoVerdict)]
    public async Task Never_scores_what_is_no_verdict(string body, UnreadCause cause)
    {
        await using var server = FakeModels.SystemOne(request => FakeModels.State(request) == "odd" ? new FakeReply(200, body) : null);
        await using var opened = await Open(server);
        var verdict = (await Read(opened, Cancel, "odd"))[0];
        Assert.Equal((cause, 0f, false), (verdict.Cause, verdict.Score, verdict.IsRead));
    }

    [Fact]
    public async Task Pauses_while_the_server_is_away_says_so_and_goes_on()
    {
        var away = false;
        var said = new List<string>();
        await using var server = FakeModels.SystemOne(_ => away ? new FakeReply(503, "{}") : null);
        await using var opened = await EndpointReaders.Open(new ReaderChoice { Address = server.Address, Say = said.Add }, TimeProvider.System, Cancel);
        away = true;
        ReaderPause? pause = null;
        var back = Task.Delay(4000, Cancel).ContinueWith(_ => (pause, away) = (opened.Pause, false), TaskScheduler.Default);

        var verdicts = await Read(opened, Cancel, [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? $"zebra {i}" : $"desk {i}")]);

        await back;
        Assert.Equal(Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? 0.97f : 0.03f), verdicts.Select(v => v.Score));
        Assert.Single(said, s => s.Contains("reading pauses", StringComparison.Ordinal));
        Assert.Contains("reading goes on", said[^1], StringComparison.Ordinal);
        Assert.Equal((server.Address.ToString().TrimEnd('/'), 300), (pause?.Reader, pause?.LimitSeconds));
        Assert.InRange(DateTimeOffset.UtcNow - pause!.Since, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Null(opened.Pause);
    }

    [Fact]
    public async Task Takes_no_verdict_of_another_model_that_came_back_in_the_place_of_the_one()
    {
        var (model, away) = ("fake-1", false);
        await using var server = FakeModels.SystemOne(request => away ? new FakeReply(503, "{}") : request.Path == "/v1/models" ? new FakeReply(200, $$"""{"models":[{"name":"{{model}}"}]}""") : null);
        await using var opened = await Open(server);
        away = true;
        var back = Task.Delay(500, Cancel).ContinueWith(_ => (model, away) = ("fake-2", false), TaskScheduler.Default);
        Assert.Contains("does not serve \"fake-1\". It serves fake-2", (await Assert.ThrowsAsync<ReaderUnavailableException>(() => Read(opened, Cancel, "a", "b"))).Message, StringComparison.Ordinal);
        await back;
    }

    [Theory]
    [InlineData(false, """{"models":[{"name":"fake-1","size":2}]}""", 0.97, "another size")]
    [InlineData(false, """{"models":[{"name":"fake-1","size":1}]}""", 0.80, "other scores for the golden pairs")]
    [InlineData(true, """{"models":[{"name":"fake-1","size":1}]}""", 0.96, "the same, but for rounding")]
    public async Task Knows_a_model_that_came_back_by_its_list_and_by_the_golden_pairs(bool same, string list, double relevant, string reason)
    {
        var (away, now, score) = (false, """{"models":[{"name":"fake-1","size":1}]}""", 0.97);
        await using var server = FakeModels.SystemOne(request => away ? new FakeReply(503, "{}") : request.Path switch
        {
            "/v1/models" => new FakeReply(200, now),
            "/v1/systemone" when FakeModels.Relevance(FakeModels.State(request)) > 0.5 => FakeModels.Decide(request, "", score),
            _ => null,
        });
        await using var opened = await Open(server);
        away = true;
        var back = Task.Delay(500, Cancel).ContinueWith(_ => (now, score, away) = (list, relevant, false), TaskScheduler.Default);

        // More at once than there are lanes: all of them wait for the model to be recognised.
        var reading = Read(opened, Cancel, [.. Enumerable.Range(0, 12).Select(i => $"zebra {i}")]);

        if (same)
            Assert.All(await reading, verdict => Assert.True(verdict.IsRead, reason));
        else
            Assert.Contains("came back with another model", (await Assert.ThrowsAsync<ReaderUnavailableException>(() => reading)).Message, StringComparison.Ordinal);
        await back;
    }

    [Fact]
    public async Task A_server_that_is_merely_busy_is_not_asked_who_it_is_all_the_time()
    {
        var (requests, lists, busy) = (0, 0, false);
        await using var server = FakeModels.SystemOne(request =>
        {
            if (request.Path == "/v1/models")
                Interlocked.Increment(ref lists);
            return busy && FakeModels.State(request).StartsWith("item", StringComparison.Ordinal) && Interlocked.Increment(ref requests) % 4 == 0 ? new FakeReply(503, "{}") : null;
        });
        await using var opened = await Open(server);
        (busy, lists) = (true, 0);

        var verdicts = await Read(opened, Cancel, [.. Enumerable.Range(0, 12).Select(i => $"item {i}")]);

        Assert.All(verdicts, verdict => Assert.True(verdict.IsRead));
        Assert.Equal(1, lists);
    }

    [Fact]
    public async Task A_failure_while_the_model_is_being_recognised_is_a_new_doubt()
    {
        var (recognised, patience) = (0, new Patience(TimeSpan.FromSeconds(10), null, TimeProvider.System));
        patience.Doubts.Recognise = async stop =>
        {
            if (++recognised == 1)
                await patience.Send("x", AwayOnce(), stop);
            return true;
        };

        await patience.Send("x", AwayOnce(), Cancel);
        await patience.Send("x", Answers, Cancel);
        await patience.Send("x", Answers, Cancel);

        Assert.Equal(2, recognised);

        static Func<CancellationToken, Task<Reply>> AwayOnce()
        {
            var asked = 0;
            return _ => Task.FromResult(new Reply(++asked == 1 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK, null, []));
        }
    }

    [Fact]
    public async Task A_request_alone_pauses_too_when_a_server_that_has_answered_much_goes_away()
    {
        var (away, patience) = (0, new Patience(TimeSpan.FromMinutes(1), null, TimeProvider.System));
        for (var i = 0; i < 200; i++)
            await patience.Send("x", Answers, Cancel);

        await patience.Send("x", _ => patience.Pause is null && ++away < 5 ? throw new HttpRequestException(HttpRequestError.ConnectionError) : Answers(Cancel), Cancel);

        Assert.InRange(away, 1, 2);
        Assert.Null(patience.Pause);
    }

    [Theory]
    [InlineData(30, 0)]
    [InlineData(90, 1)]
    public async Task A_server_that_nobody_asked_for_a_minute_may_be_another(int seconds, int times)
    {
        var (recognised, time) = (0, new SkippingTime());
        var patience = new Patience(TimeSpan.FromSeconds(10), null, time) { Doubts = { Recognise = _ => Task.FromResult(++recognised > 0) } };
        await patience.Send("x", Answers, Cancel);
        time.Passed = TimeSpan.FromSeconds(seconds);

        await patience.Send("x", Answers, Cancel);
        await patience.Send("x", Answers, Cancel);

        Assert.Equal(times, recognised);
    }

    [Fact]
    public async Task Comes_back_no_sooner_than_asked_and_not_with_all_others()
    {
        var time = new SkippingTime();
        for (var i = 0; i < 20; i++)
        {
            var asked = 0;
            await new Patience(TimeSpan.FromMinutes(1), null, time).Send("x", _ => Task.FromResult(++asked == 1 ? TooMany(seconds: 7) : new Reply(HttpStatusCode.OK, null, [])), Cancel);
        }

        Assert.Equal(20, time.Skipped.Count);
        Assert.All(time.Skipped, wait => Assert.InRange(wait.TotalSeconds, 7, 7.7));
        Assert.InRange(time.Skipped.Distinct().Count(), 10, 20);
    }

    [Fact]
    public async Task No_lane_asks_sooner_than_the_server_asked_one_of_them_to()
    {
        var (patience, asked) = (new Patience(TimeSpan.FromMinutes(1), null, TimeProvider.System), 0);
        await patience.Send("x", Answers, Cancel);
        var (refused, watch) = (new TaskCompletionSource(), new Stopwatch());
        var first = patience.Send("x", _ =>
        {
            if (++asked > 1)
                return Answers(Cancel);
            watch.Start();
            refused.SetResult();
            return Task.FromResult(TooMany(seconds: 2));
        }, Cancel);
        await refused.Task;
        while (patience.Pause is null && !first.IsCompleted)
            await Task.Delay(10, Cancel);

        await patience.Send("x", Answers, Cancel);

        Assert.InRange(watch.Elapsed.TotalSeconds, 1.95, 60);
        await first;
    }

    [Fact]
    public async Task Waits_for_a_machine_that_is_switched_off_as_for_one_that_refuses()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a full backlog drops connections silently there");
        using var silent = new Socket(SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        silent.Listen(1);
        var place = (IPEndPoint)silent.LocalEndPoint!;
        Socket[] waiting = [.. Enumerable.Range(0, 4).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp))];
        foreach (var socket in waiting)
            _ = socket.ConnectAsync(place);
        using var endpoint = Endpoint.AtPort(() => place.Port, "the box", "key", new Patience(TimeSpan.Zero, null, TimeProvider.System));

        var gone = await Assert.ThrowsAsync<ReaderUnavailableException>(() => endpoint.Get("health", Cancel));

        Assert.Contains("it is switched off", gone.Message, StringComparison.Ordinal);
        Assert.All(waiting, socket => socket.Dispose());
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_written_is_no_fault_of_the_server()
    {
        await using var server = FakeModels.SystemOne();
        using var endpoint = await Endpoint.Open(new ReaderChoice { Address = server.Address, MayLeaveTheHouse = true, Sending = (_, _) => throw new IOException("full") }, TimeProvider.System, Cancel);
        await Assert.ThrowsAsync<IOException>(() => endpoint.Post("v1/systemone", json => json.WriteString("state", "x"), Cancel));
    }

    [Fact]
    public async Task Does_not_wait_for_an_address_that_moved_out_of_the_house()
    {
        var patience = new Patience(TimeSpan.FromMinutes(1), null, TimeProvider.System);
        var moved = new HttpRequestException(HttpRequestError.ConnectionError, inner: new ReaderUnavailableException("it moved"));
        Assert.Equal("it moved", (await Assert.ThrowsAsync<ReaderUnavailableException>(() => patience.Send("x", _ => throw moved, Cancel))).Message);
    }

    [Fact]
    public async Task Asks_again_for_a_name_that_cannot_be_resolved_just_now()
    {
        var tries = 0;
        var patience = new Patience(TimeSpan.FromSeconds(10), null, TimeProvider.System);
        var reply = await patience.Send("x", _ => ++tries < 2 ? throw new HttpRequestException(HttpRequestError.NameResolutionError) : Task.FromResult(new Reply(HttpStatusCode.OK, null, [])), Cancel);
        Assert.Equal((2, true), (tries, reply.Ok));
    }

    [Fact]
    public async Task Gives_up_when_patience_ends()
    {
        var away = false;
        await using var server = FakeModels.SystemOne(_ => away ? new FakeReply(529, "{}") : null);
        await using var opened = await EndpointReaders.Open(new ReaderChoice { Address = server.Address, Patience = TimeSpan.FromSeconds(1) }, TimeProvider.System, Cancel);
        away = true;
        var gone = await Assert.ThrowsAsync<ReaderUnavailableException>(() => Read(opened, Cancel, "a", "b", "c"));
        Assert.Matches(@"has not answered for \d+ s: the server is overloaded \(529\)\. Ask again when it is ready", gone.Message);
    }

    [Fact]
    public async Task Pauses_while_the_server_fails_at_everything_and_reads_again_what_it_failed_at()
    {
        var dead = false;
        var said = new List<string>();
        await using var server = FakeModels.SystemOne(_ => dead ? new FakeReply(500, "{}") : null);
        await using var opened = await EndpointReaders.Open(new ReaderChoice { Address = server.Address, Say = said.Add }, TimeProvider.System, Cancel);
        dead = true;
        var reading = Read(opened, Cancel, [.. Enumerable.Range(0, 60).Select(i => $"zebra {i}")]);
        while (opened.Pause is null)
            await Task.Delay(50, Cancel);
        dead = false;

        var verdicts = await reading;

        // Those that it failed at before it was known to be dead.
        Assert.InRange(verdicts.Count(v => v.Cause == UnreadCause.ServerError), 1, 7);
        Assert.Equal([true, false], said.Select(s => s.Contains("reading pauses", StringComparison.Ordinal)));
        Assert.Null(opened.Pause);
    }

    [Fact]
    public async Task Does_not_pause_for_poisonous_passages_in_a_row()
    {
        var said = new List<string>();
        await using var server = FakeModels.SystemOne(request => request.Body.Contains("poison", StringComparison.Ordinal) ? new FakeReply(400, "{}") : null);
        await using var opened = await EndpointReaders.Open(new ReaderChoice { Address = server.Address, Say = said.Add }, TimeProvider.System, Cancel);
        var verdicts = await Read(opened, Cancel, [.. Enumerable.Range(0, 30).Select(i => $"poison {i}"), "a zebra"]);
        Assert.Equal((30, 0.97f), (verdicts.Count(v => v.Cause == UnreadCause.ServerError), verdicts[^1].Score));
        Assert.Empty(said);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{", "a broken chunk")]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n", "no HTTP")]
    public async Task Leaves_a_passage_unread_whose_answer_is_no_HTTP(string raw, string why)
    {
        await using var server = FakeModels.SystemOne(request => request.Body.Contains("poison", StringComparison.Ordinal) ? new FakeReply(200, raw) { IsRaw = true } : null);
        await using var opened = await Open(server);
        var verdicts = await Read(opened, Cancel, "poison", "a zebra");
        Assert.True(verdicts[0].Cause == UnreadCause.ServerError && verdicts[1].IsRead, why);
    }

    [Fact]
    public async Task Says_at_the_first_contact_that_it_is_no_HTTP_and_for_how_long_it_did_not_wait()
    {
        await using var server = new FakeServer(_ => new FakeReply(200, "SSH-2.0-OpenSSH\r\n\r\n") { IsRaw = true });
        var report = await EndpointReaders.Check(new ReaderChoice { Address = server.Address }, TimeProvider.System, Cancel);
        Assert.EndsWith("cannot be used: what answers there is not HTTP.", report.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_once_that_a_server_is_silent()
    {
        var said = new List<string>();
        var patience = new Patience(TimeSpan.FromSeconds(10), said.Add, TimeProvider.System) { Silence = TimeSpan.FromMilliseconds(200) };
        await patience.Send("x", async stop =>
        {
            await Task.Delay(1000, stop);
            return new Reply(System.Net.HttpStatusCode.OK, null, []);
        }, Cancel);
        Assert.StartsWith("The reader x has not answered for", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asks_a_server_that_never_answered_no_second_time()
    {
        await using var server = new FakeServer(_ => FakeReply.NotFound with { Delay = TimeSpan.FromMinutes(1) });
        using var endpoint = await Endpoint.Open(new ReaderChoice { Address = server.Address }, TimeProvider.System, Cancel);
        endpoint.Patience.TryLimit = TimeSpan.FromMilliseconds(300);
        var silent = await Assert.ThrowsAsync<ReaderUnavailableException>(() => Discovery.Ask(endpoint, null, Cancel));
        Assert.Contains("takes connections, but does not answer", silent.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Stops_within_a_second()
    {
        await using var server = FakeModels.SystemOne(request => FakeModels.State(request).StartsWith("slow", StringComparison.Ordinal) ? FakeModels.Decide(request, "") with { Delay = TimeSpan.FromMinutes(1) } : null);
        await using var opened = await Open(server);
        using var stop = new CancellationTokenSource();
        var reading = Read(opened, stop.Token, [.. Enumerable.Range(0, 100).Select(i => $"slow {i}")]);
        await Task.Delay(300, Cancel);
        var watch = Stopwatch.StartNew();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 1);
    }

    [Fact]
    public async Task Stops_within_a_second_while_it_waits()
    {
        var away = false;
        await using var server = FakeModels.SystemOne(_ => away ? new FakeReply(503, "{}") { Headers = [("Retry-After", "60")] } : null);
        await using var opened = await Open(server);
        away = true;
        using var stop = new CancellationTokenSource();
        var reading = Read(opened, stop.Token, "a", "b");
        await Task.Delay(500, Cancel);
        var watch = Stopwatch.StartNew();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 1);
    }

    [Fact]
    public async Task Names_a_key_that_stops_being_taken()
    {
        var revoked = false;
        await using var server = FakeModels.SystemOne(_ => revoked ? new FakeReply(401, "{}") : null);
        await using var opened = await Open(server);
        revoked = true;
        Assert.Contains("refused the key", (await Assert.ThrowsAsync<ReaderUnavailableException>(() => Read(opened, Cancel, "a", "b"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_the_first_passage_of_a_question_alone()
    {
        var (under, most, first) = (0, 0, true);
        await using var server = FakeModels.SystemOne(request =>
        {
            if (!FakeModels.State(request).StartsWith("item", StringComparison.Ordinal))
                return null;
            var now = Interlocked.Increment(ref under);
            most = Math.Max(most, now);
            if (first)
                Thread.Sleep(100);
            Assert.True(!first || now == 1, "the first is alone");
            first = false;
            Interlocked.Decrement(ref under);
            return FakeModels.Decide(request, "");
        });
        await using var opened = await Open(server);
        Assert.Equal(20, (await Read(opened, Cancel, [.. Enumerable.Range(0, 20).Select(i => $"item {i}")])).Count(v => v.IsRead));
        Assert.InRange(most, 1, 3);
    }

    private static Reply TooMany(int seconds)
    {
        var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        response.Headers.RetryAfter = new System.Net.Http.Headers.RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds));
        return new Reply(response.StatusCode, response.Headers, []);
    }

    private static Task<Reply> Answers(CancellationToken stop) => Task.FromResult(new Reply(HttpStatusCode.OK, null, []));

    private static Task<OpenedReader> Open(FakeServer server) => EndpointReaders.Open(new ReaderChoice { Address = server.Address }, TimeProvider.System, Cancel);

    private static Task<IReadOnlyList<Verdict>> Read(OpenedReader opened, CancellationToken cancel, params string[] texts) =>
        opened.Reader!.Read("Which animal?", [.. texts.Select(t => new PassageInContext(t, DocumentFields.None, null))], cancel);

    /// <summary>A clock on which a wait of less than a minute is over at once; longer ones are limits that are not reached.</summary>
    private sealed class SkippingTime : TimeProvider
    {
        public List<TimeSpan> Skipped { get; } = [];

        public TimeSpan Passed { get; set; }

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Passed.TotalSeconds * TimestampFrequency);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= TimeSpan.FromMinutes(1))
                return base.CreateTimer(callback, state, dueTime, period);
            Skipped.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
