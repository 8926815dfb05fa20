using System.Runtime.CompilerServices;
using Lector.Core;
using Lector.Core.Documents;
using Lector.Core.Storage;

namespace Lector.Functions;

/// <summary>The matters of the container, by their slugs: a name is people's, a slug is the store's, and there is no way back from one to the other but to look.</summary>
/// <param name="list">Names of all matters.</param>
/// <param name="open">The documents of a matter, by its name.</param>
public sealed class MatterCatalog(Func<CancellationToken, IAsyncEnumerable<string>> list, Func<string, IDocumentSource> open)
{
    private readonly Func<string, IDocumentSource> open = open;
    private volatile Dictionary<string, string> known = [];

    /// <summary>Every matter now: its name by its slug.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Look(CancellationToken cancel)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var name in list(cancel))
            found[MatterPaths.Slug(name)] = name;
        return known = found;
    }

    /// <summary>The name of a matter; null where there is none of that slug.</summary>
    public async Task<string?> Name(string slug, CancellationToken cancel) =>
        known.TryGetValue(slug, out var name) ? name : (await Look(cancel)).GetValueOrDefault(slug);

    /// <summary>The documents of a matter, whose name is looked up when they are first listed.</summary>
    public IDocumentSource Documents(string slug) => new Named(this, slug);

    private sealed class Named(MatterCatalog catalog, string slug) : IDocumentSource
    {
        private IDocumentSource? source;

        public string Name => source?.Name ?? slug;

        public async IAsyncEnumerable<SourceFile> List([EnumeratorCancellation] CancellationToken cancel)
        {
            await foreach (var file in (await Source(cancel)).List(cancel))
                yield return file;
        }

        public async Task<InputFile> Open(SourceFile file, CancellationToken cancel) => await (await Source(cancel)).Open(file, cancel);

        private async Task<IDocumentSource> Source(CancellationToken cancel) =>
            source ??= catalog.open(await catalog.Name(slug, cancel) ?? throw new UserErrorException($"There is no matter {slug} any more. Upload its documents again."));
    }
}
