using Lector.Core;
using Lector.Core.Asking;
using Lector.Core.Documents;

namespace Lector.Local.Serving;

/// <summary>Watches the matters that have standing asks, and starts these again once a matter's documents have changed and then lain still for a while.</summary>
/// <remarks>The system's events only make it look sooner: they get lost, and network folders send none. A look compares names, sizes and times; only a change is read.</remarks>
internal sealed class FolderWatch(ServedFolder folder, AskHost host, TimeProvider time)
{
    private readonly SemaphoreSlim stirred = new(0, 1);
    private readonly Dictionary<string, long> handled = [];
    private readonly Dictionary<string, (long Look, DateTimeOffset Since)> changing = [];

    /// <summary>How long a matter's documents must have lain still.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often it looks without any event.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Watches until it is stopped.</summary>
    public async Task Run(CancellationToken cancel)
    {
        using var events = Events();
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await stirred.WaitAsync(changing.Count > 0 ? Quiet / 2 : Poll, cancel);
                IReadOnlyList<ServedMatter> matters = [];
                await Forgiving(() => Task.FromResult(matters = folder.Look()));
                foreach (var matter in matters)
                    await Forgiving(() => Look(matter, cancel));
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    // A folder that is being moved, or a disk that is away, is found by the next look as it is then, and keeps none of the other matters from being looked at.
    private static async Task Forgiving(Func<Task> look)
    {
        try
        {
            await look();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UserErrorException or InvalidDataException)
        {
        }
    }

    private async Task Look(ServedMatter matter, CancellationToken cancel)
    {
        if (host.Standing(matter).Count == 0)
            return;
        var look = Fingerprint(matter.Documents.Name);
        if (handled.TryGetValue(matter.Slug, out var before) && before == look)
        {
            changing.Remove(matter.Slug);
            return;
        }

        var now = time.GetUtcNow();
        if (!changing.TryGetValue(matter.Slug, out var seen) || seen.Look != look)
            changing[matter.Slug] = (look, now);
        else if (now - seen.Since >= Quiet && await Ask(matter, cancel))
        {
            handled[matter.Slug] = look;
            changing.Remove(matter.Slug);
        }
    }

    private async Task<bool> Ask(ServedMatter matter, CancellationToken cancel)
    {
        var files = new List<SourceFile>();
        await foreach (var file in matter.Documents.List(cancel))
            files.Add(file);
        matter.Files = files.Count;
        return files.Count == 0 || await host.AskStanding(matter, PlanStep.KeyOf(files), cancel);
    }

    private static long Fingerprint(string folder)
    {
        long sum = 0;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true }))
            sum += HashCode.Combine(file.FullName, file.Length, file.LastWriteTimeUtc.Ticks) * 31L + 1;
        return sum;
    }

    private FileSystemWatcher? Events()
    {
        try
        {
            var watcher = new FileSystemWatcher(folder.Path) { IncludeSubdirectories = true };
            watcher.Changed += Stir;
            watcher.Created += Stir;
            watcher.Deleted += Stir;
            watcher.Renamed += Stir;
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException or ArgumentException)
        {
            // The system has no watch left, or has none: the slow look does it alone.
            return null;
        }
    }

    private void Stir(object sender, FileSystemEventArgs e)
    {
        try
        {
            if (stirred.CurrentCount == 0)
                stirred.Release();
        }
        catch (SemaphoreFullException)
        {
            // Two at once: one is enough.
        }
    }
}
