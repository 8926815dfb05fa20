namespace Lector.Hosts.Tests;

/// <summary>Programs and files that a test needs and that no package brings.</summary>
internal static class Tools
{
    /// <summary>A file below the folder of test models: <c>LECTOR_TEST_MODELS</c>, or the nearest <c>shared/models</c> beside a folder above the build output.</summary>
    public static string Model(string relative)
    {
        var folder = Environment.GetEnvironmentVariable("LECTOR_TEST_MODELS");
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); folder is null && at is not null; at = at.Parent)
            if (Directory.Exists(Path.Combine(at.FullName, "shared", "models")))
                folder = Path.Combine(at.FullName, "shared", "models");
        var path = Path.Combine(folder ?? "", relative);
        // No script can install a model file: where it is not at hand, the test says so and is skipped, in CI too.
        Assert.SkipUnless(File.Exists(path), $"needs the model file {relative} (set LECTOR_TEST_MODELS to the folder that holds it)");
        return path;
    }

    /// <summary>Skips the test when something is missing; fails it where CI says that nothing may be.</summary>
    public static string Needed(string? found, string what)
    {
        if (found is not null)
            return found;
        Assert.True(Environment.GetEnvironmentVariable("CI") is null, $"CI needs {what}.");
        Assert.Skip($"needs {what}");
        return "";
    }
}
