namespace Lector.Local.Folders;

/// <summary>Where folders really lie.</summary>
internal static class Places
{
    /// <summary>Whether a folder is another, or lies in it, links followed.</summary>
    public static bool LiesIn(string inner, string outer)
    {
        var (within, around) = (Real(inner), Real(outer));
        return within == around || within.StartsWith(around + Path.DirectorySeparatorChar, OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
    }

    // A link to a folder is that folder; what does not exist yet is taken by its nearest parent that does.
    private static string Real(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent)
            return full;
        full = Path.Combine(Real(parent), Path.GetFileName(full));
        return Directory.Exists(full) && new DirectoryInfo(full).ResolveLinkTarget(returnFinalTarget: true) is { } target ? target.FullName : full;
    }
}
