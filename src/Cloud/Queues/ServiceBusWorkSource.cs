using Azure.Messaging.ServiceBus;
using Lector.Core.Asking.Queueing;

namespace Lector.Cloud.Queues;

/// <summary>Takes work out of a Service Bus queue, one locked message at a time: nothing is fetched ahead, for its lock would run down unread.</summary>
/// <param name="client">The namespace, with the right to receive from <see cref="Core.Asking.Queueing.Queues.Work"/>.</param>
public sealed class ServiceBusWorkSource(ServiceBusClient client) : IWorkSource, IAsyncDisposable
{
    private readonly ServiceBusReceiver receiver = client.CreateReceiver(Core.Asking.Queueing.Queues.Work, new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.PeekLock, PrefetchCount = 0 });

    /// <inheritdoc/>
    public async Task<IWorkLease?> Receive(TimeSpan patience, CancellationToken cancel) =>
        await receiver.ReceiveMessageAsync(patience, cancel) is { } message ? new ServiceBusWorkLease(receiver, message) : null;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => receiver.DisposeAsync();
}
