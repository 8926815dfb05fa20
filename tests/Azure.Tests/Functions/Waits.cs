using System.Text.Json;
using Lector.Core.Asking;
using Lector.Core.Asking.Queueing;
using Lector.Core.Storage;
using Lector.Local.Running.Durable;

namespace Lector.Azure.Tests.Functions;

/// <summary>The waits of a Durable history, by name: Durable writes down a timer for each, and the signal's name only when it comes, which may be before.</summary>
/// <param name="events">The journal that is made of the history; a wait's end stands in it where the orchestration goes on by it.</param>
internal sealed class Waits(List<JournalEvent> events)
{
    private const int NotBegun = int.MinValue;

    private readonly Queue<string> expected = [];
    private readonly HashSet<string> early = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(int Timer, int Call, string? Name)> open = [];

    /// <summary>Takes in what a step gave, by which the orchestration then waits.</summary>
    /// <param name="call">Name and input of the step.</param>
    /// <param name="result">What it gave.</param>
    /// <param name="at">When.</param>
    public void Expect(string call, JsonElement result, DateTimeOffset at)
    {
        if (Next(call, result) is not { } name)
            return;
        expected.Enqueue(name);
        // Durable kept it: the wait is over as it begins.
        if (early.Remove(name))
            Add(NotBegun, name, true, at);
    }

    /// <summary>A wait begins.</summary>
    public void Begin(int timer, int call)
    {
        var name = expected.TryDequeue(out var known) ? known : null;
        var ended = name is null ? -1 : events.FindIndex(happened => happened.Number == NotBegun && happened.What == $"wait {name}");
        if (ended >= 0)
            events[ended] = events[ended] with { Number = call };
        else
            open.Add((timer, call, name));
    }

    /// <summary>A wait's limit passed; nothing where its signal had come.</summary>
    public void End(int timer, DateTimeOffset when) => Close(open.FindIndex(wait => wait.Timer == timer), "", false, when);

    /// <summary>A signal came.</summary>
    public void Hear(string name, DateTimeOffset when)
    {
        var at = open.FindIndex(wait => wait.Name is null || string.Equals(wait.Name, name, StringComparison.OrdinalIgnoreCase));
        if (at >= 0)
            Close(at, name, true, when);
        else if (expected.FirstOrDefault(one => string.Equals(one, name, StringComparison.OrdinalIgnoreCase)) is { } coming && !events.Exists(happened => happened.Number == NotBegun && happened.What == $"wait {coming}"))
            Add(NotBegun, coming, true, when);
        else
            early.Add(name);
    }

    private static string? Next(string call, JsonElement result)
    {
        if (call.StartsWith(Steps.Appoint.Name + "{", StringComparison.Ordinal))
            return result.Deserialize<Appointed>(Json.Options)!.Judging >= 0 ? null : QueuedReading.Announced(JsonSerializer.Deserialize<AppointRef>(call[Steps.Appoint.Name.Length..], Json.Options)!.Call);
        if (!call.StartsWith(Steps.Exchange.Name + "{", StringComparison.Ordinal))
            return null;
        var (asked, gave) = (JsonSerializer.Deserialize<ExchangeRef>(call[Steps.Exchange.Name.Length..], Json.Options)!, result.Deserialize<Exchanged>(Json.Options)!);
        return !gave.Gathered ? QueuedReading.Read(asked.Gather, asked.Look + 1) : asked.Post >= 0 && gave.Wait > 0 ? QueuedReading.Read(asked.Post, 0) : null;
    }

    private void Close(int at, string name, bool heard, DateTimeOffset when)
    {
        if (at < 0)
            return;
        Add(open[at].Call, open[at].Name ?? name, heard, when);
        open.RemoveAt(at);
    }

    private void Add(int call, string name, bool heard, DateTimeOffset when) => events.Add(new JournalEvent(call, $"wait {name}", when, JsonSerializer.SerializeToElement(heard)));
}
