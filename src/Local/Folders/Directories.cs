using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lector.Local.Folders;

/// <summary>Folders that only this user can look into: they hold the texts of confidential documents.</summary>
internal static partial class Directories
{
    /// <summary>Creates a folder and those of its parents that are not there; on Unix each for this user alone (0700), so that the files within need no modes of their own.</summary>
    /// <remarks>One by one, because the system's own call gives the mode to the last of them only.</remarks>
    public static void CreatePrivate(string path)
    {
        if (Directory.Exists(path))
            return;
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent)
            CreatePrivate(parent);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Puts a folder's names on the disk: a file that was made or renamed there outlives a power cut only then (fsync(2)). Windows needs no such call.</summary>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        using var handle = new SafeFileHandle(Open(path, 0), ownsHandle: true);
        if (!handle.IsInvalid)
            RandomAccess.FlushToDisk(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
