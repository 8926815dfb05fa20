using System.Text.Json;
using Lector.Core.Asking.Queueing;
using Lector.Core.Reading;
using Lector.Core.Storage;
using Lector.Functions.Activities;
using Lector.Functions.Status;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Lector.Functions.Triggers;

/// <summary>What readers at the queue say, and what was given out to them in vain.</summary>
/// <remarks>A message that cannot be handled comes again; one that Lector did not write is passed over. What is handled twice changes nothing.</remarks>
public sealed class ResultsServiceBus(IOpenPorts ports, ILogger<ResultsServiceBus> log)
{
    /// <summary>A reader is done with an item, refused it, or has announced itself.</summary>
    [Function(nameof(ReadResults))]
    public Task ReadResults([ServiceBusTrigger(Queues.Results, Connection = "ServiceBus")] string message, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        Handle<WorkResult>(message, client, (results, result) => results.Handle(result, cancel), cancel);

    /// <summary>An item was given out as often as the queue allows: its documents are listed as failed, and the ask goes on.</summary>
    [Function(nameof(ReadWorkDeadLetters))]
    public Task ReadWorkDeadLetters([ServiceBusTrigger(Queues.Work + "/$deadletterqueue", Connection = "ServiceBus")] string message, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        Handle<WorkItem>(message, client, (results, item) =>
        {
            log.GivenOutInVain(item.Ask, item.Group, item.Index);
            return results.Fail(item, UnreadCause.Undelivered, cancel);
        }, cancel);

    private async Task Handle<T>(string message, DurableTaskClient client, Func<WorkResults, T, Task> handle, CancellationToken cancel)
        where T : class
    {
        if (Read<T>(message) is not { } told)
        {
            log.NoMessageOfOurs(typeof(T).Name);
            return;
        }

        try
        {
            var open = await ports.Open(cancel);
            if (open.Ask.Queue is { } queue)
                await handle(new WorkResults(open.Ask.Store, queue, new DurableSignals(client)), told);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw StrippedException.Of(e);
        }
    }

    private static T? Read<T>(string message)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(message, Json.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
