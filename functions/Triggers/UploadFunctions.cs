using Azure.Storage.Blobs;
using Lector.Core.Storage;
using Lector.Functions.Status;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Lector.Functions.Triggers;

/// <summary>Uploads as Event Grid tells them to the blob trigger's webhook. Bound to the blob's name, never to its content.</summary>
public sealed class UploadFunctions(Uploads uploads)
{
    /// <summary>The connection of the documents' account.</summary>
    public const string Connection = "Documents";

    /// <summary>The queue into which the blob trigger puts what it gave up.</summary>
    public const string PoisonQueue = "webjobs-blobtrigger-poison";

    /// <summary>A document was uploaded.</summary>
    [Function(nameof(DocumentUploaded))]
    public Task DocumentUploaded(
        [BlobTrigger(Containers.Matters + "/{matter}/documents/{name}", Source = BlobTriggerSource.EventGrid, Connection = Connection)] BlobClient blob, [DurableClient] DurableTaskClient client) =>
        uploads.Take(blob.Name, new DurableInstances(client), CancellationToken.None);

    /// <summary>A question was uploaded.</summary>
    [Function(nameof(AskUploaded))]
    public Task AskUploaded(
        [BlobTrigger(Containers.Matters + "/{matter}/asks/{id}.json", Source = BlobTriggerSource.EventGrid, Connection = Connection)] BlobClient blob, [DurableClient] DurableTaskClient client) =>
        uploads.Take(blob.Name, new DurableInstances(client), CancellationToken.None);

    /// <summary>The blob trigger gave an upload up.</summary>
    [Function(nameof(UploadPoisoned))]
    public Task UploadPoisoned([QueueTrigger(PoisonQueue, Connection = Connection)] string message, [DurableClient] DurableTaskClient client) =>
        uploads.GiveUp(message, new DurableInstances(client), CancellationToken.None);
}
