using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Models.Endpoints;
using Lector.Models.Processes;

namespace Lector.Hosts.Tests.Models;

/// <summary>A real llama-server on a Unix socket with a tiny model: real HTTP, real tokenizer, real log-probabilities, known verdicts.</summary>
internal sealed class RealServer : IAsyncDisposable
{
    private readonly string program;
    private readonly string[] arguments;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lector-test-");
    private ChildProcess? process;

    private RealServer(string program, TinyGguf.Kind kind, string[] arguments)
    {
        this.program = program;
        Served = TinyGguf.Write(folder.FullName, kind);
        this.arguments = ["-m", Served, "--host", Socket, "--offline", "--no-ui", "-cram", "0", "-lv", "1", "-t", "1", "-tb", "1", .. arguments];
    }

    /// <summary>The served model's file.</summary>
    public string Served { get; }

    public Uri Address => new("unix:" + Socket);

    /// <summary>llama-server's program: <c>LECTOR_LLAMA_SERVER</c>, or the one on PATH.</summary>
    public static string Program => Tools.Needed(
        Environment.GetEnvironmentVariable("LECTOR_LLAMA_SERVER") is { Length: > 0 } named ? named
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(p => Path.Combine(p, "llama-server")).FirstOrDefault(File.Exists),
        "llama-server (on PATH, or named by LECTOR_LLAMA_SERVER)");

    public static async Task<RealServer> Start(TinyGguf.Kind kind, params string[] arguments)
    {
        var server = new RealServer(Program, kind, arguments);
        await server.Begin();
        return server;
    }

    /// <summary>Ends the server, for Lector to find it away, and begins it again.</summary>
    /// <param name="change">Done in between.</param>
    public async Task Restart(Func<Task> change)
    {
        process!.Dispose();
        File.Delete(Socket);
        await change();
        await Begin();
    }

    private async Task Begin()
    {
        process = ChildProcess.Start(program, arguments);
        for (var i = 0; i < 400; i++)
        {
            Assert.False(process.HasExited, "llama-server ended at its start.");
            using var endpoint = Endpoint.AtSocket(Socket, "", null, new Patience(TimeSpan.Zero, null, TimeProvider.System));
            if (File.Exists(Socket) && await endpoint.Once("health", TestContext.Current.CancellationToken) is { Ok: true })
                return;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await DisposeAsync();
        Assert.Fail("llama-server did not become ready.");
    }

    /// <summary>A model file for Lector to serve itself; the caller deletes the folder.</summary>
    public static (string Path, DirectoryInfo Folder) Model(TinyGguf.Kind kind)
    {
        var folder = Directory.CreateTempSubdirectory("lector-test-");
        return (TinyGguf.Write(folder.FullName, kind), folder);
    }

    public static PassageInContext Passage(string text) => new(text, DocumentFields.None, null);

    public ValueTask DisposeAsync()
    {
        process?.Dispose();
        folder.Delete(recursive: true);
        return default;
    }

    private string Socket => Path.Combine(folder.FullName, "l.sock");
}
