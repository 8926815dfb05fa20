using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Lector.Core.Asking.Queueing;
using Lector.Core.Storage;

namespace Lector.Cloud.Queues;

/// <summary>Posts work for readers into a Service Bus queue. The client retries; the queue's duplicate detection swallows an item that was posted shortly before.</summary>
/// <param name="client">The namespace, with the right to send to <see cref="Core.Asking.Queueing.Queues.Work"/>.</param>
/// <param name="time">The clock.</param>
public sealed class ServiceBusWorkQueue(ServiceBusClient client, TimeProvider time) : IWorkQueue, IAsyncDisposable
{
    // An item is below 600 bytes, and a request of the standard tier may have 256 KB.
    private const int ItemsAtOnce = 100;

    private readonly ServiceBusSender sender = client.CreateSender(Core.Asking.Queueing.Queues.Work);

    /// <inheritdoc/>
    public async Task Post(IReadOnlyList<WorkItem> items, TimeSpan delay, CancellationToken cancel)
    {
        foreach (var some in items.Chunk(ItemsAtOnce))
            await sender.SendMessagesAsync(some.Select(item => Message(item, delay)), cancel);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => sender.DisposeAsync();

    private ServiceBusMessage Message(WorkItem item, TimeSpan delay)
    {
        var message = new ServiceBusMessage(JsonSerializer.SerializeToUtf8Bytes(item, Json.Options)) { MessageId = item.MessageId, ContentType = "application/json" };
        if (delay > TimeSpan.Zero)
            message.ScheduledEnqueueTime = time.GetUtcNow() + delay;
        return message;
    }
}
