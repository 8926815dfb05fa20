using System.Runtime.CompilerServices;
using Lector.Core;
using Lector.Core.Storage;

namespace Lector.Local.Folders;

/// <summary>A store in a folder of this machine, one file a blob.</summary>
/// <remarks>A blob is written beside its place and moved there, so that a kill leaves the old one or none. Blobs of runs (<c>asks/</c>) are flushed to the disk; what can be derived again is not.</remarks>
internal sealed class FolderStore(string root) : IStore
{
    private const string Unfinished = ".unfinished-";

    /// <summary>The folder.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>The file of a blob.</summary>
    public string PathOf(string name) => Path.Combine(Root, name.Replace('/', Path.DirectorySeparatorChar));

    /// <inheritdoc/>
    public Task<Stream?> OpenRead(string name, CancellationToken cancel)
    {
        try
        {
            return Task.FromResult<Stream?>(new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException || (e is UnauthorizedAccessException && Directory.Exists(PathOf(name))))
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> Write(string name, Func<Stream, Task> write, WriteMode mode, CancellationToken cancel)
    {
        var path = PathOf(name);
        if (mode == WriteMode.OnlyIfNew && File.Exists(path))
            return false;
        var unfinished = Path.Combine(Path.GetDirectoryName(path)!, Unfinished + Guid.NewGuid().ToString("N"));
        try
        {
            Directories.CreatePrivate(Path.GetDirectoryName(path)!);
            await using (var stream = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                await write(stream);
                await stream.FlushAsync(cancel);
                if (Outlives(name))
                    stream.Flush(flushToDisk: true);
            }

            cancel.ThrowIfCancellationRequested();
            if (mode == WriteMode.OnlyIfNew && !HardLinks.TryName(unfinished, path))
                return false;
            if (mode == WriteMode.Replace)
                File.Move(unfinished, path, overwrite: true);
            if (Outlives(name))
                Directories.Flush(Path.GetDirectoryName(path)!);
            return true;
        }
        catch (IOException) when (mode == WriteMode.OnlyIfNew && File.Exists(path))
        {
            return false;
        }
        catch (Exception e) when (DiskFault(e) is { } what)
        {
            throw new UserErrorException($"{what}: {path} could not be written. What was read so far is kept; make room or choose another place with --out, and give the same command again.", e);
        }
        finally
        {
            try
            {
                File.Delete(unfinished);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A leftover of ours; the first fault is the one to tell.
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredBlob> List(string prefix, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        var folder = PathOf(prefix[..(prefix.LastIndexOf('/') + 1)]);
        if (!Directory.Exists(folder))
            yield break;
        var files = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            // Exists looks once, and what it saw is kept: a blob that is deleted meanwhile is left out or still told.
            .Where(file => !file.Name.StartsWith(Unfinished, StringComparison.Ordinal) && file.Exists)
            .Select(file => new StoredBlob(Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'), file.Length, file.LastWriteTimeUtc))
            .Where(blob => blob.Name.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(blob => blob.Name, StringComparer.Ordinal);
        foreach (var blob in files)
        {
            cancel.ThrowIfCancellationRequested();
            yield return blob;
        }
    }

    /// <inheritdoc/>
    public Task Delete(string name, CancellationToken cancel)
    {
        if (File.Exists(PathOf(name)))
            File.Delete(PathOf(name));
        return Task.CompletedTask;
    }

    // A run's records outlive a power cut; work orders are made again by the same command, and there are many.
    private static bool Outlives(string name) => (name.Contains("/asks/") && !name.Contains("/groups/")) || name.Contains("/asked/");

    /// <summary>What is wrong with the disk, as the beginning of a sentence; null where it is something else.</summary>
    internal static string? DiskFault(Exception e) => e switch
    {
        // ENOSPC and EDQUOT on Linux and macOS, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
        IOException { HResult: 28 or 122 or 69 or unchecked((int)0x80070070) or unchecked((int)0x80070027) } => "The disk is full",
        UnauthorizedAccessException => "Permission was refused",
        // EROFS
        IOException { HResult: 30 } => "The disk is read-only",
        _ => null,
    };
}
