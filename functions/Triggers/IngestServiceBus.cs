using Lector.Core.Asking.Queueing;
using Lector.Core.Asking.Waking;
using Lector.Functions.Status;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Lector.Functions.Triggers;

/// <summary>Uploads as Event Grid tells them by Service Bus, where no webhook and no key is wanted: the same wake follows.</summary>
public sealed class IngestServiceBus(Uploads uploads)
{
    /// <summary>The connection of the Service Bus namespace.</summary>
    public const string Connection = "ServiceBus";

    /// <summary>Event Grid's message of a new blob; what is none of an upload is let go.</summary>
    [Function(nameof(Ingest))]
    public Task Ingest([ServiceBusTrigger(Queues.Ingest, Connection = Connection)] string message, [DurableClient] DurableTaskClient client) =>
        UploadMessage.BlobOf(message) is { } blob ? uploads.Take(blob, new DurableInstances(client), CancellationToken.None) : Task.CompletedTask;

    /// <summary>A message of an upload was given out as often as the queue allows, or lay there for too long: its matter is looked at all the same, and the page tells of it.</summary>
    [Function(nameof(IngestDeadLetters))]
    public Task IngestDeadLetters([ServiceBusTrigger(Queues.Ingest + "/$deadletterqueue", Connection = Connection)] string message, [DurableClient] DurableTaskClient client) =>
        uploads.GiveUp(message, new DurableInstances(client), CancellationToken.None);
}
