using Lector.Core;
using Lector.Core.Storage;
using Lector.Local.Folders;

namespace Lector.Local.Serving;

/// <summary>The folder that is served: <c>matters/{matter}/documents</c> below it, or itself as the one matter.</summary>
internal sealed class ServedFolder
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, ServedMatter> known = [];
    private readonly Func<string, string, FolderDocuments, ServedMatter> open;
    private readonly string @out;

    /// <summary>Serves a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="out">Where runs are kept.</param>
    /// <param name="open">Makes a matter of its slug, name and documents.</param>
    /// <exception cref="UserErrorException">The folder is missing, or holds the place for runs among its documents.</exception>
    public ServedFolder(string folder, string @out, Func<string, string, FolderDocuments, ServedMatter> open)
    {
        Path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder));
        (this.open, this.@out) = (open, @out);
        if (!Directory.Exists(Path))
            throw new UserErrorException(File.Exists(Path) ? $"{Path} is a file. Give the folder that holds it." : $"There is no folder {Path}. Check the spelling, or create it and put documents there.");
        Look();
    }

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>The matters as they are now, by name.</summary>
    public IReadOnlyList<ServedMatter> Look()
    {
        var matters = System.IO.Path.Combine(Path, "matters");
        var there = Directory.Exists(matters)
            ? Directory.EnumerateDirectories(matters).Order(StringComparer.Ordinal).Select(matter => (System.IO.Path.GetFileName(matter), System.IO.Path.Combine(matter, "documents"))).Where(matter => Directory.Exists(matter.Item2))
            : [(System.IO.Path.GetFileName(Path), Path)];
        lock (gate)
            return [.. there.Select(matter => Of(matter.Item1, matter.Item2))];
    }

    /// <summary>A matter by its slug, also one whose folder is gone for the moment.</summary>
    public ServedMatter? Find(string slug)
    {
        Look();
        lock (gate)
            return known.GetValueOrDefault(slug);
    }

    private ServedMatter Of(string name, string folder)
    {
        var slug = MatterPaths.Slug(name, folder);
        if (known.TryGetValue(slug, out var matter))
            return matter;
        if (Places.LiesIn(@out, folder))
            throw new UserErrorException($"{@out} lies inside {folder}: Lector would read its own runs as documents. Choose a place outside with --out.");
        return known[slug] = open(slug, name, new FolderDocuments(folder));
    }
}
