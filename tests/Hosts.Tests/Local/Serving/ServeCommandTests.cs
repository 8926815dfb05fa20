using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Lector.Bench;
using Lector.Formats;
using Lector.Formats.Pdf;
using Lector.Hosts.Tests.Samples;

namespace Lector.Hosts.Tests.Local.Serving;

/// <summary>The program as a process of its own: started wrongly, killed, and poisoned.</summary>
public sealed class ServeCommandTests
{
    [Fact]
    public async Task Loses_doubles_and_pays_nothing_twice_when_it_is_killed_at_random_moments()
    {
        var folder = Directory.CreateTempSubdirectory("lector-kills-").FullName;
        try
        {
            var result = await Kills.Run(folder, 10, ["dotnet", Path.Combine(AppContext.BaseDirectory, "lector.dll")], ["--reader", "lexical"], seed: 3, TextWriter.Null, default);
            Assert.True(result.Holds, result.ToString());
            Assert.True(result.Histories >= 2 * result.Asks, result.ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Prints_no_word_of_a_document_and_leaves_none_in_temporary_files()
    {
        const string token = "zq7canary";
        using var program = new LectorProgram();
        program.With("price.txt", $"Owen Tarrant approved the interim price of 8.95 per pallet. {token}1")
            .With("mail.eml", $"From: a@x.example\r\nSubject: {token}2\r\nDate: Mon, 05 May 2025 08:00:00 +0000\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>On the interim price: {token}3</p>\r\n")
            .With("table.csv", $"pallet,price\r\n{token}4,8.95\r\n").With("broken.eml", $"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%{token}5");
        File.Copy(Path.Combine(SampleMatter.Folder, "letters", "2025-05-19-side-letter.pdf"), Path.Combine(program.Documents, "letter.pdf"));
        var temporary = Directory.CreateDirectory(Path.Combine(program.Out, "..", "tmp")).FullName;
        program.Environment["TMPDIR"] = temporary;
        // The runtime's own pipes would lie there too.
        program.Environment["DOTNET_EnableDiagnostics"] = "0";
        using var frontier = new CountingFrontier("{\"claims\":[],\"insufficient\":\"\"}", TimeSpan.Zero);
        var port = FreePort();
        var statuses = new List<string>();

        var ended = await program.Run(["serve", program.Documents, "--out", program.Out, "--reader", "lexical", "--port", $"{port}", "--frontier", frontier.Address, "--frontier-model", "counting"], async process =>
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            var matter = (await Get(http, "/api/matters"))[0].GetProperty("matter").GetString();
            using (var taken = await http.PostAsJsonAsync("/api/asks", new { matter, question = "Who approved the interim price?", options = new { autoSend = true } }))
                taken.EnsureSuccessStatusCode();
            JsonElement status;
            do
            {
                await Task.Delay(50);
                status = (await Get(http, "/api/asks"))[0];
                statuses.Add(status.GetRawText());
                statuses.Add((await Get(http, $"/api/asks/{status.GetProperty("id").GetString()}")).GetRawText());
            }
            while (status.GetProperty("runtimeStatus").GetString() is "Pending" or "Running");
            process.Kill();
        });

        Assert.Contains("Completed", statuses[^1]);
        Assert.Equal(1, frontier.Count);
        Assert.All([ended.Output, ended.Errors, .. statuses], said => Assert.DoesNotContain(token, said));
        Assert.All(Directory.GetFiles(temporary, "*", SearchOption.AllDirectories), file => Assert.DoesNotContain(token, File.ReadAllText(file)));
        Assert.All(Directory.GetFiles(Path.Combine(program.Out, "instances")), file => Assert.DoesNotContain(token, File.ReadAllText(file)));
    }

    [Fact]
    public async Task Lets_no_ask_work_beside_it_in_one_place()
    {
        using var program = new LectorProgram();
        program.With("price.txt", "Owen Tarrant approved the interim price of 8.95 per pallet.");
        var port = FreePort();
        await program.Run(["serve", program.Documents, "--out", program.Out, "--reader", "lexical", "--port", $"{port}"], async process =>
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await Get(http, "/api/matters");
            var beside = await program.Ask("Who approved the interim price?", "--reader", "lexical");
            Assert.Equal(1, beside.Code);
            Assert.Contains("A lector serve works in", beside.Errors);
            process.Kill();
        });

        var both = await Task.WhenAll(program.Ask("Who approved the interim price?", "--reader", "lexical"), program.Ask("Who approved the interim price?", "--reader", "lexical"));
        Assert.All(both, ask => Assert.Equal(0, ask.Code));
    }

    [Fact]
    public async Task Gives_up_on_a_document_that_stops_an_ask_and_reads_the_rest()
    {
        using var program = Poisoned();
        var deaths = 0;
        Ended ended;
        while ((ended = await program.Ask("Who approved the interim price?", "--reader", "lexical")).Code == 137 && deaths < 6)
            deaths++;

        // Once at speed, when nobody knows which file it was, and twice by itself.
        Assert.Equal((3, 0), (deaths, ended.Code));
        Assert.Contains("3 documents = 1 relevant + 1 set aside + 0 unreadable + 1 failed", ended.Output);
        Assert.Contains("stopped the reader twice", ended.Output);
    }

    [Fact]
    public async Task Gives_up_on_a_document_that_stops_the_host_and_goes_on_by_itself()
    {
        using var program = Poisoned();
        var (deaths, port) = (0, FreePort());
        JsonElement ask = default, failed = default;
        for (var over = false; !over && deaths < 6; deaths += over ? 0 : 1)
        {
            await program.Run(["serve", program.Documents, "--out", program.Out, "--reader", "lexical", "--port", $"{port}"], async process =>
            {
                using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
                for (; !process.HasExited && !over; await Task.Delay(50))
                {
                    try
                    {
                        // Asked once: each later life goes on with what it finds.
                        if (ask.ValueKind == JsonValueKind.Undefined)
                        {
                            var matter = (await http.GetFromJsonAsync<JsonElement>("/api/matters"))[0].GetProperty("matter").GetString();
                            using var taken = await http.PostAsJsonAsync("/api/asks", new { matter, question = "Who approved the interim price?" });
                            ask = await taken.Content.ReadFromJsonAsync<JsonElement>();
                        }

                        var path = $"/api/asks/{ask.GetProperty("id").GetString()}";
                        over = (await http.GetFromJsonAsync<JsonElement>(path)).GetProperty("runtimeStatus").GetString() == "Completed";
                        failed = over ? await http.GetFromJsonAsync<JsonElement>($"{path}/documents?outcome=failed") : failed;
                    }
                    catch (HttpRequestException)
                    {
                        // It is starting, or has just died.
                    }
                }

                if (over)
                    process.Kill();
            });
        }

        Assert.Equal(3, deaths);
        var row = Assert.Single(failed.GetProperty("rows").EnumerateArray());
        Assert.Equal("poison.pdf", row.GetProperty("path").GetString());
        Assert.Contains("stopped the reader twice", row.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Says_so_on_a_full_disk_and_goes_on_when_there_is_room()
    {
        using var program = new LectorProgram();
        for (var i = 0; i < 12; i++)
            program.With($"{i}.txt", $"Owen Tarrant approved the interim price of 8.95 per pallet. {string.Join(' ', Enumerable.Range(0, 200).Select(word => $"word{(word * (i + 7)) % 91}"))}");
        using var disk = SmallDisk.At(Directory.CreateDirectory(program.Out).FullName, megabytes: 4);
        using var frontier = new CountingFrontier("{\"claims\":[],\"insufficient\":\"\"}", TimeSpan.Zero);
        var port = FreePort();
        var seen = new List<string>();
        await program.Run(["serve", program.Documents, "--out", program.Out, "--reader", "lexical", "--port", $"{port}", "--frontier", frontier.Address, "--frontier-model", "counting"], async process =>
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            var matter = (await Get(http, "/api/matters"))[0].GetProperty("matter").GetString();
            foreach (var room in new[] { 0, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128 })
            {
                var (before, question) = (frontier.Count, $"Who approved the interim price? ({room})");
                disk.LeaveRoom(room << 10);
                var status = await Ask(question);
                disk.LeaveRoom(4 << 20);
                seen.Add(status);
                if (status.StartsWith("Failed", StringComparison.Ordinal))
                    Assert.Matches("disk (is full|could not be written)", status);
                Assert.StartsWith("Completed", await Ask(question));
                Assert.True(frontier.Count - before <= 1, $"{frontier.Count - before} requests with {room} KB.");

                async Task<string> Ask(string asked)
                {
                    using var taken = await http.PostAsJsonAsync("/api/asks", new { matter, question = asked, options = new { autoSend = true } });
                    var body = await taken.Content.ReadFromJsonAsync<JsonElement>();
                    if (taken.StatusCode == HttpStatusCode.InsufficientStorage)
                        return $"Refused {body.GetProperty("detail")}";
                    Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
                    for (; ; await Task.Delay(20))
                    {
                        var status = await Get(http, $"/api/asks/{body.GetProperty("id").GetString()}");
                        if (status.GetProperty("runtimeStatus").GetString() is not ("Pending" or "Running"))
                            return $"{status.GetProperty("runtimeStatus").GetString()} {(status.TryGetProperty("customStatus", out var custom) && custom.TryGetProperty("fault", out var fault) ? fault.GetString() : "")}";
                    }
                }
            }

            process.Kill();
        });

        Assert.Contains(seen, status => status.StartsWith("Refused The disk is full", StringComparison.Ordinal));
        Assert.Contains(seen, status => status.StartsWith("Failed", StringComparison.Ordinal));
        Assert.Contains(seen, status => status.StartsWith("Completed", StringComparison.Ordinal));
    }

    // Its one PDF ends whoever reads it.
    private static LectorProgram Poisoned()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the poison is a shell script");
        Tools.Needed(new PopplerText(new ExtractionLimits()).Version == "no pdftotext" ? null : "pdftotext", "pdftotext (poppler-utils)");
        var program = new LectorProgram();
        program.With("price.txt", "Owen Tarrant approved the interim price of 8.95 per pallet.").With("zlunch.txt", "The canteen serves lentil soup.");
        File.Copy(Path.Combine(SampleMatter.Folder, "letters", "2025-05-19-side-letter.pdf"), Path.Combine(program.Documents, "poison.pdf"));
        var tools = Directory.CreateDirectory(Path.Combine(program.Out, "..", "tools")).FullName;
        var path = Environment.GetEnvironmentVariable("PATH")!;
        var real = path.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "pdftotext")).First(File.Exists);
        var poison = Path.Combine(tools, "pdftotext");
        File.WriteAllText(poison, $"#!/bin/sh\nif [ \"$1\" = -v ]; then exec {real} -v; fi\nkill -9 $PPID\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(poison, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        program.Environment["PATH"] = $"{tools}{Path.PathSeparator}{path}";
        return program;
    }

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    // The program may still be starting.
    private static async Task<JsonElement> Get(HttpClient http, string path)
    {
        for (var look = 0; ; look++)
        {
            try
            {
                return await http.GetFromJsonAsync<JsonElement>(path);
            }
            catch (HttpRequestException) when (look < 600)
            {
                await Task.Delay(100);
            }
        }
    }

    [Fact]
    public async Task Says_in_one_sentence_why_it_does_not_start()
    {
        using var program = new LectorProgram();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await Refuses("another program listens there", "--port", $"{port}");
        await Refuses("so a token is needed", "--bind", "0.0.0.0", "--port", "0");
        await Refuses("at least 16 are needed", "--token", "short");
        await Refuses("is no IP address", "--bind", "nowhere");

        async Task Refuses(string sentence, params string[] arguments)
        {
            var ended = await program.Run(["serve", program.Documents, "--out", program.Out, "--reader", "lexical", .. arguments]);
            Assert.Equal(1, ended.Code);
            Assert.Contains(sentence, ended.Errors);
        }
    }
}
