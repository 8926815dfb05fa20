using System.Text.Json;
using DurableTask.Core.History;
using Lector.Core.Asking;
using Lector.Core.Asking.Waking;
using Lector.Core.Storage;
using Lector.Functions.Activities;
using Lector.Local.Running.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Lector.Azure.Tests.Functions;

/// <summary>Replays what Durable recorded by the one-machine runner: the same code must ask for the same things in the same order, and end the same.</summary>
internal static class StrictReplay
{
    /// <summary>Replays every instance of a host.</summary>
    /// <returns>How many instances were replayed.</returns>
    public static async Task<int> Check(DurableHost host)
    {
        var steps = new AskSteps(host.Ports);
        WakeSteps.AddTo(steps, host.Ports, _ => Task.FromResult(host.Ports), host.Instances, host.Quiet, host.Matters.Newest);
        var strict = new InstanceHost(steps, host.Store, "unused", TimeProvider.System, new SemaphoreSlim(1));
        var count = 0;
        await foreach (var instance in host.Client.GetAllInstancesAsync())
        {
            if (Journal(instance, host.Histories.Of(instance.InstanceId)) is not var (head, events))
                continue;
            Replay(strict, head, events);
            count++;
        }

        return count;
    }

    /// <summary>A Durable history as a journal.</summary>
    /// <returns>Null where nothing has run yet.</returns>
    public static (JournalHead Head, IReadOnlyList<JournalEvent> Events)? Journal(OrchestrationMetadata instance, IEnumerable<HistoryEvent> history)
    {
        JournalHead? head = null;
        var events = new List<JournalEvent>();
        var calls = 0;
        var open = new Dictionary<int, (int Number, string What, string Name)>();
        var failed = new Dictionary<string, int>();
        var waits = new Waits(events);
        foreach (var happened in history)
        {
            switch (happened)
            {
                case ExecutionStartedEvent started:
                    head = new JournalHead("durable", instance.InstanceId, started.Name, Parse(started.Input), started.Timestamp);
                    break;
                case TaskScheduledEvent scheduled:
                    var input = Parse(scheduled.Input).GetRawText();
                    // A second attempt is no call of the port.
                    var again = failed.Remove(scheduled.Name + input, out var before);
                    open[scheduled.EventId] = (again ? before : calls++, $"step {scheduled.Name} {MatterPaths.Key(input)[..8]}", scheduled.Name + input);
                    break;
                case TaskCompletedEvent done:
                    var (number, what, _) = open[done.TaskScheduledId];
                    events.Add(new JournalEvent(number, what, done.Timestamp, Parse(done.Result)));
                    waits.Expect(open[done.TaskScheduledId].Name, Parse(done.Result), done.Timestamp);
                    break;
                case TaskFailedEvent broke:
                    var lost = open[broke.TaskScheduledId];
                    var type = Type(broke.FailureDetails);
                    failed[lost.Name] = lost.Number;
                    events.Add(new JournalEvent(lost.Number, lost.What, broke.Timestamp, null, type));
                    break;
                case SubOrchestrationInstanceCreatedEvent created:
                    open[created.EventId] = (calls++, $"flow {created.Name} {created.InstanceId}", "");
                    break;
                case SubOrchestrationInstanceCompletedEvent ended:
                    events.Add(new JournalEvent(open[ended.TaskScheduledId].Number, open[ended.TaskScheduledId].What, ended.Timestamp, Parse(ended.Result)));
                    break;
                case SubOrchestrationInstanceFailedEvent ended:
                    events.Add(new JournalEvent(open[ended.TaskScheduledId].Number, open[ended.TaskScheduledId].What, ended.Timestamp, null, Type(ended.FailureDetails)));
                    break;
                case TimerCreatedEvent created:
                    waits.Begin(created.EventId, calls++);
                    break;
                case TimerFiredEvent fired:
                    waits.End(fired.TimerId, fired.Timestamp);
                    break;
                case EventRaisedEvent raised:
                    waits.Hear(raised.Name, raised.Timestamp);
                    break;
                case ExecutionCompletedEvent end when end.OrchestrationStatus is DurableTask.Core.OrchestrationStatus.Completed:
                    events.Add(new JournalEvent(-1, JournalEvent.End, end.Timestamp, Parse(end.Result)));
                    break;
                case ExecutionCompletedEvent end when end.OrchestrationStatus is DurableTask.Core.OrchestrationStatus.Failed:
                    events.Add(new JournalEvent(-1, JournalEvent.End, end.Timestamp, null, Type(end.FailureDetails ?? new DurableTask.Core.FailureDetails("", end.Result ?? "", null, null, true))));
                    break;
                default:
                    break;
            }
        }

        // Of a call that failed and was tried again only the last attempt is the call's end.
        var last = events.Select((happened, at) => (happened, at)).GroupBy(pair => pair.happened.Number).ToDictionary(group => group.Key, group => group.Max(pair => pair.at));
        return head is null ? null : (head, [.. events.Where((happened, at) => last[happened.Number] == at)]);
    }

    private static void Replay(InstanceHost strict, JournalHead head, IReadOnlyList<JournalEvent> events)
    {
        _ = head.Flow switch
        {
            nameof(Steps.Ask) => Instance.Replay(strict, Steps.Ask, head, events),
            nameof(Steps.ReadChunk) => Instance.Replay(strict, Steps.ReadChunk, head, events),
            nameof(Steps.QueueChunk) => Instance.Replay(strict, Steps.QueueChunk, head, events),
            nameof(WakeSteps.Take) => Instance.Replay(strict, WakeSteps.Take, head, events),
            nameof(WakeSteps.Wake) => Instance.Replay(strict, WakeSteps.Wake, head, events),
            _ => throw new InvalidOperationException($"There is no flow {head.Flow}."),
        };
    }

    private static string Type(DurableTask.Core.FailureDetails? failure) => failure is null ? "" : StrippedException.TypeOf(new TaskFailureDetails(failure.ErrorType, failure.ErrorMessage, failure.StackTrace, null, null));

    // Durable puts an activity's input into an array of one.
    private static JsonElement Parse(string? json) => JsonDocument.Parse(json ?? "null").RootElement is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 1 ? list[0].Clone() : JsonDocument.Parse(json ?? "null").RootElement.Clone();
}
