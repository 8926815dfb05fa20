using System.Text.Json;
using Lector.Core.Storage;
using Lector.Local.Folders;

namespace Lector.Local.Running.Durable;

/// <summary>What has happened to one instance, in order: a file of JSON Lines that only grows. An event counts once it is on the disk.</summary>
internal sealed class Journal : IDisposable
{
    private readonly FileStream file;

    private Journal(FileStream file, JournalHead head, List<JournalEvent> events) => (this.file, Head, Events) = (file, head, events);

    /// <summary>What the instance is.</summary>
    public JournalHead Head { get; }

    /// <summary>What had happened when the journal was opened.</summary>
    public IReadOnlyList<JournalEvent> Events { get; }

    /// <summary>Bytes on the disk.</summary>
    public long Length => file.Length;

    /// <summary>Opens an instance's journal to go on with it. One of another program version is begun again from the top: the work that it remembers lies in the store.</summary>
    /// <param name="path">The file.</param>
    /// <param name="head">What the instance is; what the file says wins, if it is of the same version.</param>
    public static Journal Open(string path, JournalHead head)
    {
        Directories.CreatePrivate(Path.GetDirectoryName(path)!);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 4096);
        try
        {
            var (stored, events, length) = Read(file);
            if (stored is null || stored.Version != head.Version)
            {
                file.SetLength(0);
                var journal = new Journal(file, head, []);
                journal.Append(head);
                Directories.Flush(Path.GetDirectoryName(path)!);
                return journal;
            }

            // A line that was cut off while it was written never counted.
            file.SetLength(length);
            file.Position = length;
            return new Journal(file, stored, events);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a journal that may be in use.</summary>
    /// <returns>Null where there is none.</returns>
    public static (JournalHead Head, IReadOnlyList<JournalEvent> Events)? Look(string path)
    {
        if (!File.Exists(path))
            return null;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var (head, events, _) = Read(file);
        return head is null ? null : (head, events);
    }

    /// <summary>Adds an event; when it returns, the event is on the disk.</summary>
    public void Append(JournalEvent happened) => Append<JournalEvent>(happened);

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private void Append<T>(T line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, Json.Options), (byte)'\n'];
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    private static (JournalHead? Head, List<JournalEvent> Events, long Length) Read(FileStream file)
    {
        var bytes = new byte[file.Length];
        file.Position = 0;
        var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        JournalHead? head = null;
        var events = new List<JournalEvent>();
        long length = 0;
        for (var start = 0; start < count;)
        {
            var end = bytes.AsSpan(start, count - start).IndexOf((byte)'\n');
            if (end < 0)
                break;
            try
            {
                var line = bytes.AsSpan(start, end);
                if (head is null)
                    head = JsonSerializer.Deserialize<JournalHead>(line, Json.Options);
                else if (JsonSerializer.Deserialize<JournalEvent>(line, Json.Options) is { } happened)
                    events.Add(happened);
            }
            catch (JsonException)
            {
                break;
            }

            start += end + 1;
            length = start;
        }

        return (head, events, length);
    }
}

/// <summary>The first line of a journal.</summary>
/// <param name="Version">Version of the code that wrote it.</param>
/// <param name="Id">The instance.</param>
/// <param name="Flow">The orchestration's name.</param>
/// <param name="Input">Its input.</param>
/// <param name="Created">When it was begun.</param>
internal sealed record JournalHead(string Version, string Id, string Flow, JsonElement Input, DateTimeOffset Created);

/// <summary>Something that happened: a step, sub-flow or wait ended, or the instance did.</summary>
/// <param name="Number">Which call of the port it answers, from 0; -1 for the instance's end.</param>
/// <param name="What">Kind and name of that call with a digest of its input, such as <c>step Read 1f0c33ab</c>; a replay that asks for something else has diverged.</param>
/// <param name="At">When.</param>
/// <param name="Result">What it gave, or null where it failed.</param>
/// <param name="Failed">Full name of the type of what was thrown, and nothing else of it.</param>
internal sealed record JournalEvent(int Number, string What, DateTimeOffset At, JsonElement? Result, string? Failed = null)
{
    /// <summary><see cref="What"/> of the instance's end.</summary>
    public const string End = "end";
}
