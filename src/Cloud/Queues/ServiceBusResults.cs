using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Lector.Core.Asking.Queueing;
using Lector.Core.Storage;

namespace Lector.Cloud.Queues;

/// <summary>Sends what a reader did into a Service Bus queue.</summary>
/// <remarks>Every message has an id of its own: one that is sent again after a crash must not be swallowed, for the first may have been lost with its handler.</remarks>
/// <param name="client">The namespace, with the right to send to <see cref="Core.Asking.Queueing.Queues.Results"/>.</param>
public sealed class ServiceBusResults(ServiceBusClient client) : IResultQueue, IAsyncDisposable
{
    private readonly ServiceBusSender sender = client.CreateSender(Core.Asking.Queueing.Queues.Results);

    /// <inheritdoc/>
    public Task Send(WorkResult result, CancellationToken cancel) =>
        sender.SendMessageAsync(new ServiceBusMessage(JsonSerializer.SerializeToUtf8Bytes(result, Json.Options)) { MessageId = Guid.NewGuid().ToString("N"), ContentType = "application/json" }, cancel);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => sender.DisposeAsync();
}
