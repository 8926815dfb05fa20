using System.Text.Json;
using Lector.Core.Asking;
using Lector.Core.Asking.Queueing;
using Lector.Core.Storage;
using Lector.Local.Running.Durable;

namespace Lector.Azure.Tests.Functions;

/// <summary>The waits of a Durable history, by name: Durable writes down a timer for each, and the signal's name only when it comes.</summary>
internal sealed class Waits
{
    private readonly Queue<string> expected = [];
    private readonly HashSet<string> early = [];
    private readonly List<(int Timer, int Call, string? Name)> open = [];

    /// <summary>Takes in what a step gave, by which the orchestration then waits.</summary>
    /// <param name="call">Name and input of the step.</param>
    /// <param name="result">What it gave.</param>
    public void Expect(string call, JsonElement result)
    {
        if (call.StartsWith(Steps.Exchange.Name + "{", StringComparison.Ordinal))
        {
            var (asked, gave) = (JsonSerializer.Deserialize<ExchangeRef>(call[Steps.Exchange.Name.Length..], Json.Options)!, result.Deserialize<Exchanged>(Json.Options)!);
            if (!gave.Gathered)
                expected.Enqueue(QueuedReading.Read(asked.Gather, asked.Look + 1));
            else if (asked.Post >= 0 && gave.Wait > 0)
                expected.Enqueue(QueuedReading.Read(asked.Post, 0));
        }
        else if (call.StartsWith(Steps.Appoint.Name + "{", StringComparison.Ordinal) && result.Deserialize<Appointed>(Json.Options)!.Judging < 0)
        {
            expected.Enqueue(QueuedReading.Announced(JsonSerializer.Deserialize<AppointRef>(call[Steps.Appoint.Name.Length..], Json.Options)!.Call));
        }
    }

    /// <summary>A wait begins.</summary>
    /// <returns>Its end, where its signal had come before.</returns>
    public JournalEvent? Begin(int timer, int call)
    {
        var name = expected.TryDequeue(out var known) ? known : null;
        open.Add((timer, call, name));
        return name is not null && early.Remove(name) ? Hear(name) : null;
    }

    /// <summary>A wait's limit passed; null where its signal had come.</summary>
    public JournalEvent? End(int timer)
    {
        var at = open.FindIndex(wait => wait.Timer == timer);
        return at < 0 ? null : Close(at, open[at].Name ?? "", false);
    }

    /// <summary>A signal came; null where no wait is open for it.</summary>
    public JournalEvent? Hear(string name)
    {
        var at = open.FindIndex(wait => string.Equals(wait.Name, name, StringComparison.OrdinalIgnoreCase) || wait.Name is null);
        if (at >= 0)
            return Close(at, open[at].Name ?? name, true);
        early.Add(name);
        return null;
    }

    private JournalEvent Close(int at, string name, bool heard)
    {
        var call = open[at].Call;
        open.RemoveAt(at);
        return new JournalEvent(call, $"wait {name}", default, JsonSerializer.SerializeToElement(heard));
    }
}
