using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Lector.Formats.Pdf;

/// <summary>Runs a program on bytes, with limits, and leaves no process behind.</summary>
/// <remarks>
/// On Unix the kernel limits memory and processor time (<c>ulimit</c>), so that they hold even when this process is killed; the
/// child then also loses both its pipes and ends by itself. Elsewhere its memory is watched.
/// </remarks>
internal static class ChildProcess
{
    private const string Limited = "ulimit -v \"$1\" 2>/dev/null; ulimit -t \"$2\" 2>/dev/null; ulimit -c 0; shift 2; exec \"$@\"";
    private const int MostErrors = 8192;
    private static readonly TimeSpan MemoryWatch = TimeSpan.FromMilliseconds(200);
    private static readonly ConcurrentDictionary<int, Process> Running = new();

    static ChildProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var process in Running.Values)
            Kill(process);
    };

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Full path.</param>
    /// <param name="arguments">Passed as they are: no shell reads them.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="limits">Time and memory as for a PDF; its output may be as large as a document.</param>
    /// <param name="cancel">Kills it.</param>
    /// <returns>What it did; exit code -1 when it could not be started.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was signalled.</exception>
    public static ChildRun Run(string program, IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, ExtractionLimits limits, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var process = new Process { StartInfo = Start(program, arguments, limits) };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            return new ChildRun(-1, [], e.Message);
        }
        Running[process.Id] = process;
        var outcome = new Outcome();
        try
        {
            using var deadline = new CancellationTokenSource(limits.PdfTimeLimit);
            var late = deadline.Token.Register(() => outcome.TimedOut = Kill(process));
            using var cancelled = cancel.Register(() => Kill(process));
            using var watch = new Timer(_ => Watch(process, limits.PdfMemoryBytes, outcome), null, MemoryWatch, MemoryWatch);
            var errors = new StringBuilder();
            var feeder = Background(() => Feed(process, input));
            var drain = Background(() => Drain(process.StandardError, errors));
            var output = ReadOutput(process, limits.MaxFileBytes, outcome);
            process.WaitForExit();
            feeder.Join();
            drain.Join();
            // Waits for the callback, if it is just killing: it has yet to say so.
            late.Dispose();
            cancel.ThrowIfCancellationRequested();
            return new ChildRun(process.ExitCode, output, errors.ToString())
            {
                // 152: the processor time that ulimit gave is used up (SIGXCPU).
                TimedOut = outcome.TimedOut || process.ExitCode == 152,
                TooMuchMemory = outcome.TooMuchMemory,
                TooMuchOutput = outcome.TooMuchOutput,
            };
        }
        finally
        {
            Kill(process);
            Running.TryRemove(process.Id, out _);
        }
    }

    private static ProcessStartInfo Start(string program, IReadOnlyList<string> arguments, ExtractionLimits limits)
    {
        var seconds = (long)Math.Ceiling(limits.PdfTimeLimit.TotalSeconds) + 1;
        string[] wrapper = OperatingSystem.IsWindows() ? []
            : ["-c", Limited, "sh", Decimal(limits.PdfMemoryBytes / 1024), Decimal(seconds), program];
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? program : "/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.Latin1,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var argument in wrapper.Concat(arguments))
            start.ArgumentList.Add(argument);
        return start;
    }

    private static byte[] ReadOutput(Process process, long most, Outcome outcome)
    {
        using var output = new MemoryStream();
        var buffer = new byte[1 << 16];
        var from = process.StandardOutput.BaseStream;
        for (int read; (read = from.Read(buffer)) > 0;)
        {
            if (output.Length + read > most)
            {
                outcome.TooMuchOutput = Kill(process);
                break;
            }
            output.Write(buffer, 0, read);
        }
        return output.ToArray();
    }

    private static void Feed(Process process, ReadOnlyMemory<byte> input)
    {
        try
        {
            using var to = process.StandardInput.BaseStream;
            to.Write(input.Span);
        }
        catch (IOException)
        {
            // It ended without reading all of it: its exit code tells why.
        }
    }

    private static void Drain(StreamReader from, StringBuilder into)
    {
        var buffer = new char[4096];
        for (int read; (read = from.Read(buffer)) > 0;)
            into.Append(buffer, 0, Math.Min(read, MostErrors - into.Length));
    }

    private static void Watch(Process process, long most, Outcome outcome)
    {
        try
        {
            process.Refresh();
            if (!OperatingSystem.IsLinux() && process.WorkingSet64 > most)
                outcome.TooMuchMemory = Kill(process);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    private static bool Kill(Process process)
    {
        try
        {
            if (process.HasExited)
                return false;
            process.Kill(entireProcessTree: true);
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    private static Thread Background(Action work)
    {
        var thread = new Thread(() => work()) { IsBackground = true };
        thread.Start();
        return thread;
    }

    private static string Decimal(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Outcome
    {
        public volatile bool TimedOut;
        public volatile bool TooMuchMemory;
        public volatile bool TooMuchOutput;
    }
}
