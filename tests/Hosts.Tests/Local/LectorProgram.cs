using System.Diagnostics;
using System.Text;
using Lector.Bench;

namespace Lector.Hosts.Tests.Local;

/// <summary>The real program in a process of its own, with a data folder of its own and nothing of the user's environment that could steer it.</summary>
internal sealed class LectorProgram : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lector-test-").FullName;

    /// <summary>A folder for a test's documents.</summary>
    public string Documents => Directory.CreateDirectory(Path.Combine(folder, "documents")).FullName;

    /// <summary>Where runs go.</summary>
    public string Out => Path.Combine(folder, "out");

    /// <summary>Variables for the program.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Writes a document.</summary>
    public LectorProgram With(string name, string text)
    {
        var path = Path.Combine(Documents, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    /// <summary>Runs <c>lector ask</c> over the test's documents.</summary>
    public Task<Ended> Ask(string question, params string[] more) => Run(["ask", Documents, question, "--out", Out, .. more]);

    /// <summary>Runs the program to its end, or until a test stops it.</summary>
    public async Task<Ended> Run(string[] arguments, Func<Process, Task>? meanwhile = null)
    {
        using var process = Start(arguments);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (meanwhile is not null)
            await meanwhile(process);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await process.WaitForExitAsync(limit.Token);
        return new Ended(process.ExitCode, await output, await errors);
    }

    /// <summary>The newest run's folder.</summary>
    public string RunFolder => Directory.EnumerateFiles(Out, "plan.json", SearchOption.AllDirectories).Select(file => Path.GetDirectoryName(file)!).MaxBy(Directory.GetLastWriteTimeUtc)!;

    /// <summary>Replays every history that the program recorded, and cleans up.</summary>
    public void Dispose()
    {
        Histories.Replay(Out);
        Directory.Delete(folder, recursive: true);
    }

    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "lector.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = folder,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("LECTOR_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["XDG_DATA_HOME"] = Path.Combine(folder, "data");
        start.Environment["HOME"] = folder;
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}

/// <summary>How a program ended.</summary>
internal sealed record Ended(int Code, string Output, string Errors);
