using System.Diagnostics;
using System.Text.RegularExpressions;
using Lector.Core;
using Lector.Core.Reading;
using Lector.Hosts.Tests.Local;
using Lector.Models.Endpoints;
using Lector.Models.Processes;

namespace Lector.Hosts.Tests.Models.Processes;

/// <summary>llama-server as a child: it reads, comes back when it dies, and never stays behind.</summary>
public partial class Children
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TinyGguf.Kind.Chat, "chat")]
    [InlineData(TinyGguf.Kind.Decision, "systemone")]
    [InlineData(TinyGguf.Kind.Rerank, "rerank")]
    [InlineData(TinyGguf.Kind.Embedding, "embedding")]
    internal async Task Serves_a_file_as_what_it_is(TinyGguf.Kind kind, string name)
    {
        var program = RealServer.Program;
        var (path, folder) = RealServer.Model(kind);
        await using (var opened = await EndpointReaders.Open(new ReaderChoice { Model = path, LlamaServer = program }, TimeProvider.System, Cancel))
        {
            Assert.Equal((name, ReaderPlace.Loopback, "F32", "mit"), (opened.Identity.Kind, opened.Identity.Place, opened.Report.Quantisation, opened.Identity.Licence));
            Assert.Equal(await GgufFacts.Hash(path, Cancel), opened.Report.FileHash);
            Assert.NotEmpty(ServersOf(path));
        }

        Assert.Empty(ServersOf(path));
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_verdict_is_lost_or_doubled_when_the_server_is_killed_again_and_again(bool byPort)
    {
        var program = RealServer.Program;
        var (path, folder) = RealServer.Model(TinyGguf.Kind.Decision);
        var said = new List<string>();
        await using (var opened = await EndpointReaders.Open(new ReaderChoice { Model = path, LlamaServer = program, Say = said.Add, ByPort = byPort }, TimeProvider.System, Cancel))
        {
            string[] words = ["zebra", "clerk", "giraffe", "desk"];
            PassageInContext[] passages = [.. Enumerable.Range(0, 160).Select(i => RealServer.Passage($"The {words[i % 4]} of day {i} was seen."))];
            var random = new Random(7);
            var reading = opened.Reader!.Read("Which animal?", passages, Cancel);
            var killed = 0;
            for (var kills = 0; kills < 3 && !reading.IsCompleted; kills++)
            {
                await Task.Delay(random.Next(100, 500), Cancel);
                foreach (var server in ServersOf(path))
                {
                    Kill(server);
                    killed++;
                }
            }

            Assert.InRange(killed, 1, 100);
            var verdicts = await reading;

            Assert.Equal(160, verdicts.Count);
            for (var i = 0; i < verdicts.Count; i++)
                Assert.Equal((i, UnreadCause.None, i % 2 == 0 ? 0.99 : 0.00), (i, verdicts[i].Cause, Math.Round(verdicts[i].Score, 2)));
        }

        Assert.Empty(ServersOf(path));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_dead_server_is_started_once_however_many_find_it_dead_and_never_with_a_file_that_was_replaced()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are looked for in /proc");
        var (path, folder) = RealServer.Model(TinyGguf.Kind.Decision);
        var (program, log) = (Path.Combine(folder.FullName, "server"), Path.Combine(folder.FullName, "starts"));
        File.WriteAllText(program, $"#!/bin/sh\necho started >>{log}\nexec {RealServer.Program} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var choice = new ReaderChoice { Model = path, LlamaServer = program };
        await using (var server = await LlamaServer.Start(choice, TimeProvider.System, Cancel))
        {
            using var endpoint = server.Connect(choice, TimeProvider.System);
            var revive = endpoint.Patience.Revive!;
            await Killed(server);

            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => revive(Cancel), Cancel)));

            Assert.Equal(2, File.ReadAllLines(log).Length);
            Assert.True((await endpoint.Get("health", Cancel)).Ok);

            await Killed(server);
            File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(1));
            Assert.Contains("was replaced or removed", (await Assert.ThrowsAsync<ReaderUnavailableException>(() => revive(Cancel))).Message, StringComparison.Ordinal);
            Assert.Equal(2, File.ReadAllLines(log).Length);
        }

        folder.Delete(recursive: true);

        static async Task Killed(LlamaServer server)
        {
            var id = server.ProcessId;
            Kill(id);
            // Until the runtime has taken note of its end.
            await Until(() => !Directory.Exists($"/proc/{id}"), "the server is gone");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_child_ends_with_a_killed_parent(bool withoutSetpriv)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || withoutSetpriv && OperatingSystem.IsMacOS(), "a Unix system");
        // This very program is the parent: it runs one test that starts a child and waits to be killed.
        var mark = "lector-" + Guid.NewGuid().ToString("N");
        using var parent = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, Itself("-method", typeof(Children).FullName + "." + nameof(Waits_to_be_killed)))
        {
            Environment = { ["LECTOR_TEST_WAIT"] = mark, ["LECTOR_TEST_SHELL"] = withoutSetpriv ? "1" : "" },
            RedirectStandardOutput = true,
        })!;
        await Until(() => Running(mark).Length > 0, "the child runs");

        parent.Kill();
        await parent.WaitForExitAsync(Cancel);

        await Until(() => Running(mark).Length == 0, "the child is gone");
    }

    [Fact]
    public async Task No_llama_server_stays_behind_a_killed_lector()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are looked for in /proc");
        var (path, folder) = RealServer.Model(TinyGguf.Kind.Decision);
        using var lector = new LectorProgram();
        lector.Environment["LECTOR_LLAMA_SERVER"] = RealServer.Program;
        for (var i = 0; i < 40; i++)
            lector.With($"{i}.txt", string.Concat(Enumerable.Repeat($"The clerk counted {i} pens. ", 400)));

        await lector.Run(["ask", lector.Documents, "Who came?", "--out", lector.Out, "--model", path], async program =>
        {
            await Until(() => Running(path).Count(id => id != program.Id) > 0, "llama-server runs");
            program.Kill();
        });

        await Until(() => Running(path).Length == 0, "llama-server is gone");
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Waits_to_be_killed()
    {
        var mark = Environment.GetEnvironmentVariable("LECTOR_TEST_WAIT");
        Assert.SkipWhen(mark is null, "not started by A_child_ends_with_a_killed_parent");
        using var child = ChildProcess.Start("/bin/sh", ["-c", "while :; do sleep 0.2; done", mark!], withoutSetpriv: Environment.GetEnvironmentVariable("LECTOR_TEST_SHELL") == "1");
        await Task.Delay(TimeSpan.FromMinutes(2), Cancel);
    }

    [Fact]
    public async Task A_disposed_child_is_gone_with_what_it_started()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a Unix system");
        foreach (var withoutSetpriv in (bool[])[false, true])
        {
            var mark = "lector-" + Guid.NewGuid().ToString("N");
            using (ChildProcess.Start("/bin/sh", ["-c", "sleep 1000 & wait", mark], withoutSetpriv: withoutSetpriv))
                await Until(() => Running(mark).Length > 0, "the child runs");
            await Until(() => Running(mark).Length == 0, "the child is gone");
        }
    }

    [Fact]
    public void A_disposed_child_has_ended()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a Unix system");
        var child = ChildProcess.Start("/bin/sh", ["-c", "sleep 1000"]);
        Assert.False(child.HasExited);
        child.Dispose();
        // Another lane may still look at it.
        Assert.True(child.HasExited);
    }

    [Fact]
    public async Task A_later_Lector_ends_what_a_dead_one_left_and_spares_the_rest()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a Unix system");
        using var orphan = Process.Start("sleep", "1000");
        using var stranger = Process.Start("sleep", "1000");
        var folder = Directory.CreateTempSubdirectory("lector-");
        Directory.CreateDirectory(OrphanLock.Folder);
        // No process has the id of the owner; the stranger took the id of a child that began an hour ago.
        Note(orphan.Id, orphan.StartTime.ToUniversalTime(), folder.FullName);
        Note(stranger.Id, stranger.StartTime.ToUniversalTime().AddHours(-1), null);

        OrphanLock.Sweep();

        await orphan.WaitForExitAsync(Cancel);
        Assert.False(folder.Exists && Directory.Exists(folder.FullName));
        Assert.False(stranger.HasExited);
        Assert.False(File.Exists(Path.Combine(OrphanLock.Folder, $"{stranger.Id}.json")));
        stranger.Kill();

        static void Note(int child, DateTime started, string? folder) => File.WriteAllText(Path.Combine(OrphanLock.Folder, $"{child}.json"),
            System.Text.Json.JsonSerializer.Serialize(new { child, childStarted = started, owner = int.MaxValue, ownerStarted = started, folder }));
    }

    [Fact]
    public async Task A_child_does_not_see_what_is_not_meant_for_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a Unix system");
        Environment.SetEnvironmentVariable("LLAMA_ARG_HOST", "0.0.0.0");
        Environment.SetEnvironmentVariable("LECTOR_FRONTIER_KEY_TEST", "secret");
        using var child = ChildProcess.Start("/bin/sh", ["-c", "echo seen=$LLAMA_ARG_HOST$LECTOR_FRONTIER_KEY_TEST=; sleep 5"]);
        await Until(() => child.Said(Seen()) is not null, "the child spoke");
        Assert.Equal("seen==", child.Said(Seen())!.Value);
        Environment.SetEnvironmentVariable("LLAMA_ARG_HOST", null);
        Environment.SetEnvironmentVariable("LECTOR_FRONTIER_KEY_TEST", null);
    }

    [Fact]
    public async Task Says_how_to_get_llama_server()
    {
        var (path, folder) = RealServer.Model(TinyGguf.Kind.Chat);
        var missing = await Assert.ThrowsAsync<ReaderUnavailableException>(() => EndpointReaders.Open(new ReaderChoice { Model = path, LlamaServer = "no-such-llama-server" }, TimeProvider.System, Cancel));
        Assert.StartsWith("There is no llama-server (no-such-llama-server). Install llama.cpp", missing.Message, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Names_a_llama_server_that_is_too_old()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a Unix system");
        var (path, folder) = RealServer.Model(TinyGguf.Kind.Chat);
        var old = Path.Combine(folder.FullName, "old");
        File.WriteAllText(old, "#!/bin/sh\necho 'error: invalid argument: --no-ui' >&2\nexit 1\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(old, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var refused = await Assert.ThrowsAsync<ReaderUnavailableException>(() => EndpointReaders.Open(new ReaderChoice { Model = path, LlamaServer = old }, TimeProvider.System, Cancel));
        Assert.Contains("too old: it does not know --no-ui", refused.Message, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(TinyGguf.Kind.Chat, "chat", 1)]
    [InlineData(TinyGguf.Kind.Embedding, "embedding", 2)]
    [InlineData(TinyGguf.Kind.Rerank, "rerank", 2)]
    internal async Task Serves_a_downloaded_model_as_what_its_file_shows(TinyGguf.Kind kind, string name, int starts)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a Unix system");
        var (path, folder) = RealServer.Model(kind);
        // Stands for the download: the rest is the real llama-server.
        var (program, log) = (Path.Combine(folder.FullName, "server"), Path.Combine(folder.FullName, "starts"));
        File.WriteAllText(program, $"#!/bin/sh\necho \"$1\" >>{log}\nif [ \"$1\" = -hf ]; then shift 2; exec {RealServer.Program} -m {path} \"$@\"; fi\nexec {RealServer.Program} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using (var opened = await EndpointReaders.Open(new ReaderChoice { Model = "hf:somebody/tiny", LlamaServer = program }, TimeProvider.System, Cancel))
        {
            Assert.Equal((name, await GgufFacts.Hash(path, Cancel)), (opened.Identity.Kind, opened.Report.FileHash));
            Assert.Equal(starts, File.ReadAllLines(log).Length);
        }

        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("hf:nobody")]
    [InlineData("hf:a/b;rm -rf")]
    [InlineData("no-such-file.gguf")]
    public async Task Refuses_what_is_no_model(string model) =>
        await Assert.ThrowsAsync<UserErrorException>(() => EndpointReaders.Open(new ReaderChoice { Model = model, LlamaServer = "no-such-llama-server" }, TimeProvider.System, Cancel));

    [Fact]
    public async Task Stopping_the_start_leaves_no_server()
    {
        var program = RealServer.Program;
        var (path, folder) = RealServer.Model(TinyGguf.Kind.Chat);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var opening = EndpointReaders.Open(new ReaderChoice { Model = path, LlamaServer = program }, TimeProvider.System, stop.Token);
        await Task.Delay(150, Cancel);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        Assert.Empty(ServersOf(path));
        folder.Delete(recursive: true);
    }

    private static int[] ServersOf(string model) => Running(model);

    // Processes whose command line holds a text that only they have.
    private static int[] Running(string mark)
    {
        if (!OperatingSystem.IsLinux())
            return [];
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), out var id))
                try
                {
                    var command = File.ReadAllText(Path.Combine(folder, "cmdline"));
                    // A child of this program that has not yet become another still bears this program's name.
                    if (command.Contains(mark, StringComparison.Ordinal) && File.ReadAllText(Path.Combine(folder, "stat")) is var stat && stat[(stat.LastIndexOf(')') + 2)..][0] != 'Z')
                        found.Add(id);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // It ended meanwhile.
                }

        return [.. found];
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended meanwhile.
        }
    }

    private static async Task Until(Func<bool> holds, string what)
    {
        for (var i = 0; i < 600; i++, await Task.Delay(50, Cancel))
            if (holds())
                return;
        Assert.Fail($"30 s passed before {what}.");
    }

    // `dotnet Lector.Hosts.Tests.dll …`, or the program itself.
    private static string[] Itself(params string[] arguments) =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Children).Assembly.Location, .. arguments] : arguments;

    [GeneratedRegex("seen=.*=")]
    private static partial Regex Seen();
}
