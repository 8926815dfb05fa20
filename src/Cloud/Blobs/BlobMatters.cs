using System.Runtime.CompilerServices;
using Azure.Storage.Blobs;
using Lector.Core;
using Lector.Core.Storage;

namespace Lector.Cloud.Blobs;

/// <summary>The matters of an account: whatever lies as <c>{matter}/documents/…</c> in the container of uploads.</summary>
public sealed class BlobMatters(BlobServiceClient account)
{
    private readonly BlobContainerClient container = account.GetBlobContainerClient(Containers.Matters);

    /// <summary>Their names as people know them, in the account's order; <see cref="MatterPaths.Slug"/> makes the store's of them.</summary>
    /// <remarks>Lists folders by delimiter and looks into no folder of documents: a request for each matter, however many documents it has.</remarks>
    /// <exception cref="UserErrorException">The container is missing or may not be listed, or the account cannot be reached.</exception>
    public async IAsyncEnumerable<string> List([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var folder in container.Folders("", cancel))
        {
            await foreach (var inner in container.Folders(folder, cancel))
            {
                if (inner != folder + BlobDocuments.Folder || folder.Length == 1)
                    continue;
                yield return folder[..^1];
                break;
            }
        }
    }
}
