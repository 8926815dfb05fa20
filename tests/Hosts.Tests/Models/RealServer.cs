using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Models.Endpoints;
using Lector.Models.Processes;

namespace Lector.Hosts.Tests.Models;

/// <summary>A real llama-server on a Unix socket with a tiny model: real HTTP, real tokenizer, real log-probabilities, known verdicts.</summary>
internal sealed class RealServer : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly ChildProcess process;

    private RealServer(DirectoryInfo folder, ChildProcess process) => (this.folder, this.process) = (folder, process);

    public Uri Address => new("unix:" + Socket(folder));

    /// <summary>llama-server's program: <c>LECTOR_LLAMA_SERVER</c>, or the one on PATH.</summary>
    public static string Program => Tools.Needed(
        Environment.GetEnvironmentVariable("LECTOR_LLAMA_SERVER") is { Length: > 0 } named ? named
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(p => Path.Combine(p, "llama-server")).FirstOrDefault(File.Exists),
        "llama-server (on PATH, or named by LECTOR_LLAMA_SERVER)");

    public static async Task<RealServer> Start(TinyGguf.Kind kind, params string[] arguments)
    {
        var program = Program;
        var folder = Directory.CreateTempSubdirectory("lector-test-");
        var model = TinyGguf.Write(folder.FullName, kind);
        var process = ChildProcess.Start(program, ["-m", model, "--host", Socket(folder), "--offline", "--no-ui", "-cram", "0", "-lv", "1", "-t", "1", "-tb", "1", .. arguments]);
        var server = new RealServer(folder, process);
        for (var i = 0; i < 400; i++)
        {
            Assert.False(process.HasExited, "llama-server ended at its start.");
            using var endpoint = Endpoint.AtSocket(Socket(folder), "", null, new Patience(TimeSpan.Zero, null, TimeProvider.System));
            if (File.Exists(Socket(folder)) && await endpoint.Once("health", TestContext.Current.CancellationToken) is { Ok: true })
                return server;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await server.DisposeAsync();
        Assert.Fail("llama-server did not become ready.");
        return server;
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
        process.Dispose();
        folder.Delete(recursive: true);
        return default;
    }

    private static string Socket(DirectoryInfo folder) => Path.Combine(folder.FullName, "l.sock");
}
