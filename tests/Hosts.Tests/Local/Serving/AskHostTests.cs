using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Lector.Core;
using Lector.Core.Answering;
using Lector.Core.Asking;
using Lector.Core.Reading;
using Lector.Core.Storage;
using Lector.Hosts.Tests.Models.Endpoints;
using Lector.Local.Serving;
using Lector.Models.Endpoints;
using Lector.Tests.Ports;

namespace Lector.Hosts.Tests.Local.Serving;

public sealed class AskHostTests
{
    private const string Question = "Who approved the interim price of 8.95 per pallet?";

    [Fact]
    public async Task Goes_on_waiting_for_a_word_after_a_restart_and_sends_once()
    {
        var frontier = CountingFrontier.Answering;
        await using var served = await ServedHost.Start(frontier);
        var id = await served.Ask(Question);
        await served.Settled(id);
        await served.Restart();
        Assert.Equal("awaitingApproval", (await served.Settled(id)).GetProperty("customStatus").GetProperty("stage").GetString());
        Assert.Equal(0, frontier.Count);

        await served.Http.PostAsync($"/api/asks/{id}/approve", null);
        await Ended(served, id);
        await served.Restart();

        Assert.Equal("Completed", (await served.Settled(id)).GetProperty("runtimeStatus").GetString());
        Assert.Equal(1, frontier.Count);
    }

    [Fact]
    public async Task Answers_nobody_before_it_knows_what_an_earlier_process_left()
    {
        var (slow, looks, known) = (false, new TaskCompletionSource(), new TaskCompletionSource());
        await using var served = await ServedHost.Start(CountingFrontier.Answering, through: store => new WatchedStore(store)
        {
            Listing = prefix => slow && prefix.EndsWith("/asked/", StringComparison.Ordinal) && looks.TrySetResult() ? known.Task : Task.CompletedTask,
        });
        var id = await served.Ask(Question);
        await served.Settled(id);
        (slow, served.Port) = (true, served.Http.BaseAddress!.Port);

        var restart = served.Restart();
        await looks.Task;
        using (var early = new TcpClient())
            await Assert.ThrowsAsync<SocketException>(() => early.ConnectAsync(IPAddress.Loopback, served.Port));
        known.SetResult();
        await restart;

        Assert.Equal(id, await served.Ask(Question));
        Assert.Single((await served.Get($"/api/asks/{id}/runs")).EnumerateArray());
    }

    [Fact]
    public async Task Stays_stopped_after_a_restart_also_when_it_was_stopped_in_the_instant_that_planning_ended()
    {
        ServedHost? served = null;
        var (planned, stopped) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var disposed = served = await ServedHost.Start(CountingFrontier.Answering, through: store => new WatchedStore(store)
        {
            Writing = async name =>
            {
                if (name.EndsWith("/plan.json", StringComparison.Ordinal) && planned.TrySetResult())
                    await stopped.Task;
                else if (name.Contains("/stopped/") && planned.Task.IsCompleted && stopped.TrySetResult())
                    while (!Directory.Exists(Path.Combine(served!.Out, "instances")) || Directory.GetFiles(Path.Combine(served.Out, "instances"), "ask.*").Length == 0)
                        await Task.Delay(10);
            },
        });
        var id = await served.Ask(Question);
        await planned.Task;
        (await served.Http.PostAsync($"/api/asks/{id}/terminate", null)).EnsureSuccessStatusCode();
        await served.Restart();

        Assert.Equal("Terminated", (await served.Settled(id)).GetProperty("runtimeStatus").GetString());
    }

    [Fact]
    public async Task Stops_while_it_reads_and_reads_on_when_it_is_asked_again()
    {
        var reads = new TaskCompletionSource();
        await using var served = await ServedHost.Start(steps: ports =>
        {
            var steps = new AskSteps(ports);
            steps.Add(Steps.Read, async (_, cancel) =>
            {
                reads.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancel);
                throw new InvalidOperationException();
            });
            return steps;
        });
        var id = await served.Ask(Question);
        await reads.Task;
        (await served.Http.PostAsync($"/api/asks/{id}/terminate", null)).EnsureSuccessStatusCode();
        Assert.Equal("Terminated", (await served.Settled(id)).GetProperty("runtimeStatus").GetString());
        served.Steps = null;
        await served.Restart();
        Assert.Equal("Terminated", (await served.Settled(id)).GetProperty("runtimeStatus").GetString());

