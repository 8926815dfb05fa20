using System.Runtime.CompilerServices;
using Lector.Core.Documents;

namespace Lector.Core.Ledgers.Verifying;

/// <summary>Original documents, extracted anew from the person's own files: no stored text is trusted.</summary>
/// <param name="source">Where the files lie.</param>
/// <param name="extractor">Turns them into documents.</param>
public sealed class OriginalDocuments(IDocumentSource source, IExtractor extractor)
{
    /// <summary>Opens documents, each file once, in the order of the files.</summary>
    /// <param name="wanted">Paths of documents.</param>
    /// <param name="cancel">Stops within a second.</param>
    /// <returns>Those that are there; one that is gone is left out.</returns>
    /// <exception cref="UserErrorException">The folder is missing or may not be listed.</exception>
    public async IAsyncEnumerable<OriginalDocument> Open(IReadOnlySet<string> wanted, [EnumeratorCancellation] CancellationToken cancel)
    {
        var names = new HashSet<string>(wanted.SelectMany(Containers));
        await foreach (var file in source.List(cancel))
        {
            if (!names.Contains(file.Path))
                continue;
            var inside = wanted.Where(path => path == file.Path || path.StartsWith(file.Path + "!/", StringComparison.Ordinal)).ToHashSet();
            using var documents = (await Extract(file, cancel)).GetEnumerator();
            while (inside.Count > 0)
            {
                if (Next(documents, inside) is not { } document)
                    break;
                inside.Remove(document.Path);
                yield return document;
            }
        }
    }

    /// <summary>A document's own path and that of everything that may hold it.</summary>
    private static IEnumerable<string> Containers(string path)
    {
        yield return path;
        for (var at = path.IndexOf("!/", StringComparison.Ordinal); at > 0; at = path.IndexOf("!/", at + 1, StringComparison.Ordinal))
            yield return path[..at];
    }

    private async Task<IEnumerable<FoundDocument>> Extract(SourceFile file, CancellationToken cancel)
    {
        try
        {
            return extractor.Extract(await source.Open(file, cancel), cancel);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return [new FoundDocument(file.Path, null, "", 0, new Extraction.Failed(e.Message))];
        }
    }

    private static OriginalDocument? Next(IEnumerator<FoundDocument> documents, HashSet<string> inside)
    {
        try
        {
            while (documents.MoveNext())
            {
                if (inside.Contains(documents.Current.Path))
                    return Original(documents.Current);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return new OriginalDocument(inside.First(), "", null, e.Message);
        }
    }

    private static OriginalDocument Original(FoundDocument found) => found.Result switch
    {
        Extraction.Readable readable => new OriginalDocument(found.Path, found.Sha256, readable.Text.Text, null),
        Extraction.Unreadable unreadable => new OriginalDocument(found.Path, found.Sha256, null, unreadable.Reason),
        Extraction.Failed failed => new OriginalDocument(found.Path, found.Sha256, null, failed.Reason),
        _ => throw new InvalidOperationException("An extraction is readable, unreadable or failed."),
    };
}
