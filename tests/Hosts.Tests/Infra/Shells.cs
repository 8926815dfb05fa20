namespace Lector.Hosts.Tests.Infra;

/// <summary>The two shells that hooks are written for.</summary>
internal static class Shells
{
    /// <summary>Both, for theories.</summary>
    public static string[] Both { get; } = ["sh", "pwsh"];

    /// <summary>A program on PATH; the test is skipped without it.</summary>
    public static string Find(string name)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { Path.Combine(folder, name), Path.Combine(folder, name + ".exe") }).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, $"needs {name} on PATH");
        return found!;
    }
}
