using Lector.Core;
using Lector.Core.Asking;
using Lector.Local.Folders;

namespace Lector.Local.Running;

/// <summary>From a run's folder, as a person names it, to the store and the run.</summary>
internal static class RunPath
{
    /// <summary>Finds the run.</summary>
    /// <param name="folder">The folder, or a file in it.</param>
    /// <exception cref="UserErrorException">It is no run's folder.</exception>
    public static (FolderStore Store, RunRef Run) Of(string folder)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(path))
            path = Path.GetDirectoryName(path)!;
        var names = path.Split(Path.DirectorySeparatorChar);
        if (names.Length < 5 || names[^3] != "asks" || !File.Exists(Path.Combine(path, RunFiles.Plan)))
            throw new UserErrorException($"{folder} is not the folder of a run. Give the folder that ask printed behind \"Report:\", the one that holds {RunFiles.Plan}.");
        var root = Path.GetFullPath(Path.Combine(path, "..", "..", "..", ".."));
        return (new FolderStore(root), new RunRef(names[^4], names[^2], names[^1]));
    }
}
