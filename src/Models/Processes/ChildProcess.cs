using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Lector.Core.Reading;

namespace Lector.Models.Processes;

/// <summary>A program that does not outlive Lector, however Lector ends.</summary>
/// <remarks>
/// Linux: <c>setpriv --pdeathsig KILL</c>, whose signal comes when the <em>thread</em> that forked ends, so a thread stays with each child. Without setpriv, and on macOS: a shell
/// that waits for the end of its standard input, which the system closes when Lector is gone. Windows: a job object that kills what is in it when its last handle is
/// closed. A lock file lets the next start end what slipped through.
/// </remarks>
internal sealed class ChildProcess : IDisposable
{
    // The child gets no input; a second process holds the pipe from Lector and kills the child at its end. stdin of a background command would be /dev/null, hence descriptor 3.
    private const string Wrapper = """
        exec 3<&0
        "$@" 3<&- </dev/null &
        child=$!
        (cat <&3 >/dev/null 2>&1; kill -9 $child 2>/dev/null) >/dev/null 2>&1 &
        exec 3<&- </dev/null
        wait $child
        """;

    private const int LinesKept = 60;

    private readonly ManualResetEventSlim over = new();
    private readonly CountdownEvent drained = new(2);
    private readonly Queue<string> lines = new();
    private readonly Process process;
    private readonly WindowsJob? job;
    private readonly OrphanLock? orphan;

    private ChildProcess(ProcessStartInfo start, string? folder)
    {
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        Exception? failure = null;
        using var started = new ManualResetEventSlim();
        var keeper = new Thread(() =>
        {
            try
            {
                process.Start();
            }
            catch (Exception e) when (e is Win32Exception or InvalidOperationException)
            {
                failure = e;
            }

            started.Set();
            if (failure is null)
                over.Wait();
        })
        { IsBackground = true, Name = "keeper of a child process" };
        keeper.Start();
        started.Wait();
        if (failure is not null)
            throw new ReaderUnavailableException($"{start.FileName} cannot be started. Install it, or name its program with LECTOR_LLAMA_SERVER.", failure);
        job = OperatingSystem.IsWindows() ? WindowsJob.Holding(process) : null;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        orphan = OrphanLock.For(process, folder);
    }

    /// <summary>The process id.</summary>
    public int Id => process.Id;

    /// <summary>Whether it ended, or was disposed.</summary>
    public bool HasExited => over.IsSet || process.HasExited;

    /// <summary>Its exit code; only once it ended.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>Starts a program.</summary>
    /// <param name="program">A path, or a name on PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="keepHubToken">Whether it may see the user's token for a model hub.</param>
    /// <param name="withoutSetpriv">Uses the shell on Linux too.</param>
    /// <param name="folder">A temporary folder that is removed after a Lector that could not do so itself.</param>
    /// <exception cref="ReaderUnavailableException">It cannot be started.</exception>
    public static ChildProcess Start(string program, IReadOnlyList<string> arguments, bool keepHubToken = false, bool withoutSetpriv = false, string? folder = null)
    {
        string[] before = OperatingSystem.IsWindows() ? []
            : OperatingSystem.IsLinux() && !withoutSetpriv && Setpriv() is { } setpriv ? [setpriv, "--pdeathsig", "KILL", "--"]
            : ["/bin/sh", "-c", Wrapper, "lector-child"];
        string[] command = [.. before, program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        // LLAMA_ARG_HOST=0.0.0.0 would open the server to all; Lector's own keys are nobody else's.
        foreach (var name in start.Environment.Keys.Where(n => IsStripped(n, keepHubToken)).ToArray())
            start.Environment.Remove(name);
        return new ChildProcess(start, folder);
    }

    /// <summary>The last match among the last lines that the program wrote, or null.</summary>
    public Match? Said(Regex pattern)
    {
        // What was written just before the end may still be in the pipe.
        if (process.HasExited)
            drained.Wait(1000);
        lock (lines)
            return lines.Select(line => pattern.Match(line)).LastOrDefault(m => m.Success);
    }

    /// <summary>Ends it and waits for that.</summary>
    public void Dispose()
    {
        try
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit(5000);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
        catch (Win32Exception)
        {
            // It is ending.
        }

        over.Set();
        orphan?.Dispose();
        if (OperatingSystem.IsWindows())
            job?.Dispose();
        process.Dispose();
    }

    private static bool IsStripped(string name, bool keepHubToken) =>
        name.StartsWith("LLAMA_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("LECTOR_", StringComparison.OrdinalIgnoreCase)
        || !keepHubToken && name.StartsWith("HF_", StringComparison.OrdinalIgnoreCase);

    private static string? Setpriv() => ((string[])["/usr/bin/setpriv", "/bin/setpriv"]).FirstOrDefault(File.Exists);

    private void Keep(string? line)
    {
        if (line is null)
        {
            drained.Signal();
            return;
        }

        lock (lines)
        {
            lines.Enqueue(line);
            if (lines.Count > LinesKept)
                lines.Dequeue();
        }
    }
}
