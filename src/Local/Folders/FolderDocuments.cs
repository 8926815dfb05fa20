using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Lector.Core;
using Lector.Core.Documents;

namespace Lector.Local.Folders;

/// <summary>The documents of a folder and all its subfolders.</summary>
/// <remarks>Links are listed and not followed: a link could lead out of the folder, or round in a circle.</remarks>
internal sealed class FolderDocuments(string folder) : IDocumentSource
{
    private const int FilesAtOnce = 64;
    private const int HeldInMemory = 32 << 20;

    /// <inheritdoc/>
    public string Name { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceFile> List([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var some in Files().Chunk(FilesAtOnce))
        {
            var listed = new SourceFile[some.Length];
            await Parallel.ForAsync(0, some.Length, cancel, async (i, stop) => listed[i] = await Look(some[i], stop));
            foreach (var file in listed)
                yield return file;
        }
    }

    /// <inheritdoc/>
    public async Task<InputFile> Open(SourceFile file, CancellationToken cancel)
    {
        var path = Path.Combine(Name, file.Path);
        await using var stream = Read(path);
        if (stream.Length > HeldInMemory)
        {
            var hash = await SHA256.HashDataAsync(stream, cancel);
            return new InputFile(file.Path, Unchanged(file, hash, stream.Length), () => Read(path));
        }

        var bytes = new byte[stream.Length];
        await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
        return new InputFile(file.Path, Unchanged(file, SHA256.HashData(bytes), bytes.Length), () => new MemoryStream(bytes, writable: false));
    }

    private static long Unchanged(SourceFile file, byte[] hash, long size) =>
        Convert.ToHexStringLower(hash) == file.Version ? size : throw new InvalidDataException($"{file.Path} has changed since it was listed.");

    private static FileStream Read(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);

    private List<Listed> Files()
    {
        if (!Directory.Exists(Name))
        {
            throw new UserErrorException(File.Exists(Name)
                ? $"{Name} is a file. Give the folder that holds it."
                : $"There is no folder {Name}. Check the spelling, or create it and put documents there.");
        }

        var options = new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false };
        var found = new List<Listed>();
        var folders = new Stack<DirectoryInfo>([new DirectoryInfo(Name)]);
        while (folders.TryPop(out var at))
        {
            try
            {
                foreach (var entry in at.EnumerateFileSystemInfos("*", options))
                {
                    if (entry is DirectoryInfo inner && inner.LinkTarget is null)
                        folders.Push(inner);
                    else
                        found.Add(new Listed(Relative(entry), entry));
                }
            }
            catch (UnauthorizedAccessException)
            {
                found.Add(new Listed(Relative(at) + "/", at));
            }
        }

        found.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return found;
    }

    private string Relative(FileSystemInfo entry) => Path.GetRelativePath(Name, entry.FullName).Replace('\\', '/');

    private sealed record Listed(string Path, FileSystemInfo Entry);

    private async Task<SourceFile> Look(Listed listed, CancellationToken cancel)
    {
        var path = listed.Path;
        if (listed.Entry.LinkTarget is not null)
            return new SourceFile(path, 0, "link", "it is a link, and Lector does not follow links; put the file itself into the folder");
        if (listed.Entry is DirectoryInfo)
            return new SourceFile(path, 0, "forbidden", "this account may not list the folder; change its permissions and ask again");
        try
        {
            await using var stream = Read(Path.Combine(Name, path));
            return new SourceFile(path, stream.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancel)));
        }
        catch (UnauthorizedAccessException)
        {
            return new SourceFile(path, 0, "forbidden", "this account may not read it; change its permissions and ask again");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new SourceFile(path, 0, "vanished", "it vanished while the folder was listed; ask again");
        }
        catch (IOException e)
        {
            return new SourceFile(path, 0, "unreadable", $"the system could not read it ({e.GetType().Name})");
        }
    }
}
