using System.Runtime.CompilerServices;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Lector.Core;

namespace Lector.Cloud.Blobs;

/// <summary>Listings of containers, page by page.</summary>
internal static class BlobListing
{
    /// <summary>Every blob whose name begins so, in the account's order: that of the names' bytes.</summary>
    /// <exception cref="UserErrorException">The container is missing or may not be listed, or the account cannot be reached.</exception>
    public static async IAsyncEnumerable<BlobItem> Blobs(this BlobContainerClient container, string prefix, BlobTraits traits, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var pages = container.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix, Traits = traits }, cancel).AsPages().GetAsyncEnumerator(cancel);
        while (await BlobFaults.Guard(container.Uri, "list", () => pages.MoveNextAsync().AsTask()))
        {
            foreach (var blob in pages.Current.Values)
                yield return blob;
        }
    }

    /// <summary>The folders directly below a prefix, each ending in a slash.</summary>
    /// <exception cref="UserErrorException">As <see cref="Blobs"/>.</exception>
    public static async IAsyncEnumerable<string> Folders(this BlobContainerClient container, string prefix, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var pages = container.GetBlobsByHierarchyAsync(new GetBlobsByHierarchyOptions { Prefix = prefix, Delimiter = "/" }, cancel).AsPages().GetAsyncEnumerator(cancel);
        while (await BlobFaults.Guard(container.Uri, "list", () => pages.MoveNextAsync().AsTask()))
        {
            foreach (var item in pages.Current.Values.Where(item => item.IsPrefix))
                yield return item.Prefix;
        }
    }

    /// <summary>Several listings, each in ordinal order, as one in ordinal order.</summary>
    public static async IAsyncEnumerable<T> Merge<T>(IReadOnlyList<IAsyncEnumerable<T>> listings, Func<T, string> name, [EnumeratorCancellation] CancellationToken cancel)
    {
        var open = new List<IAsyncEnumerator<T>>();
        try
        {
            foreach (var listing in listings)
            {
                open.Add(listing.GetAsyncEnumerator(cancel));
                if (!await open[^1].MoveNextAsync())
                    await Close(open[^1]);
            }

            while (open.Count > 0)
            {
                var first = open.MinBy(at => name(at.Current), StringComparer.Ordinal)!;
                yield return first.Current;
                if (!await first.MoveNextAsync())
                    await Close(first);
            }
        }
        finally
        {
            foreach (var at in open)
                await at.DisposeAsync();
        }

        async ValueTask Close(IAsyncEnumerator<T> done)
        {
            open.Remove(done);
            await done.DisposeAsync();
        }
    }
}
