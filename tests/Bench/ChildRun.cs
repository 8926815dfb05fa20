using System.Diagnostics;
using System.Text.Json;

namespace Lector.Bench;

/// <summary>A program that ran to its end, and what it took.</summary>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Printed">Its standard output.</param>
/// <param name="Complaint">Its standard error.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="Cpu">Seconds of processor time, user and system, its own children included.</param>
/// <param name="PeakBytes">The most memory that was resident; 0 where the system does not tell.</param>
internal sealed record ChildRun(int ExitCode, string Printed, string Complaint, double Seconds, double Cpu, long PeakBytes)
{
    /// <summary>Runs a program; one at a time, for processor time is counted over all children.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="folder">Working folder, or null for this one.</param>
    /// <param name="cancel">Kills it.</param>
    public static async Task<ChildRun> Of(IReadOnlyList<string> command, string? folder, CancellationToken cancel)
    {
        var before = Machine.SecondsOfChildren();
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        })!;
        try
        {
            var (printed, complaint) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
            var ended = process.WaitForExitAsync(cancel);
            long peak = 0;
            while (await Task.WhenAny(ended, Task.Delay(50, cancel)) != ended)
                peak = Math.Max(peak, Peak(process));
            await ended;
            return new ChildRun(process.ExitCode, await printed, await complaint, clock.Elapsed.TotalSeconds, Machine.SecondsOfChildren() - before, peak);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Asks a folder with the real program.</summary>
    /// <param name="measuring">Names the program.</param>
    /// <param name="folder">The documents.</param>
    /// <param name="question">The question.</param>
    /// <param name="runs">Where runs are kept.</param>
    /// <param name="cancel">Kills it.</param>
    /// <exception cref="InvalidOperationException">The program ended badly, or its counts do not add up.</exception>
    public static async Task<(ChildRun Run, Counted Counts)> Ask(Measuring measuring, string folder, string question, string runs, CancellationToken cancel)
    {
        var run = await Of([.. measuring.Lector, "ask", folder, question, "--out", runs, "--json"], null, cancel);
        if (run.ExitCode != 0)
            throw new InvalidOperationException($"lector ended with {run.ExitCode}: {run.Complaint.Trim()}");
        using var json = JsonDocument.Parse(run.Printed);
        var documents = json.RootElement.GetProperty("documents");
        var counts = new Counted(Count("total"), Count("relevant"), Count("setAside"), Count("unreadable"), Count("failed"), json.RootElement.GetProperty("passages").GetProperty("total").GetInt32(), json.RootElement.GetProperty("run").GetString()!);
        if (counts.Relevant + counts.SetAside + counts.Unreadable + counts.Failed != counts.Total)
            throw new InvalidOperationException($"The counts do not add up: {counts}");
        return (run, counts);

        int Count(string name) => documents.GetProperty(name).GetInt32();
    }

    private static long Peak(Process process)
    {
        try
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            // It has just ended.
            return 0;
        }
    }
}

/// <summary>Documents of a run by outcome, and its passages.</summary>
internal sealed record Counted(int Total, int Relevant, int SetAside, int Unreadable, int Failed, int Passages, string Folder)
{
    /// <summary>The sum in words.</summary>
    public string Words => FormattableString.Invariant($"{Relevant:N0} relevant + {SetAside:N0} set aside + {Unreadable:N0} unreadable + {Failed:N0} failed = {Total:N0} documents");
}
