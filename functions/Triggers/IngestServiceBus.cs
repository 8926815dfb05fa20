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
}
