using System.Net;
using Lector.Core;
using Lector.Hosts.Tests.Models.Encoders;
using Lector.Models.Library;

namespace Lector.Hosts.Tests.Models.Library;

public sealed class ModelLibraryTests : IDisposable
{
    private const string Name = "all-MiniLM-L6-v2";
    private readonly string folder = Directory.CreateTempSubdirectory("lector-models-").FullName;
    private readonly HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan };

    private static byte[] Model => File.ReadAllBytes(Tools.Model("all-MiniLM-L6-v2/all-MiniLM-L6-v2.Q8_0.gguf"));

    private ModelLibrary Shelf => new(folder, http, new Hurried());

    [Fact]
    public async Task Keeps_a_file_that_reproduces_the_original_and_reads_with_it()
    {
        await using var server = FileServer.Of(Model);
        var seen = new Seen();
        var model = await Shelf.Get(server.Address("/x/some-name.gguf?signature=secret").ToString(), seen, default);
        Assert.Equal((Name, "Apache-2.0", server.Address("/x/some-name.gguf").ToString()), (model.Name, model.Licence, model.From));
        Assert.InRange(model.Cosine, .999f, 1f);
        Assert.Equal((model.Size, model.Size), (seen.Last.Done, seen.Last.Total));
        Assert.Equal(model, Assert.Single(Shelf.List()));
        Assert.Equal([Name + ".gguf", Name + ".json"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        Assert.Equal(384, Shelf.Open(model, 1).Dimensions);
        Assert.DoesNotContain("secret", File.ReadAllText(Path.Combine(folder, Name + ".json")));

        // Here and unchanged: nothing is asked of any server.
        var asked = server.Requests.Count;
        Assert.Equal(model, await Shelf.Get(Name.ToUpperInvariant(), null, default));
        Assert.Equal(asked, server.Requests.Count);
        Assert.True(Shelf.Remove(Name));
        Assert.Empty(Shelf.List());
        Assert.Empty(Directory.GetFiles(folder));
        Assert.False(Shelf.Remove(Name));
    }

    [Fact]
    public async Task A_cut_connection_goes_on_where_it_stopped()
    {
        await using var server = FileServer.Of(Model, breakAfter: 6_000_000, breaks: 3);
        await Shelf.Get(server.Address("/m.gguf").ToString(), null, default);
        Assert.Equal([null, "bytes=6000000-", "bytes=12000000-", "bytes=18000000-"], server.Requests.Select(r => r.Headers.GetValueOrDefault("Range")));
    }

    [Fact]
    public async Task A_stopped_download_goes_on_in_the_next_run_unless_the_file_changed()
    {
        var file = Model;
        var release = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var tag = "\"v1\"";
        await using var server = new FileServer(async (request, to) =>
        {
            var from = request.Headers.GetValueOrDefault("If-Range") == tag ? int.Parse(request.Headers["Range"]["bytes=".Length..^1]) : 0;
            await FileServer.Head(to, from > 0 ? "206 Partial Content" : "200 OK", $"Content-Length: {file.Length - from}", $"ETag: {tag}", $"Content-Range: bytes {from}-{file.Length - 1}/{file.Length}");
            await to.WriteAsync(file.AsMemory(from, stop.IsCancellationRequested ? file.Length - from : 5_000_000));
            if (!stop.IsCancellationRequested)
                await release.Task;
        });
        var getting = Shelf.Get(server.Address("/m.gguf").ToString(), new Seen(done => { if (done > 1_000_000) stop.Cancel(); }), stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => getting);
        release.SetResult();
        tag = "\"v2\"";
        await Shelf.Get(server.Address("/m.gguf").ToString(), null, default);
        Assert.Equal("\"v1\"", server.Requests[1].Headers["If-Range"]);
        Assert.StartsWith("bytes=", server.Requests[1].Headers["Range"]);
        Assert.Single(Shelf.List());
    }

    [Fact]
    public async Task Without_a_strong_tag_it_begins_anew()
    {
        await using var server = FileServer.Of(Model, "W/\"weak\"", breakAfter: 1_000_000, breaks: 1);
        await Shelf.Get(server.Address("/m.gguf").ToString(), null, default);
        Assert.All(server.Requests, r => Assert.DoesNotContain("Range", r.Headers.Keys));
    }

    [Fact]
    public async Task A_part_that_is_whole_already_is_taken()
    {
        var file = Model;
        await using var server = new FileServer((request, to) => FileServer.Head(to, "416 Range Not Satisfiable", $"Content-Range: bytes */{file.Length}", "Content-Length: 0"));
        File.WriteAllBytes(Path.Combine(folder, "m.gguf.part"), file);
        File.WriteAllText(Path.Combine(folder, "m.gguf.part-state"), $$"""{"address":"{{server.Address("/m.gguf")}}","validator":"\"v1\""}""");
        Assert.Equal(Name, (await Shelf.Get(server.Address("/m.gguf").ToString(), null, default)).Name);
    }

    [Theory]
    [InlineData(200, "text/html", "<html>Sign in</html>", "answers with a page")]
    [InlineData(200, "application/octet-stream", "PK\u0003\u0004", "no GGUF")]
    [InlineData(200, "application/octet-stream", "GGUF\u0003", "no GGUF")] // cut, but complete by its own Content-Length
    [InlineData(404, "text/html", "", "404")]
    [InlineData(403, "text/html", "", "refuses (403)")]
    [InlineData(407, "text/html", "", "proxy asks for a sign-in")]
    [InlineData(503, "text/plain", "", "503")]
    [InlineData(418, "text/plain", "", "418")]
    public async Task What_is_no_model_file_is_one_sentence(int status, string type, string body, string message)
    {
        await using var server = new FileServer(async (_, to) =>
        {
            await FileServer.Head(to, $"{status} Status", $"Content-Type: {type}", $"Content-Length: {body.Length}");
            await to.WriteAsync(System.Text.Encoding.ASCII.GetBytes(body));
        });
        var e = await Assert.ThrowsAsync<UserErrorException>(() => Shelf.Get(server.Address("/m.gguf").ToString(), null, default));
        Assert.Contains(message, e.Message);
        Assert.Empty(Shelf.List());
        Assert.Equal(status == 503 ? 5 : 1, server.Requests.Count);
    }

    [Fact]
    public async Task Another_model_is_refused_and_not_kept()
    {
        await using var server = FileServer.Of(new TinyBert().File.Build());
        Assert.Contains("does not reproduce", (await Assert.ThrowsAsync<UserErrorException>(() => Shelf.Get(server.Address("/m.gguf").ToString(), null, default))).Message);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task Damaged_weights_are_refused_by_the_golden_texts()
    {
        var file = Model;
        for (var i = 13_300_000; i < 14_800_000; i += 34)
            file[i] ^= 0x10;
        await using var server = FileServer.Of(file);
        var e = await Assert.ThrowsAsync<UserErrorException>(() => Shelf.Get(server.Address("/m.gguf").ToString(), null, default));
        Assert.Contains("nearest: all-MiniLM-L6-v2", e.Message);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task No_space_is_said_before_anything_is_loaded()
    {
        await using var server = FileServer.Of(Model);
        var full = new ModelLibrary(folder, http, new Hurried()) { FreeSpace = _ => 40 << 20 };
        var e = await Assert.ThrowsAsync<UserErrorException>(() => full.Get(server.Address("/m.gguf").ToString(), null, default));
        Assert.Contains("has 40 MB free", e.Message);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task A_disk_that_fills_up_is_one_sentence()
    {
        if (!File.Exists("/dev/full"))
            Assert.Skip("needs /dev/full");
        await using var server = FileServer.Of(Model);
        File.CreateSymbolicLink(Path.Combine(folder, "m.gguf.part"), "/dev/full");
        var e = await Assert.ThrowsAsync<UserErrorException>(() => Shelf.Get(server.Address("/m.gguf").ToString(), null, default));
        Assert.Contains("make room and give the same command again", e.Message);
    }

    [Theory]
    [InlineData("407 Proxy Authentication Required", "407")]
    [InlineData("403 Forbidden", "403")]
    public async Task A_proxy_that_refuses_is_named(string status, string shown)
    {
        await using var proxy = new FileServer((_, to) => FileServer.Head(to, status, "Content-Length: 0"));
        using var proxied = new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy(proxy.Address("/")) });
        var e = await Assert.ThrowsAsync<UserErrorException>(() => new ModelLibrary(folder, proxied, new Hurried()).Get("https://models.invalid/m.gguf", null, default));
        Assert.Equal("CONNECT", proxy.Requests[0].Method);
        Assert.Contains("The proxy refuses the way there", e.Message);
        Assert.Contains(shown, e.Message);
        Assert.Single(proxy.Requests);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_one_sentence()
    {
        var gone = new FileServer((_, _) => Task.CompletedTask);
        var address = gone.Address("/m.gguf").ToString();
        await gone.DisposeAsync();
        Assert.Contains("could not be loaded", (await Assert.ThrowsAsync<UserErrorException>(() => Shelf.Get(address, null, default))).Message);
        Assert.Contains("cannot be found", (await Assert.ThrowsAsync<UserErrorException>(() => Shelf.Get("http://nowhere.invalid/m.gguf", null, default))).Message);
        Assert.Contains("no model and no file named bert", (await Assert.ThrowsAsync<UserErrorException>(() => Shelf.Get("bert", null, default))).Message);
    }

    [Fact]
    public async Task Takes_a_file_at_hand_and_notices_when_it_is_changed_later()
    {
        var model = await Shelf.Get(Tools.Model("all-MiniLM-L6-v2/all-MiniLM-L6-v2.Q8_0.gguf"), null, default);
        Assert.Equal((Name, "all-MiniLM-L6-v2.Q8_0.gguf"), (model.Name, model.From));
        Assert.True(Shelf.Verify(model));
        using (var file = File.OpenWrite(Path.Combine(folder, Name + ".gguf")))
        {
            file.Position = 20_000_000;
            file.WriteByte(77);
        }

        Assert.False(Shelf.Verify(model));
        Assert.Contains("not the one that was accepted", Assert.Throws<UserErrorException>(() => Shelf.Open(model, 1)).Message);
    }

    [Fact]
    public void Every_known_model_has_golden_texts_a_licence_and_an_address()
    {
        Assert.NotEmpty(KnownModel.All);
        Assert.All(KnownModel.All, m => Assert.True(m.Golden.Count >= 10 && m.Licence.Length > 0 && m.Addresses.All(a => a.Scheme == "https")));
    }

    public void Dispose()
    {
        http.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private sealed class Seen(Action<long>? tell = null) : IProgress<DownloadProgress>
    {
        public DownloadProgress Last { get; private set; }

        public void Report(DownloadProgress value)
        {
            Last = value;
            tell?.Invoke(value.Done);
        }
    }

    /// <summary>Waits between attempts take no time; alarms after a minute's silence never ring.</summary>
    private sealed class Hurried : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero && dueTime < TimeSpan.FromSeconds(30) ? TimeSpan.FromMilliseconds(1) : dueTime, period);

        // Every report is due.
        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Interlocked.Increment(ref ticks);

        private long ticks;
    }
}
