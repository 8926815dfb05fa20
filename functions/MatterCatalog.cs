using System.Runtime.CompilerServices;
using Azure.Storage.Blobs;
using Lector.Cloud.Blobs;
using Lector.Core;
using Lector.Core.Documents;
using Lector.Core.Storage;

namespace Lector.Functions;

/// <summary>The matters of an account by their slugs. Holds the names that it has seen, and looks again for a slug that is none of theirs.</summary>
public sealed class MatterCatalog(BlobServiceClient account) : IMatters
{
    private readonly BlobServiceClient account = account;
    private volatile Dictionary<string, string> known = [];

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> List([EnumeratorCancellation] CancellationToken cancel)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var name in new BlobMatters(account).List(cancel))
        {
            found[MatterPaths.Slug(name)] = name;
            yield return name;
        }

        known = found;
    }

    /// <inheritdoc/>
    public async Task<string?> NameOf(string slug, CancellationToken cancel)
    {
        if (known.TryGetValue(slug, out var name))
            return name;
        await foreach (var _ in List(cancel))
        {
            // Listed to its end: the names are then known.
        }

        return known.GetValueOrDefault(slug);
    }

    /// <inheritdoc/>
    public IDocumentSource Documents(string slug) => new OfSlug(this, slug);

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> Newest(string slug, CancellationToken cancel) =>
        await NameOf(slug, cancel) is { } name ? await new BlobDocuments(account, name).Newest(cancel) : null;

    private sealed class OfSlug(MatterCatalog catalog, string slug) : IDocumentSource
    {
        private BlobDocuments? source;

        public string Name => source?.Name ?? slug;

        public async IAsyncEnumerable<SourceFile> List([EnumeratorCancellation] CancellationToken cancel)
        {
            await foreach (var file in (await Source(cancel)).List(cancel))
                yield return file;
        }

        public async Task<InputFile> Open(SourceFile file, CancellationToken cancel) => await (await Source(cancel)).Open(file, cancel);

        private async Task<BlobDocuments> Source(CancellationToken cancel) =>
            source ??= new BlobDocuments(catalog.account, await catalog.NameOf(slug, cancel) ?? throw new UserErrorException($"There is no matter {slug} any more. Upload its documents again."));
    }
}
