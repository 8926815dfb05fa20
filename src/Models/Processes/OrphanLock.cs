using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Lector.Core.Storage;

namespace Lector.Models.Processes;

/// <summary>A note of a running child and of the Lector that owns it, so that a later Lector can end a child whose owner is gone.</summary>
internal sealed class OrphanLock : IDisposable
{
    // Start times are computed from clock ticks since boot and differ by rounding between two looks.
    private static readonly TimeSpan SameStart = TimeSpan.FromSeconds(2);

    private readonly string file;

    private OrphanLock(string file) => this.file = file;

    /// <summary>Where the notes lie.</summary>
    internal static string Folder => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "lector", "servers");

    /// <summary>Notes a child.</summary>
    /// <param name="child">The child.</param>
    /// <param name="folder">A folder of its own that goes with it, or null.</param>
    /// <returns>Null where no note can be written; the child is then only bound by its system's own means.</returns>
    public static OrphanLock? For(Process child, string? folder)
    {
        try
        {
            Directory.CreateDirectory(Folder);
            using var owner = Process.GetCurrentProcess();
            var file = Path.Combine(Folder, $"{child.Id}.json");
            File.WriteAllText(file, JsonSerializer.Serialize(new Note(child.Id, child.StartTime.ToUniversalTime(), owner.Id, owner.StartTime.ToUniversalTime(), folder), Json.Options));
            return new OrphanLock(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Ends every noted child whose owner is gone, and removes its folder.</summary>
    /// <returns>How many were ended.</returns>
    public static int Sweep()
    {
        var ended = 0;
        if (!Directory.Exists(Folder))
            return ended;
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json"))
            try
            {
                var note = JsonSerializer.Deserialize<Note>(File.ReadAllText(file), Json.Options);
                if (note is null || Runs(note.Owner, note.OwnerStarted) is { } owner && Release(owner))
                    continue;
                if (Runs(note.Child, note.ChildStarted) is { } child)
                    using (child)
                    {
                        child.Kill(entireProcessTree: true);
                        ended++;
                    }

                // Only a folder that bears the name which Lector gives is removed, whatever a note says.
                if (note.Folder is { } folder && Path.GetFileName(folder).StartsWith("lector-", StringComparison.Ordinal) && Directory.Exists(folder))
                    Directory.Delete(folder, recursive: true);
                File.Delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or Win32Exception)
            {
                // Another Lector is at it, or the child ended meanwhile.
            }

        return ended;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next sweep removes it.
        }
    }

    private static bool Release(Process process)
    {
        process.Dispose();
        return true;
    }

    private static Process? Runs(int id, DateTime started)
    {
        try
        {
            var process = Process.GetProcessById(id);
            if ((process.StartTime.ToUniversalTime() - started).Duration() < SameStart)
                return process;
            process.Dispose();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // No such process any more.
        }

        return null;
    }

    private sealed record Note(int Child, DateTime ChildStarted, int Owner, DateTime OwnerStarted, string? Folder);
}
