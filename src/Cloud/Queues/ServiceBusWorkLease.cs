using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Lector.Core.Asking.Queueing;
using Lector.Core.Storage;

namespace Lector.Cloud.Queues;

/// <summary>A message of a Service Bus queue that is locked for this program.</summary>
internal sealed class ServiceBusWorkLease(ServiceBusReceiver receiver, ServiceBusReceivedMessage message) : IWorkLease
{
    /// <inheritdoc/>
    public WorkItem? Item { get; } = Read(message.Body);

    /// <inheritdoc/>
    public int Deliveries => message.DeliveryCount;

    /// <inheritdoc/>
    public Task Renew(CancellationToken cancel) => Settle(() => receiver.RenewMessageLockAsync(message, cancel));

    /// <inheritdoc/>
    public Task Complete(CancellationToken cancel) => Settle(() => receiver.CompleteMessageAsync(message, cancel));

    /// <inheritdoc/>
    public Task Abandon(CancellationToken cancel) => Settle(() => receiver.AbandonMessageAsync(message, null, cancel));

    private static async Task Settle(Func<Task> settle)
    {
        try
        {
            await settle();
        }
        catch (ServiceBusException e) when (e.Reason is ServiceBusFailureReason.MessageLockLost or ServiceBusFailureReason.MessageNotFound)
        {
            throw new LeaseLostException(e);
        }
    }

    private static WorkItem? Read(BinaryData body)
    {
        try
        {
            return body.ToMemory().IsEmpty ? null : JsonSerializer.Deserialize<WorkItem>(body.ToMemory().Span, Json.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
