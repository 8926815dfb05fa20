using Azure.Messaging.ServiceBus;
using Lector.Cloud.Access;
using Lector.Cloud.Blobs;
using Lector.Cloud.Queues;
using Lector.Core;
using Lector.Core.Asking.Queueing;
using Lector.Core.Storage;

namespace Lector.Reader.Running;

/// <summary>Work and results by Service Bus, texts and shards by Blob storage: the program dials out to both, over port 443, and listens nowhere.</summary>
internal sealed class AzureQueues : IQueues, IWorkSource, IResultQueue
{
    private readonly ServiceBusClient bus;
    private readonly ServiceBusWorkSource work;
    private readonly ServiceBusResults results;

    private AzureQueues(ServiceBusClient bus, IStore store)
    {
        (this.bus, Store) = (bus, store);
        (work, results) = (new ServiceBusWorkSource(bus), new ServiceBusResults(bus));
    }

    /// <inheritdoc/>
    public IWorkSource Work => this;

    /// <inheritdoc/>
    public IResultQueue Results => this;

    /// <inheritdoc/>
    public IStore Store { get; }

    /// <summary>Prepares the ways to both; nothing is sent yet.</summary>
    /// <exception cref="UserErrorException">An address is missing or is none.</exception>
    public static AzureQueues Open(ReaderSettings settings)
    {
        if (settings.ServiceBusNamespace is not { } bus || settings.BlobEndpoint is not { } blobs)
            throw new UserErrorException("No queue is set. Set Reader__ServiceBusNamespace (NAME.servicebus.windows.net) and Reader__BlobEndpoint (https://NAME.blob.core.windows.net), as azd env get-values prints them; lector-reader --check needs neither.");
        var identity = settings.SignIn.Credential();
        return new AzureQueues(ServiceBusAccess.Open(bus, identity), new BlobStore(StorageAccount.Open(blobs, identity)));
    }

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">This identity may not receive, or Service Bus cannot be reached.</exception>
    public async Task<IWorkLease?> Receive(TimeSpan patience, CancellationToken cancel)
    {
        try
        {
            return await work.Receive(patience, cancel);
        }
        catch (Exception e) when (ServiceBusFaults.Sentence(e, bus.FullyQualifiedNamespace, $"receive from the queue {Queues.Work}", "Azure Service Bus Data Receiver") is { } says)
        {
            throw new UserErrorException(says, e);
        }
    }

    /// <inheritdoc/>
    public Task Send(WorkResult result, CancellationToken cancel) => results.Send(result, cancel);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await work.DisposeAsync();
        await results.DisposeAsync();
        await bus.DisposeAsync();
    }
}
