using System.Runtime.InteropServices;

namespace Lector.Bench;

/// <summary>The machine that measures: figures mean little without it.</summary>
internal static class Machine
{
    /// <summary>Processor, cores, system and runtime in one line.</summary>
    public static string Name => $"{Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";

    /// <summary>How busy it is: processes that want to run, averaged over 1, 5 and 15 minutes; empty where the system does not tell.</summary>
    public static string Load => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "";

    /// <summary>Seconds of processor time, user and system, of all child processes that have ended.</summary>
    /// <exception cref="PlatformNotSupportedException">Not Linux or macOS.</exception>
    public static double SecondsOfChildren()
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("Processor time of ended processes is read by getrusage: measure on Linux or macOS.");
        // struct rusage begins with two struct timeval: seconds and microseconds, of user and of system.
        var usage = new long[64];
        _ = GetUsage(ChildrenOfThis, usage);
        // On macOS microseconds are 32 bits wide and padded.
        return usage[0] + usage[2] + (((int)usage[1] + (int)usage[3]) / 1e6);
    }

    private const int ChildrenOfThis = -1;

    [DllImport("libc", EntryPoint = "getrusage")]
    private static extern int GetUsage(int who, [Out] long[] usage);

    private static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ", 2)[1] ?? "unknown processor"
        : RuntimeInformation.ProcessArchitecture.ToString();
}
