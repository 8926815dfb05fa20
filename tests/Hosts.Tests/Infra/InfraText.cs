using Lector.Hosts.Tests.House;

namespace Lector.Hosts.Tests.Infra;

/// <summary>The texts that say what is deployed, and the code that they must agree with, by path from the repository's root.</summary>
internal sealed class InfraText
{
    private static readonly string[] Folders = ["infra", "functions", "src/Core/Storage", "src/Core/Asking/Queueing", "src/Reader", "src/Cloud", ".github"];
    private static readonly string[] Files = ["azure.yaml", "host.json", "Directory.Build.props", "README.md"];

    private readonly Dictionary<string, string> texts;

    private InfraText(Dictionary<string, string> texts) => this.texts = texts;

    /// <summary>As they stand.</summary>
    public static InfraText OfRepository { get; } = Read();

    /// <summary>One file's text; empty when there is none.</summary>
    public string this[string path] => texts.GetValueOrDefault(path, "");

    /// <summary>Whether there is such a file.</summary>
    public bool Has(string path) => texts.ContainsKey(path);

    /// <summary>Files below a folder that end so.</summary>
    public IEnumerable<KeyValuePair<string, string>> Under(string folder, string ending = "") =>
        texts.Where(file => file.Key.StartsWith($"{folder}/", StringComparison.Ordinal) && file.Key.EndsWith(ending, StringComparison.Ordinal)).OrderBy(file => file.Key, StringComparer.Ordinal);

    /// <summary>A copy in which one text reads otherwise.</summary>
    /// <param name="path">The file; a new one when <paramref name="was"/> is empty.</param>
    /// <param name="was">What must stand there now.</param>
    /// <param name="becomes">What stands there in the copy.</param>
    public InfraText With(string path, string was, string becomes)
    {
        if (was.Length > 0)
            Assert.Contains(was, this[path]);
        return new(new(texts) { [path] = was.Length == 0 ? becomes : this[path].Replace(was, becomes) });
    }

    /// <summary>A copy without a file.</summary>
    public InfraText Without(string path)
    {
        Assert.True(Has(path), path);
        return new(texts.Where(file => file.Key != path).ToDictionary());
    }

    private static InfraText Read()
    {
        var found = Folders.Where(folder => Directory.Exists(Path.Combine(Repository.Root, folder))).SelectMany(folder => Repository.Files(folder, "*"))
            .Concat(Files.Select(file => Path.Combine(Repository.Root, file)).Where(File.Exists));
        return new(found.ToDictionary(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'), File.ReadAllText));
    }
}
