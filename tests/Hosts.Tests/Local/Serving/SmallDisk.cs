using System.Diagnostics;

namespace Lector.Hosts.Tests.Local.Serving;

/// <summary>A disk in memory that is really full when it is full; tests that need it are skipped where the system lets nobody mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string folder;

    private SmallDisk(string folder) => this.folder = folder;

    public static SmallDisk At(string folder, int megabytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder), "a disk can be mounted by root on Linux only");
        return new SmallDisk(folder);
    }

    /// <summary>Fills it up to so many bytes, in pages.</summary>
    public void LeaveRoom(long bytes)
    {
        var filler = Path.Combine(folder, "filler");
        File.Delete(filler);
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (free > bytes)
            File.WriteAllBytes(filler, new byte[free - bytes]);
    }

    public void Dispose() => Run("umount", folder);

    private static bool Run(string tool, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
