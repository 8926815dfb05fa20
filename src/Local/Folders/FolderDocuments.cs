using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Lector.Core;
using Lector.Core.Documents;

namespace Lector.Local.Folders;

/// <summary>The documents of a folder and all its subfolders.</summary>
/// <remarks>Links are listed and not followed: a link could lead out of the folder, or round in a circle.</remarks>
internal sealed class FolderDocuments(string folder) : IDocumentSource
{
    private const int FilesAtOnce = 1024;
    private const int HeldInMemory = 32 << 20;
    private const int Block = 1 << 16;

    /// <inheritdoc/>
    public string Name { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceFile> List([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var some in Files().Chunk(FilesAtOnce))
        {
            var listed = new SourceFile[some.Length];
            await Task.Run(() => Parallel.For(0, some.Length, new ParallelOptions { CancellationToken = cancel }, i => listed[i] = Look(some[i], cancel)), cancel);
            foreach (var file in listed)
                yield return file;
        }
    }

    /// <inheritdoc/>
    public Task<InputFile> Open(SourceFile file, CancellationToken cancel)
    {
        var path = Path.Combine(Name, file.Path);
        if (file.Size == 0 && new FileInfo(path) is { Exists: true, Length: 0 })
            return Task.FromResult(new InputFile(file.Path, 0, () => Stream.Null));
        using var stream = Read(path);
        if (stream.Length > HeldInMemory)
            return Task.FromResult(new InputFile(file.Path, Unchanged(file, Hash(stream, cancel), stream.Length), () => Read(path, Block)));

        var bytes = new byte[stream.Length];
        stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return Task.FromResult(new InputFile(file.Path, Unchanged(file, SHA256.HashData(bytes), bytes.Length), () => new MemoryStream(bytes, writable: false)));
    }

    private static long Unchanged(SourceFile file, byte[] hash, long size) =>
        Convert.ToHexStringLower(hash) == file.Version ? size : throw new InvalidDataException($"{file.Path} has changed since it was listed.");

    // Files are small and read whole: a buffer of its own, or a hop to another thread for each read, would cost more than the reading.
    private static byte[] Hash(FileStream stream, CancellationToken cancel)
    {
        var block = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (int read; (read = stream.Read(block)) > 0;)
            {
                cancel.ThrowIfCancellationRequested();
                hash.AppendData(block, 0, read);
            }

            return hash.GetHashAndReset();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static FileStream Read(string path, int buffer = 0) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, buffer);

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
        // Names that the system cannot tell apart as text are told apart here.
        for (var i = 1; i < found.Count; i++)
        {
            if (found[i].Path == found[i - 1].Path || found[i].Path.StartsWith(found[i - 1].Path + " #", StringComparison.Ordinal))
                found[i] = found[i] with { Path = $"{found[i].Path} #{i}" };
        }

        return found;
    }

    private string Relative(FileSystemInfo entry) => Path.GetRelativePath(Name, entry.FullName) is var path && OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path;

    private static readonly string Empty = Convert.ToHexStringLower(SHA256.HashData([]));

    private sealed record Listed(string Path, FileSystemInfo Entry);

    private SourceFile Look(Listed listed, CancellationToken cancel)
    {
        var path = listed.Path;
        if (listed.Entry.LinkTarget is not null)
            return new SourceFile(path, 0, "link", "it is a link, and Lector does not follow links; put the file itself into the folder");
        if (listed.Entry is DirectoryInfo)
            return new SourceFile(path, 0, "forbidden", "this account may not list the folder; change its permissions and ask again");
        if (path.Contains('\uFFFD'))
            return new SourceFile(path, 0, "name", "its name is not valid text for this system; rename it and ask again");
        try
        {
            // What has no length is not opened: a pipe has none, and would wait for ever.
            if (listed.Entry is FileInfo { Exists: true, Length: 0 })
                return new SourceFile(path, 0, Empty);
            using var stream = Read(Path.Combine(Name, path));
            return new SourceFile(path, stream.Length, Convert.ToHexStringLower(Hash(stream, cancel)));
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
