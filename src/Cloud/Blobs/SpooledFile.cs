using Lector.Core.Documents;

namespace Lector.Cloud.Blobs;

/// <summary>A large file on this machine's disk for as long as it is read.</summary>
/// <remarks>On Unix it has no name from the moment it is made, and elsewhere goes with its handle: a process that is killed leaves no copy of a confidential file.</remarks>
internal static class SpooledFile
{
    private const int Buffer = 1 << 16;

    /// <summary>Takes content to the disk.</summary>
    /// <param name="path">The file's path in its matter.</param>
    /// <param name="content">From here to its end.</param>
    /// <param name="cancel">Leaves nothing behind.</param>
    /// <returns>The file; it can be opened once, and its copy goes with the stream.</returns>
    /// <exception cref="IOException">The disk is full.</exception>
    public static async Task<InputFile> Take(string path, Stream content, CancellationToken cancel)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = Buffer,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var copy = new FileStream(Path.Combine(Path.GetTempPath(), $"lector-{Guid.NewGuid():N}"), options);
        try
        {
            if (!OperatingSystem.IsWindows())
                File.Delete(copy.Name);
            await content.CopyToAsync(copy, cancel);
            copy.Position = 0;
            FileStream? once = copy;
            return new InputFile(path, copy.Length, () => Interlocked.Exchange(ref once, null) ?? throw new InvalidOperationException($"{path} was opened before."));
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }
    }
}
