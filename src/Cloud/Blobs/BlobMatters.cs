using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Lector.Core;
using Lector.Core.Documents;
using Lector.Core.Storage;

namespace Lector.Cloud.Blobs;

/// <summary>The matters of an account: whatever lies as <c>{matter}/documents/…</c> in the container of uploads.</summary>
/// <remarks>Holds the names that it has seen, and looks again for a slug that is none of theirs: one instance serves all threads.</remarks>
public sealed class BlobMatters(BlobServiceClient account)
{
    private readonly BlobServiceClient account = account;
    private readonly BlobContainerClient container = account.GetBlobContainerClient(Containers.Matters);
    private readonly ConcurrentDictionary<string, string> names = new();

    /// <summary>Their names as people know them, in the account's order.</summary>
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
                var name = folder[..^1];
                names[MatterPaths.Slug(name)] = name;
                yield return name;
                break;
            }
        }
    }

    /// <summary>The name of a matter.</summary>
    /// <param name="slug">As <see cref="MatterPaths.Slug"/> makes it of the name.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>Null when no matter with documents has it.</returns>
    /// <exception cref="UserErrorException">As <see cref="List"/>.</exception>
    public async Task<string?> NameOf(string slug, CancellationToken cancel)
    {
        if (names.TryGetValue(slug, out var known))
            return known;
        await foreach (var name in List(cancel))
        {
            if (MatterPaths.Slug(name) == slug)
                return name;
        }

        return null;
    }

    /// <summary>The documents of a matter; its name is looked up when they are asked for.</summary>
    /// <param name="slug">The matter's slug.</param>
    public IDocumentSource Documents(string slug) => new OfSlug(this, slug);

    /// <summary>When a matter's newest document was last written.</summary>
    /// <returns>Null without any.</returns>
    /// <exception cref="UserErrorException">As <see cref="List"/>.</exception>
    public async Task<DateTimeOffset?> Newest(string slug, CancellationToken cancel)
    {
        if (await NameOf(slug, cancel) is not { } name)
            return null;
        DateTimeOffset? newest = null;
        await foreach (var blob in container.Blobs($"{name}/{BlobDocuments.Folder}", BlobTraits.None, cancel))
        {
            if (newest is null || blob.Properties.LastModified > newest)
                newest = blob.Properties.LastModified;
        }

        return newest;
    }

    private sealed class OfSlug(BlobMatters matters, string slug) : IDocumentSource
    {
        private BlobDocuments? found;

        public string Name => found?.Name ?? $"{matters.container.Uri}/{slug}";

        public async IAsyncEnumerable<SourceFile> List([EnumeratorCancellation] CancellationToken cancel)
        {
            if (await Find(cancel) is not { } documents)
                yield break;
            await foreach (var file in documents.List(cancel))
                yield return file;
        }

        public async Task<InputFile> Open(SourceFile file, CancellationToken cancel) =>
            await Find(cancel) is { } documents ? await documents.Open(file, cancel) : throw new FileNotFoundException($"{file.Path} is gone, with its matter.", file.Path);

        private async Task<BlobDocuments?> Find(CancellationToken cancel) =>
            found ??= await matters.NameOf(slug, cancel) is { } name ? new BlobDocuments(matters.account, name) : null;
    }
}
