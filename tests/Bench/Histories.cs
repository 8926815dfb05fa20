using Lector.Core.Asking;
using Lector.Formats;
using Lector.Local.Folders;
using Lector.Local.Running.Durable;

namespace Lector.Bench;

/// <summary>The histories that a host recorded.</summary>
internal static class Histories
{
    /// <summary>Replays every one of them over the code as it is.</summary>
    /// <param name="out">Where the host kept its runs.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="ReplayException">One does not go as it is recorded.</exception>
    public static int Replay(string @out)
    {
        var journals = Path.Combine(@out, "instances");
        if (!Directory.Exists(journals))
            return 0;
        var store = new FolderStore(@out);
        var steps = new AskSteps(new AskPorts(store, _ => throw new InvalidOperationException("A replay reads no document."), new Extractor(new ExtractionLimits()), TimeProvider.System));
        using var lanes = new SemaphoreSlim(1);
        var host = new InstanceHost(steps, store, journals, TimeProvider.System, lanes);
        var replayed = 0;
        foreach (var path in Directory.EnumerateFiles(journals, "*.jsonl"))
        {
            // One whose process was killed while it began has no first line.
            if (Journal.Look(path) is not var (head, events))
                continue;
            if (head.Flow == Steps.Ask.Name)
                Instance.Replay(host, Steps.Ask, head, events);
            else
                Instance.Replay(host, head.Flow == Steps.QueueChunk.Name ? Steps.QueueChunk : Steps.ReadChunk, head, events);
            replayed++;
        }

        return replayed;
    }
}