        await served.Ask(Question);
        Assert.Equal("Completed", (await Ended(served, id)).GetProperty("runtimeStatus").GetString());
    }

    [Fact]
    public async Task Hears_the_signs_of_life_of_its_steps()
    {
        var told = new List<object?>();
        await using var served = await ServedHost.Start(steps: ports =>
        {
            told.Add(ports.Progress);
            return new AskSteps(ports);
        });
        Assert.Same(served.Host.Folder.Look()[0].Host.Pulse, Assert.Single(told));
    }

    [Fact]
    public async Task Serves_each_folder_below_matters_as_a_matter_of_its_own()
    {
        await using var served = await ServedHost.Start();
        foreach (var (matter, text) in new[] { ("north", "Owen Tarrant approved the interim price of 8.95 per pallet."), ("south", "Mara Lind approved the interim price of 7.20 per pallet.") })
        {
            var documents = Directory.CreateDirectory(Path.Combine(served.Documents, "matters", matter, "documents", "mail"));
            await File.WriteAllTextAsync(Path.Combine(documents.FullName, $"{matter}.txt"), text);
        }

        Directory.CreateDirectory(Path.Combine(served.Documents, "matters", "no-documents"));
        var matters = (await served.Get("/api/matters")).EnumerateArray().ToDictionary(matter => matter.GetProperty("name").GetString()!, matter => matter.GetProperty("matter").GetString()!);
        Assert.Equal(["north", "south"], matters.Keys.Order());
        foreach (var (name, slug) in matters)
        {
            using var taken = await served.Post(Question, matter: name);
            var id = (await ServedHost.Json(taken)).GetProperty("id").GetString()!;
            await Ended(served, id);
            var rows = (await served.Get($"/api/asks/{id}/documents")).GetProperty("rows");
            Assert.Equal($"mail/{name}.txt", Assert.Single(rows.EnumerateArray()).GetProperty("path").GetString());
            Assert.Equal(id, Assert.Single((await served.Get($"/api/asks?matter={slug}")).EnumerateArray()).GetProperty("id").GetString());
            Assert.True(Directory.Exists(Path.Combine(served.Out, slug, "texts")));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await served.Post(Question, matter: "no-documents")).StatusCode);
    }

    [Fact]
    public async Task Reads_nothing_for_the_same_question_again_and_pays_nothing()
    {
        var frontier = CountingFrontier.Answering;
        await using var served = await ServedHost.Start(frontier);
        var id = await served.Ask(Question, new { autoSend = true });
        await Ended(served, id);
        Assert.Equal(id, await served.Ask(Question, new { autoSend = true }));
        var status = await Ended(served, id);

        Assert.Equal((0, 1), (status.GetProperty("customStatus").GetProperty("groups").GetInt32(), frontier.Count));
        Assert.Equal("replied", status.GetProperty("output").GetProperty("answered").GetString());
    }

    [Fact]
    public async Task Shows_an_unknown_outcome_and_sends_again_only_when_told()
    {
        var frontier = new CountingFrontier(count => count == 1 ? new FrontierReply.Unknown("The connection broke.") : new FrontierReply.Answered(CountingFrontier.Answer, null, true, null));
        await using var served = await ServedHost.Start(frontier);
        var id = await served.Ask(Question, new { autoSend = true });
        await Ended(served, id);

        Assert.Equal("outcomeUnknown", (await served.Get($"/api/asks/{id}/answer")).GetProperty("outcome").GetString());
        Assert.Equal("unknown", (await served.Get($"/api/asks/{id}/request")).GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.Conflict, (await served.Http.PostAsync($"/api/asks/{id}/approve", null)).StatusCode);
        await served.Restart();
        Assert.Equal(1, frontier.Count);

        Assert.Equal(HttpStatusCode.Accepted, (await served.Http.PostAsJsonAsync($"/api/asks/{id}/approve", new { sendAgain = true })).StatusCode);
        await Ended(served, id);
        Assert.Equal("answered", (await served.Get($"/api/asks/{id}/answer")).GetProperty("outcome").GetString());
        Assert.Equal(2, frontier.Count);
    }

    [Fact]
    public async Task A_word_for_one_request_does_not_send_another()
    {
        var frontier = CountingFrontier.Answering;
        await using var served = await ServedHost.Start(frontier);
        var id = await served.Ask(Question);
        await served.Settled(id);
        var run = (await served.Host.Find(id, null, default))!.Ref!;

        await served.Store.WriteJson(run.Path(RunFiles.Approved), new Approval(default, new string('0', 64)), WriteMode.Replace, default);
        await served.Restart();

        Assert.Equal("awaitingApproval", (await served.Settled(id)).GetProperty("customStatus").GetProperty("stage").GetString());
        Assert.Equal(Answered.NotSent, await new AnswerStep(served.Ports).Run(run, default));
        Assert.Equal(0, frontier.Count);
    }

    [Fact]
    public async Task Another_version_that_prepares_other_bytes_sends_them_only_when_told()
    {
        var frontier = CountingFrontier.Answering;
        await using var served = await ServedHost.Start(frontier);
        var id = await served.Ask(Question, new { autoSend = true });
        await Ended(served, id);
        var run = (await served.Host.Find(id, null, default))!.Ref!;
        var sent = await served.Store.ReadJson<List<Attempt>>(run.Path(RunFiles.Attempts), default);

        // What lies there where an earlier version asked in other words: one attempt, of other bytes.
        await served.Store.WriteJson(run.Path(RunFiles.Attempts), sent!.Select(attempt => attempt with { RequestSha256 = new string('0', 64) }), WriteMode.Replace, default);
        Assert.Equal(id, await served.Ask(Question, new { autoSend = true }));
        await Ended(served, id);
        Assert.Equal((1, "paidForAnother"), (frontier.Count, (await served.Get($"/api/asks/{id}/answer")).GetProperty("outcome").GetString()));

        Assert.Equal(HttpStatusCode.Accepted, (await served.Http.PostAsync($"/api/asks/{id}/approve", null)).StatusCode);
        await Ended(served, id);
        Assert.Equal((2, "answered"), (frontier.Count, (await served.Get($"/api/asks/{id}/answer")).GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task A_step_that_is_given_out_twice_sends_once()
    {
        var frontier = new CountingFrontier(_ => new FrontierReply.Answered(CountingFrontier.Answer, null, true, null));
        await using var served = await ServedHost.Start(frontier, through: store => new MeetingStore(store, "/intent-1.json", 2));
        var id = await served.Ask(Question);
        await served.Settled(id);
        var run = (await served.Host.Find(id, null, default))!.Ref!;
        await served.Store.WriteJson(run.Path(RunFiles.Approved), new Approval(default, (await Spoken.Load(served.Store, run, default)).RequestSha256!), WriteMode.Replace, default);

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => new AnswerStep(served.Ports).Run(run, default))));

        Assert.Equal([Answered.Replied, Answered.Replied], both);
        Assert.Equal(1, frontier.Count);
    }

    [Fact]
    public async Task Says_that_the_chosen_model_is_gone_after_a_restart_without_it()
    {
        await using var served = await ServedHost.Start(CountingFrontier.Answering);
        var id = await served.Ask(Question);
        await served.Settled(id);
        served.Frontier = null;
        await served.Restart();
        await served.Settled(id);

        using var word = await served.Http.PostAsync($"/api/asks/{id}/approve", null);

        Assert.Equal(HttpStatusCode.Conflict, word.StatusCode);
        Assert.Contains("runs without fake at http://127.0.0.1:9/v1/", await word.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_run_that_is_sent_after_all_does_not_become_the_latest()
    {
        var frontier = new CountingFrontier(count => count == 1 ? new FrontierReply.Refused(401, "No key.") : new FrontierReply.Answered(CountingFrontier.Answer, null, true, null));
        await using var served = await ServedHost.Start(frontier);
        var id = await served.Ask(Question);
        var first = (await served.Settled(id)).GetProperty("run").GetString();
        await served.Http.PostAsync($"/api/asks/{id}/approve", null);
        await Ended(served, id);
        served.With("new.txt", "Owen Tarrant also approved a price of 9.10 per pallet for the interim.");
        await served.Ask(Question);
        var second = (await served.Settled(id, not: first)).GetProperty("run").GetString();

        Assert.Equal(HttpStatusCode.Accepted, (await served.Http.PostAsync($"/api/asks/{id}/approve?run={first}", null)).StatusCode);
        while ((await served.Get($"/api/asks/{id}?run={first}")).GetProperty("runtimeStatus").GetString() != "Completed")
            await Task.Delay(20);

        Assert.Equal(second, (await served.Get($"/api/asks/{id}")).GetProperty("run").GetString());
        await served.Restart();
        Assert.Equal((second, "awaitingApproval", 2), ((await served.Settled(id)).GetProperty("run").GetString(), (await served.Settled(id)).GetProperty("customStatus").GetProperty("stage").GetString(), frontier.Count));
    }

    [Fact]
    public async Task Begins_an_ended_run_again_once_when_two_words_come_at_once()
    {
        var frontier = new CountingFrontier(count => count % 2 == 1 ? new FrontierReply.Unknown("The connection broke.") : new FrontierReply.Answered(CountingFrontier.Answer, null, true, null));
        await using var served = await ServedHost.Start(frontier);
        for (var round = 0; round < 5; round++)
        {
            var before = frontier.Count;
            var id = await served.Ask($"{Question} ({round})", new { autoSend = true });
            await Ended(served, id);
            var words = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => served.Http.PostAsJsonAsync($"/api/asks/{id}/approve", new { sendAgain = true })));
            await Ended(served, id);

            Assert.Contains(words, word => word.StatusCode == HttpStatusCode.Accepted);
            Assert.All(words, word => Assert.True(word.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.Conflict, $"{word.StatusCode}"));
            Assert.Equal("replied", (await Ended(served, id)).GetProperty("output").GetProperty("answered").GetString());
            Assert.Equal(before + 2, frontier.Count);
            Assert.Single((await served.Get($"/api/asks/{id}/runs")).EnumerateArray());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Asks_a_standing_question_again_that_a_kill_found_between_stopping_and_asking(bool stopped)
    {
        await using var served = await ServedHost.Start(CountingFrontier.Answering);
        var id = await served.Ask(Question, new { standing = true });
        var first = await served.Settled(id);
        var host = served.Host;
        var state = (await host.Find(id, null, default))!;
        served.With("new.txt", "Owen Tarrant also approved a price of 9.10 per pallet for the interim.");

        // What AskStanding writes, up to where the process ends.
        await new StoredAsk(state.Ask, DateTimeOffset.UtcNow).Write(served.Store, default);
        if (stopped)
            await host.Terminate(state, default);
        await served.Restart();
        var second = await served.Settled(id, not: first.GetProperty("run").GetString());

        Assert.Equal("awaitingApproval", second.GetProperty("customStatus").GetProperty("stage").GetString());
        Assert.Equal(["Running", "Terminated"], (await served.Get($"/api/asks/{id}/runs")).EnumerateArray().Select(run => run.GetProperty("runtimeStatus").GetString()));
        Assert.Single(served.Host.Standing(served.Host.Folder.Look()[0]));
    }

    [Fact]
    public async Task Reads_only_new_documents_again_and_scores_as_a_fresh_run_does()
    {
        const int documents = 400;
        var random = new Random(7);
        string[] words = ["pallet", "invoice", "canteen", "forklift", "volume", "price", "clause", "interim", "driver", "budget"];
        await using var served = await ServedHost.Start();
        for (var i = 0; i < documents; i++)
            served.With($"{i:000}.txt", Text(i));
        var id = await served.Ask(Question);
        await Ended(served, id);
        for (var i = documents; i < documents + (documents / 100); i++)
            served.With($"{i:000}.txt", Text(i));

        Assert.Equal(id, await served.Ask(Question));
        var again = await Ended(served, id);
        var plan = await served.Store.Planned(new RunRef(served.Matter, id, again.GetProperty("run").GetString()!), default);
        var incremental = await Table(served, id);
        await served.Ask(Question);
        var repeated = await Ended(served, id);
        await served.Forget();
        var fresh = await served.Ask(Question);
        await Ended(served, fresh);

        Assert.Equal(documents / 100, plan.Reading.Sum(shard => plan.Shards[shard].Files));
        Assert.Equal(0, repeated.GetProperty("customStatus").GetProperty("groups").GetInt32());
        Assert.Equal(await Table(served, fresh), incremental);

        string Text(int i) => $"Note {i}. {string.Join(' ', Enumerable.Range(0, 60).Select(_ => words[random.Next(words.Length)]))}.";

        static async Task<IEnumerable<string>> Table(ServedHost served, string id) =>
            (await served.Get($"/api/asks/{id}/documents?limit=1000")).GetProperty("rows").EnumerateArray().Select(row => row.GetRawText()).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Asks_a_standing_question_again_when_documents_change_once_a_snapshot_and_sends_nothing()
    {
        var frontier = CountingFrontier.Answering;
        await using var served = await ServedHost.Start(frontier);
        var id = await served.Ask(Question, new { standing = true });
        var first = (await served.Settled(id)).GetProperty("run").GetString();
        using var stop = new CancellationTokenSource();
        var watching = new FolderWatch(served.Host.Folder, served.Host, TimeProvider.System) { Quiet = TimeSpan.FromMilliseconds(300), Poll = TimeSpan.FromSeconds(1) }.Run(stop.Token);

        served.With("new.txt", "Owen Tarrant also approved a price of 9.10 per pallet for the interim.");
        var second = await served.Settled(id, not: first);
        await Task.Delay(1500);
        await stop.CancelAsync();
        await watching;

        var runs = await served.Get($"/api/asks/{id}/runs");
        Assert.Equal(["Running", "Terminated"], runs.EnumerateArray().Select(run => run.GetProperty("runtimeStatus").GetString()));
        Assert.Equal((4, 1), (second.GetProperty("customStatus").GetProperty("files").GetInt32(), second.GetProperty("customStatus").GetProperty("groups").GetInt32()));
        Assert.Equal(0, frontier.Count);
    }

    [Fact]
    public async Task Waits_with_a_standing_question_as_long_as_documents_keep_changing()
    {
        await using var served = await ServedHost.Start();
        var id = await served.Ask(Question, new { standing = true });
        await Ended(served, id);
        using var stop = new CancellationTokenSource();
        var watching = new FolderWatch(served.Host.Folder, served.Host, TimeProvider.System) { Quiet = TimeSpan.FromSeconds(3), Poll = TimeSpan.FromMilliseconds(200) }.Run(stop.Token);
        for (var change = 0; change < 25; change++)
        {
            served.With("new.txt", new string('x', change));
            await Task.Delay(200);
        }

        Assert.Single((await served.Get($"/api/asks/{id}/runs")).EnumerateArray());
        for (var look = 0; look < 300 && (await served.Get($"/api/asks/{id}/runs")).GetArrayLength() == 1; look++)
            await Task.Delay(100);
        await stop.CancelAsync();
        await watching;
        Assert.Equal(2, (await served.Get($"/api/asks/{id}/runs")).GetArrayLength());
    }

    [Fact]
    public async Task Withdraws_a_standing_question_that_has_its_answer_and_still_knows_after_a_restart()
    {
        await using var served = await ServedHost.Start();
        var id = await served.Ask(Question, new { standing = true });
        await Ended(served, id);
        Assert.Equal(HttpStatusCode.Accepted, (await served.Http.PostAsync($"/api/asks/{id}/terminate", null)).StatusCode);
        await Stands(false);
        Assert.Equal(HttpStatusCode.Gone, (await served.Http.PostAsync($"/api/asks/{id}/terminate", null)).StatusCode);
        await served.Restart();
        await Stands(false);

        await served.Ask(Question, new { standing = true });
        await Ended(served, id);
        await Stands(true);
        await served.Restart();
        await Stands(true);

        async Task Stands(bool expected)
        {
            var status = await served.Get($"/api/asks/{id}");
            Assert.Equal(("Completed", expected), (status.GetProperty("runtimeStatus").GetString(), status.GetProperty("input").GetProperty("standing").GetBoolean()));
            Assert.Equal(expected ? 1 : 0, served.Host.Standing(served.Host.Folder.Look()[0]).Count);
        }
    }

    [Fact]
    public async Task Of_two_who_ask_the_same_while_the_disk_is_full_both_are_told()
    {
        var full = true;
        await using var served = await ServedHost.Start(through: store => new FullStore(store, name =>
        {
            // Long enough for the other to come.
            if (full && name.Contains("/asked/", StringComparison.Ordinal))
                Thread.Sleep(500);
            return full;
        }));
        var both = await Task.WhenAll(served.Post(Question), served.Post(Question));
        Assert.All(both, response => Assert.Equal(HttpStatusCode.InsufficientStorage, response.StatusCode));
        full = false;
        await Ended(served, await served.Ask(Question));
        Assert.Single((await served.Get("/api/asks")).EnumerateArray());
    }

    [Fact]
    public async Task Looks_at_the_other_matters_when_one_cannot_be_asked()
    {
        var full = false;
        await using var served = await ServedHost.Start(through: store => new FullStore(store, name => full && name.StartsWith("a-", StringComparison.Ordinal)));
        foreach (var matter in new[] { "a", "b" })
        {
            Directory.CreateDirectory(Path.Combine(served.Documents, "matters", matter, "documents"));
            served.With(Path.Combine("matters", matter, "documents", "price.txt"), "Owen Tarrant approved the interim price of 8.95 per pallet.");
            await Ended(served, (await ServedHost.Json(await served.Post(Question, new { standing = true }, matter))).GetProperty("id").GetString()!);
        }

        full = true;
        foreach (var matter in new[] { "a", "b" })
            served.With(Path.Combine("matters", matter, "documents", "new.txt"), "It holds until 30 November 2025.");
        using var stop = new CancellationTokenSource();
        var watching = new FolderWatch(served.Host.Folder, served.Host, TimeProvider.System) { Quiet = TimeSpan.FromMilliseconds(300), Poll = TimeSpan.FromMilliseconds(200) }.Run(stop.Token);
        for (var look = 0; look < 300 && await Runs("b") == 1; look++)
            await Task.Delay(100);
        await stop.CancelAsync();
        await watching;
        Assert.Equal((1, 2), (await Runs("a"), await Runs("b")));

        async Task<int> Runs(string name)
        {
            var slug = served.Host.Folder.Look().Single(matter => matter.Name == name).Slug;
            var id = (await served.Get($"/api/asks?matter={slug}"))[0].GetProperty("id").GetString();
            return (await served.Get($"/api/asks/{id}/runs")).GetArrayLength();
        }
    }

    [Fact]
    public async Task Tells_the_tokens_that_were_read_and_the_cost_once_it_is_known()
    {
        await using var served = await ServedHost.Start(CountingFrontier.Answering, ports => ports with { Reader = new PriceReader() });
        var id = await served.Ask(Question);
        var waits = (await served.Settled(id)).GetProperty("customStatus");
        Assert.True(waits.GetProperty("tokensRead").GetInt64() > 0);
        Assert.False(waits.TryGetProperty("costSoFar", out _));

        await served.Http.PostAsync($"/api/asks/{id}/approve", null);
        Assert.True((await Ended(served, id)).GetProperty("customStatus").TryGetProperty("costSoFar", out _));
    }

    [Fact]
    public async Task Tells_which_reader_is_away_since_when_and_goes_on_by_itself()
    {
        var away = false;
        await using var server = FakeModels.SystemOne(_ => away ? new FakeReply(503, "{}") : null);
        await using var opened = await EndpointReaders.Open(new ReaderChoice { Address = server.Address }, TimeProvider.System, default);
        await using var served = await ServedHost.Start(change: ports => ports with { Reader = opened.Reader, Pause = () => opened.Pause });
        away = true;
        var before = DateTimeOffset.UtcNow;
        var id = await served.Ask(Question);
        JsonElement pause;
        for (var i = 0; !((await served.Get($"/api/asks/{id}")).TryGetProperty("customStatus", out var told) && told.TryGetProperty("pause", out pause)); i++)
        {
            Assert.True(i < 600, "nothing was told within 30 s");
            await Task.Delay(50);
        }

        Assert.Equal(server.Address.ToString().TrimEnd('/'), pause.GetProperty("reader").GetString());
        Assert.InRange(pause.GetProperty("since").GetDateTimeOffset(), before, DateTimeOffset.UtcNow);
        Assert.Equal(300, pause.GetProperty("limitSeconds").GetInt32());

        away = false;
        var ended = await Ended(served, id);
        Assert.Equal("Completed", ended.GetProperty("runtimeStatus").GetString());
        Assert.False(ended.GetProperty("customStatus").TryGetProperty("pause", out _));
    }

    [Fact]
    public async Task Tells_of_a_reader_that_is_away_when_the_question_is_embedded()
    {
        var (back, away) = (new TaskCompletionSource(), new ReaderPause("x", DateTimeOffset.UnixEpoch, 300));
        await using var served = await ServedHost.Start(change: ports => ports with { Embedder = new SlowEmbedder(back.Task), Pause = () => back.Task.IsCompleted ? null : away });
        var id = await served.Ask(Question);
        JsonElement told;
        for (var i = 0; !((await served.Get($"/api/asks/{id}")).TryGetProperty("customStatus", out told) && told.GetProperty("stage").GetString() == "selecting"); i++)
        {
            Assert.True(i < 600, "it did not get there within 30 s");
            await Task.Delay(50);
        }

        Assert.Equal("x", told.GetProperty("pause").GetProperty("reader").GetString());
        back.SetResult();
        Assert.Equal("Completed", (await Ended(served, id)).GetProperty("runtimeStatus").GetString());
    }

    [Fact]
    public async Task Answers_a_client_of_Durable_Functions_as_Durable_does()
    {
        await using var served = await ServedHost.Start(CountingFrontier.Answering);
        var id = await served.Ask(Question);
        var path = $"/runtime/webhooks/durabletask/instances/{(await served.Settled(id)).GetProperty("instanceId").GetString()}";
        using var waits = await served.Http.GetAsync(path);
        Assert.Equal((HttpStatusCode.Accepted, path), (waits.StatusCode, waits.Headers.Location!.OriginalString));
        Assert.NotNull(waits.Headers.RetryAfter);

        await served.Http.PostAsync($"/api/asks/{id}/approve", null);
        await Ended(served, id);
        using var done = await served.Http.GetAsync(path);
        Assert.Equal((HttpStatusCode.OK, "Completed"), (done.StatusCode, (await ServedHost.Json(done)).GetProperty("runtimeStatus").GetString()));
    }

    [Fact]
    public async Task Describes_its_refusals_too()
    {
        await using var served = await ServedHost.Start();
        var paths = (await served.Get("/openapi/v1.json")).GetProperty("paths");
        foreach (var (path, method, status) in new[] { ("/api/asks", "post", "413"), ("/api/asks", "post", "507"), ("/api/asks/{id}", "get", "404"), ("/api/asks/{id}/approve", "post", "409"), ("/api/asks/{id}/terminate", "post", "410") })
            Assert.True(paths.GetProperty(path).GetProperty(method).GetProperty("responses").TryGetProperty(status, out _), $"{method} {path} does not tell of {status}.");
    }

    [Fact]
    public async Task Says_that_the_disk_is_full_and_goes_on_when_there_is_room()
    {
        var (full, closed) = (true, false);
        await using var served = await ServedHost.Start(through: store => new FullStore(store, name => closed || (full && name.EndsWith("selection.json", StringComparison.Ordinal))));
        var id = await served.Ask(Question);
        var status = await Ended(served, id);
        Assert.Equal("Failed", status.GetProperty("runtimeStatus").GetString());
        Assert.Contains("The disk is full", status.GetProperty("customStatus").GetProperty("fault").GetString());
        await served.Restart();
        Assert.Contains("The disk is full", (await served.Settled(id)).GetProperty("customStatus").GetProperty("fault").GetString());

        closed = true;
        using (var refused = await served.Post("Another question?"))
            Assert.Equal(HttpStatusCode.InsufficientStorage, refused.StatusCode);
        (full, closed) = (false, false);
        await served.Ask(Question);
        Assert.Equal("Completed", (await Ended(served, id)).GetProperty("runtimeStatus").GetString());
    }

    [Fact]
    public async Task Says_that_the_disk_is_full_also_when_not_even_that_can_be_written()
    {
        await using var served = await ServedHost.Start(through: store => new FullStore(store, name => name.EndsWith("selection.json", StringComparison.Ordinal) || name.EndsWith("fault.json", StringComparison.Ordinal)));
        Assert.Contains("the disk is full", (await Ended(served, await served.Ask(Question))).GetProperty("customStatus").GetProperty("fault").GetString());
    }

    [Fact]
    public async Task Says_that_a_folder_is_empty_and_keeps_saying_so_after_a_restart()
    {
        await using var served = await ServedHost.Start();
        foreach (var file in Directory.GetFiles(served.Documents))
            File.Delete(file);
        var id = await served.Ask(Question);
        Assert.Contains("is empty", (await Ended(served, id)).GetProperty("customStatus").GetProperty("fault").GetString());
        await served.Restart();
        Assert.Contains("is empty", (await served.Settled(id)).GetProperty("customStatus").GetProperty("fault").GetString());
    }

    [Fact]
    public async Task Keeps_no_document_text_outside_the_places_for_it_also_when_every_step_breaks()
    {
        const string token = "zq7canary";
        await using var served = await ServedHost.Start(CountingFrontier.Answering, ports => ports with { Reader = new PriceReader() });
        foreach (var file in Directory.GetFiles(served.Documents, "*.txt").Where(file => new FileInfo(file).Length > 0))
            File.AppendAllText(file, $"\nThe marker {token}{Path.GetFileNameWithoutExtension(file)} belongs to this document.");
        var statuses = new List<string>();
        var id = await served.Ask(Question, new { autoSend = true });
        statuses.Add((await Ended(served, id)).GetRawText());
        foreach (var step in new[] { "Plan", "Read", "Judge", "Select", "Look", "Answer", "Publish" })
        {
            served.Steps = ports => Breaking(new AskSteps(ports), step, token);
            await served.Restart();
            served.With($"more-{step}.txt", $"More on the interim price: {token}{step}.");
            var broken = await served.Ask($"{Question} And what of {step}?");
            if (step is "Answer" or "Publish")
            {
                await served.Settled(broken);
                await served.Http.PostAsync($"/api/asks/{broken}/approve", null);
            }

            var status = await Ended(served, broken);
            Assert.Equal("Failed", status.GetProperty("runtimeStatus").GetString());
            statuses.Add(status.GetRawText());
        }

        statuses.Add((await served.Get("/api/asks")).GetRawText());
        Assert.All(statuses, status => Assert.DoesNotContain(token, status));
        string[] places = ["request.json", "request.txt", "answer.json", "report.html"];
        foreach (var file in Directory.GetFiles(served.Out, "*", SearchOption.AllDirectories))
        {
            var inTexts = file.Contains($"{Path.DirectorySeparatorChar}texts{Path.DirectorySeparatorChar}") && (file.EndsWith(".text", StringComparison.Ordinal) || file.EndsWith(".terms", StringComparison.Ordinal));
            if (!inTexts && !places.Contains(Path.GetFileName(file)) && !Path.GetFileName(file).StartsWith("reply-", StringComparison.Ordinal))
                Assert.DoesNotContain(token, await File.ReadAllTextAsync(file));
        }
    }

    [Theory]
    [InlineData(null, null, "127.0.0.1", null, null, 200)]
    [InlineData(null, null, "localhost", null, null, 200)]
    [InlineData(null, null, "rebound.example", null, null, 421)]
    [InlineData(null, null, "127.0.0.1", "https://elsewhere.example", null, 403)]
    [InlineData(null, null, "127.0.0.1", "null", null, 403)]
    [InlineData(null, null, "127.0.0.1", null, "cross-site", 403)]
    [InlineData(null, null, "127.0.0.1", null, "same-site", 403)]
    [InlineData("0123456789abcdef", "Bearer 0123456789abcdef", "firm.example", null, null, 200)]
    [InlineData("0123456789abcdef", "Bearer 0123456789abcdeF", "127.0.0.1", null, null, 401)]
    [InlineData("0123456789abcdef", null, "127.0.0.1", null, null, 401)]
    public async Task Answers_only_who_may_ask(string? token, string? authorization, string name, string? origin, string? site, int status)
    {
        await using var served = await ServedHost.Start(token: token);
        served.Http.DefaultRequestHeaders.Authorization = null;
        // What changes something is held against where it comes from; what only looks, against the name it was looked up by.
        using var request = new HttpRequestMessage(origin is null && site is null ? HttpMethod.Get : HttpMethod.Post, origin is null && site is null ? "/api/asks" : "/api/asks/x/terminate");
        request.Headers.Host = $"{name}:{served.Http.BaseAddress!.Port}";
        foreach (var (header, value) in new[] { ("Authorization", authorization), ("Origin", origin), ("Sec-Fetch-Site", site) })
            if (value is not null)
                request.Headers.TryAddWithoutValidation(header, value);
        using var response = await served.Http.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.StartsWith("default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("text/html,application/xhtml+xml,*/*;q=0.8", "text/html")]
    [InlineData("*/*", "application/problem+json")]
    public async Task Says_to_a_person_in_a_page_what_a_program_is_told_as_a_problem(string accept, string type)
    {
        await using var served = await ServedHost.Start(token: "0123456789abcdef");
        served.Http.DefaultRequestHeaders.Authorization = null;
        served.Http.DefaultRequestHeaders.Add("Accept", accept);
        using var response = await served.Http.GetAsync("/");

        Assert.Equal((HttpStatusCode.Unauthorized, type), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Contains("This needs the token", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Trades_the_token_for_a_cookie_that_no_script_reads_and_no_other_site_sends()
    {
        const string token = "0123456789abcdef";
        await using var served = await ServedHost.Start(token: token);
        served.Http.DefaultRequestHeaders.Authorization = null;
        using var response = await served.Http.GetAsync($"{served.Http.BaseAddress}/elsewhere.example/?token={token}&x=1");
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));

        Assert.Equal(("/elsewhere.example/?x=1", HttpStatusCode.SeeOther), (response.Headers.Location!.ToString(), response.StatusCode));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(token, cookie);
        served.Http.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        Assert.Equal(HttpStatusCode.OK, (await served.Http.GetAsync("/api/asks")).StatusCode);
    }

    private static async Task<JsonElement> Ended(ServedHost served, string id)
    {
        for (var i = 0; i < 600; i++)
        {
            var status = await served.Get($"/api/asks/{id}");
            if (status.GetProperty("runtimeStatus").GetString() is not ("Pending" or "Running"))
                return status;
            await Task.Delay(50);
        }

        throw new TimeoutException($"{id} does not end.");
    }

    private static AskSteps Breaking(AskSteps steps, string name, string secret)
    {
        switch (name)
        {
            case "Plan":
                steps.Add(Steps.Plan, (_, _) => throw new InvalidOperationException(secret));
                break;
            case "Read":
                steps.Add(Steps.Read, (_, _) => throw new InvalidOperationException(secret));
                break;
            case "Judge":
                steps.Add(Steps.Judge, (_, _) => throw new InvalidOperationException(secret));
                break;
            case "Select":
                steps.Add(Steps.Select, (_, _) => throw new InvalidOperationException(secret));
                break;
            case "Look":
                steps.Add(Steps.Look, (_, _) => throw new InvalidOperationException(secret));
                break;
            case "Answer":
                steps.Add(Steps.Answer, (_, _) => throw new InvalidOperationException(secret));
                break;
            default:
                steps.Add(Steps.Publish, (_, _) => throw new InvalidOperationException(secret));
                break;
        }

        return steps;
    }

    /// <summary>A model that finds what speaks of a price.</summary>
    private sealed class PriceReader : IReader
    {
        public ReaderIdentity Identity { get; } = new("chat", "price", "1", ReaderPlace.InProcess, null);

        public Task<IReadOnlyList<Verdict>> Read(string question, IReadOnlyList<PassageInContext> passages, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<Verdict>>([.. passages.Select(passage => new Verdict(passage.Text.Contains("price") ? .9f : .1f, 9, FullReading.CountsAgree, UnreadCause.None))]);
    }

    /// <summary>A model that embeds any text in one direction, and a question once its server is back.</summary>
    private sealed class SlowEmbedder(Task back) : IEmbedder
    {
        public ReaderIdentity Identity { get; } = new("embedding", "slow", "1", ReaderPlace.InProcess, null);

        public Task<IReadOnlyList<Embedding>> Embed(IReadOnlyList<PassageInContext> passages, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<Embedding>>([.. passages.Select(_ => new Embedding([1f, 0f], 9, FullReading.CountsAgree, UnreadCause.None))]);

        public async Task<float[]> EmbedQuestion(string question, CancellationToken cancel)
        {
            if (question != "dimensions")
                await back.WaitAsync(cancel);
            return [1f, 0f];
        }
    }

    private sealed class FullStore(IStore inner, Func<string, bool> full) : IStore
    {
        public Task<Stream?> OpenRead(string name, CancellationToken cancel) => inner.OpenRead(name, cancel);

        public Task<bool> Write(string name, Func<Stream, Task> write, WriteMode mode, CancellationToken cancel) =>
            full(name) ? throw new UserErrorException("The disk is full: make room.", new IOException()) : inner.Write(name, write, mode, cancel);

        public IAsyncEnumerable<StoredBlob> List(string prefix, CancellationToken cancel) => inner.List(prefix, cancel);

        public Task Delete(string name, CancellationToken cancel) => inner.Delete(name, cancel);
    }
}
