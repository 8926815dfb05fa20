using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Lector.Core;
using Lector.Core.Storage;

namespace Lector.Cloud.Blobs;

/// <summary>The store in a storage account: each name lies in the container that <see cref="Containers"/> says.</summary>
/// <param name="account">The account, with retries set.</param>
public sealed class BlobStore(BlobServiceClient account) : IStore
{
    // The write that made a blob, in its metadata.
    private const string Mark = "lectorwrite";

    private readonly Dictionary<string, BlobContainerClient> containers = Containers.OfStore.ToDictionary(name => name, account.GetBlobContainerClient);

    /// <summary>Creates all containers that are not there: for an emulator. In Azure they are part of the deployment, and an app has no right to make any.</summary>
    public async Task Prepare(CancellationToken cancel)
    {
        foreach (var container in containers.Values.Append(account.GetBlobContainerClient(Containers.Matters)))
            await BlobFaults.Guard(container.Uri, "create", () => container.CreateIfNotExistsAsync(cancellationToken: cancel));
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenRead(string name, CancellationToken cancel)
    {
        var container = Of(name);
        return await BlobReadStream.Open(container.GetBlobClient(name), container.Uri, cancel);
    }

    /// <inheritdoc/>
    /// <remarks>A request that is repeated because its reply was lost finds its own blob there: a mark in the blob's metadata tells it from another writer's.</remarks>
    public async Task<bool> Write(string name, Func<Stream, Task> write, WriteMode mode, CancellationToken cancel)
    {
        var container = Of(name);
        var blob = container.GetBlockBlobClient(name);
        var mark = Guid.NewGuid().ToString("N");
        var conditions = mode == WriteMode.OnlyIfNew ? new BlobRequestConditions { IfNoneMatch = ETag.All } : null;
        await using var content = new BlockStream(blob, container.Uri, cancel);
        await write(content);
        cancel.ThrowIfCancellationRequested();
        return await BlobFaults.Guard(container.Uri, "write", async () =>
        {
            try
            {
                await content.Commit(conditions, new Dictionary<string, string> { [Mark] = mark });
                return true;
            }
            catch (RequestFailedException e) when (e.ErrorCode is "BlobAlreadyExists" or "ConditionNotMet" && mode == WriteMode.OnlyIfNew)
            {
                return await MarkOf(blob, cancel) == mark;
            }
            catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.InvalidBlockList)
            {
                // Another writer's commit dropped the blocks of this one. Of two at once the later counts, and that was the other; or the reply to this commit was lost.
                if (await MarkOf(blob, cancel) is not { } there)
                    throw;
                return mode == WriteMode.Replace || there == mark;
            }
        });
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredBlob> List(string prefix, CancellationToken cancel) => BlobListing.Merge(
        [.. Containers.Under(prefix).Select(container => List(containers[container], prefix, cancel))], blob => blob.Name, cancel);

    /// <inheritdoc/>
    public Task Delete(string name, CancellationToken cancel)
    {
        var container = Of(name);
        return BlobFaults.Guard(container.Uri, "delete", () => container.GetBlobClient(name).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancel));
    }

    private static async IAsyncEnumerable<StoredBlob> List(BlobContainerClient container, string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var before = "";
        await foreach (var blob in container.Blobs(prefix, BlobTraits.None, cancel))
        {
            if (string.CompareOrdinal(before, blob.Name) > 0)
                throw new UserErrorException($"{container.Uri.Host} lists its blobs folder by folder, as accounts with a hierarchical namespace do. Use an account without one.");
            before = blob.Name;
            yield return new StoredBlob(blob.Name, blob.Properties.ContentLength ?? 0, blob.Properties.LastModified ?? DateTimeOffset.MinValue);
        }
    }

    // Empty for a blob that something else wrote; null when there is none.
    private static async Task<string?> MarkOf(BlobBaseClient blob, CancellationToken cancel)
    {
        try
        {
            var properties = await blob.GetPropertiesAsync(cancellationToken: cancel);
            return properties.Value.Metadata.TryGetValue(Mark, out var mark) ? mark : "";
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    private BlobContainerClient Of(string name) => containers[Containers.Of(name)];
}
