using System.Runtime.CompilerServices;

namespace Lector.Hosts.Tests.House;

/// <summary>The repository that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Replace('\\', '/').Split('/').Any(name => name is "bin" or "obj"));

    private static string Find([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(folder.FullName, "Serverless.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Serverless.sln is above no test file.");
        return folder.FullName;
    }
}
