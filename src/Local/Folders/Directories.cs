namespace Lector.Local.Folders;

/// <summary>Folders that only this user can look into: they hold the texts of confidential documents.</summary>
internal static class Directories
{
    /// <summary>Creates a folder and its parents, where they are not there; on Unix for this user alone (0700), so that the files within need no modes of their own.</summary>
    public static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
