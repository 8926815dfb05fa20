using System.Runtime.InteropServices;

namespace Lector.Local.Folders;

/// <summary>Names given to files so that one of many who try at once succeeds, as link(2) does it (POSIX.1).</summary>
/// <remarks><see cref="File.Move(string, string)"/> looks on Unix whether the name is free and then renames: two at once can both believe that they were first.</remarks>
internal static partial class HardLinks
{
    private const int Exists = 17;
    private static readonly Lock OneByOne = new();

    /// <summary>Gives a file another name, unless something has it.</summary>
    /// <param name="file">The file; it may keep its old name too.</param>
    /// <param name="name">The name, in the same file system.</param>
    /// <returns>False when something has the name.</returns>
    /// <exception cref="IOException">The system refused.</exception>
    public static bool TryName(string file, string name)
    {
        if (!OperatingSystem.IsWindows())
        {
            if (Link(file, name) == 0)
                return true;
            if (Marshal.GetLastPInvokeError() == Exists)
                return false;
        }

        // Windows moves in one step. A file system without hard links (exFAT) does not: there Lector's own threads take turns, and StoreLock keeps others away.
        lock (OneByOne)
        {
            if (File.Exists(name))
                return false;
            try
            {
                File.Move(file, name);
                return true;
            }
            catch (IOException) when (File.Exists(name))
            {
                return false;
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Link(string file, string name);
}
