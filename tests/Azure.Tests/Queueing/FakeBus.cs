using Azure.Messaging.ServiceBus;

namespace Lector.Azure.Tests.Queueing;

/// <summary>A Service Bus client whose service is this object.</summary>
internal sealed class FakeBus : ServiceBusClient
{
    private readonly Queue<ServiceBusReceivedMessage> waiting = [];

    public List<(string Queue, ServiceBusMessage Message)> Sent { get; } = [];

    /// <summary>Bytes of each request that sent.</summary>
    public List<long> Requests { get; } = [];

    public List<string> Settled { get; } = [];

    public ServiceBusReceiverOptions? Options { get; private set; }

    /// <summary>What settling throws, or null.</summary>
    public Exception? Fault { get; set; }

    public void Deliver(BinaryData body, int deliveries) => waiting.Enqueue(ServiceBusModelFactory.ServiceBusReceivedMessage(body, deliveryCount: deliveries, lockTokenGuid: Guid.NewGuid()));

    public override ServiceBusSender CreateSender(string queueOrTopicName) => new Sender(this, queueOrTopicName);

    public override ServiceBusReceiver CreateReceiver(string queueName, ServiceBusReceiverOptions options)
    {
        Options = options;
        return new Receiver(this);
    }

    private sealed class Sender(FakeBus bus, string queue) : ServiceBusSender
    {
        public override Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default) => SendMessagesAsync([message], cancellationToken);

        public override Task SendMessagesAsync(IEnumerable<ServiceBusMessage> messages, CancellationToken cancellationToken = default)
        {
            var all = messages.ToList();
            bus.Sent.AddRange(all.Select(message => (queue, message)));
            bus.Requests.Add(all.Sum(message => message.Body.ToMemory().Length));
            return Task.CompletedTask;
        }
    }

    private sealed class Receiver(FakeBus bus) : ServiceBusReceiver
    {
        public override Task<ServiceBusReceivedMessage> ReceiveMessageAsync(TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(bus.waiting.TryDequeue(out var message) ? message : null!);

        public override Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => Settle("renew");

        public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => Settle("complete");

        public override Task AbandonMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default) => Settle("abandon");

        private Task Settle(string how)
        {
            if (bus.Fault is { } fault)
                return Task.FromException(fault);
            bus.Settled.Add(how);
            return Task.CompletedTask;
        }
    }
}
