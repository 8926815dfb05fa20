using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Lector.Core;
using Lector.Core.Documents;
using Lector.Core.Storage;

namespace Lector.Cloud.Blobs;

/// <summary>The documents of a matter as people uploaded them: <c>{matter}/documents/**</c>.</summary>
/// <remarks>
/// A file is fetched whole, and of the very version that was listed, before anything looks into it: a connection that is lost while an archive is walked would
/// be taken for damage of the archive, and remembered so. Nothing is ever written here.
/// </remarks>
/// <param name="account">The account.</param>
/// <param name="matter">The matter's name as people know it.</param>
public sealed class BlobDocuments(BlobServiceClient account, string matter) : IDocumentSource
{
    /// <summary>The folder of a matter that holds its documents.</summary>
    internal const string Folder = "documents/";

    private const int HeldInMemory = 32 << 20;

    private readonly BlobContainerClient container = account.GetBlobContainerClient(Containers.Matters);
    private readonly string prefix = $"{matter}/{Folder}";

    /// <inheritdoc/>
    public string Name => $"{container.Uri}/{prefix.TrimEnd('/')}";

    /// <inheritdoc/>
    /// <remarks>The account's order is that of UTF-8, which is not the ordinal one for rare characters: the list is sorted here.</remarks>
    public async IAsyncEnumerable<SourceFile> List([EnumeratorCancellation] CancellationToken cancel)
    {
        var files = new List<SourceFile>();
        await foreach (var blob in container.Blobs(prefix, BlobTraits.Metadata, cancel))
        {
            if (!IsFolder(blob))
                files.Add(Look(blob));
        }

        files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        var before = "";
        for (var i = 0; i < files.Count; i++)
        {
            var path = files[i].Path;
            // Names that cannot be shown are shown alike: they are told apart here.
            yield return path == before || path.StartsWith(before + " #", StringComparison.Ordinal) && files[i].Problem is not null ? files[i] with { Path = $"{path} #{i}" } : files[i];
            before = path;
        }
    }

    /// <summary>When the newest of them was last written, by the account's clock.</summary>
    /// <returns>Null where there is none.</returns>
    public async Task<DateTimeOffset?> Newest(CancellationToken cancel)
    {
        DateTimeOffset? newest = null;
        await foreach (var blob in container.Blobs(prefix, BlobTraits.Metadata, cancel))
        {
            if (!IsFolder(blob) && blob.Properties.LastModified is { } changed && !(changed < newest))
                newest = changed;
        }

        return newest;
    }

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">The account cannot be reached, or the identity may not read.</exception>
    public async Task<InputFile> Open(SourceFile file, CancellationToken cancel)
    {
        try
        {
            return await BlobFaults.Guard(container.Uri, "read", () => Fetch(file, cancel));
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new FileNotFoundException($"{file.Path} is gone.", file.Path, e);
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            // A condition on what is gone fails too, in some versions of the service.
            throw await BlobFaults.Guard(container.Uri, "read", () => container.GetBlobClient(prefix + file.Path).ExistsAsync(cancel))
                ? new InvalidDataException($"{file.Path} has changed since it was listed.", e)
                : new FileNotFoundException($"{file.Path} is gone.", file.Path, e);
        }
        catch (RequestFailedException e)
        {
            throw new IOException($"{file.Path} could not be read ({e.ErrorCode}).", e);
        }
    }

    private async Task<InputFile> Fetch(SourceFile file, CancellationToken cancel)
    {
        var wanted = new BlobDownloadOptions { Conditions = new BlobRequestConditions { IfMatch = new ETag(file.Version) } };
        using var blob = (await container.GetBlobClient(prefix + file.Path).DownloadStreamingAsync(wanted, cancel)).Value;
        if (blob.Details.ContentLength > HeldInMemory)
            return await SpooledFile.Take(file.Path, blob.Content, cancel);
        var bytes = new byte[(int)blob.Details.ContentLength];
        await blob.Content.ReadExactlyAsync(bytes, cancel);
        return new InputFile(file.Path, bytes.Length, () => new MemoryStream(bytes, writable: false));
    }

    private SourceFile Look(BlobItem blob)
    {
        var path = blob.Name[prefix.Length..];
        var size = blob.Properties.ContentLength ?? 0;
        var version = blob.Properties.ETag is { } tag ? tag.ToString() : "none";
        if (path.Any(char.IsControl))
            return new SourceFile(string.Concat(path.Select(unit => char.IsControl(unit) ? '\uFFFD' : unit)), size, version, "its name holds control characters; upload it under another name");
        return new SourceFile(path, size, version, Problem(path, blob));
    }

    private static string? Problem(string path, BlobItem blob) =>
        path.Split('/').Any(segment => segment is "." or "..") ? "its name holds a folder . or .., which no client can ask for; upload it under another name"
        : path.EndsWith('/') ? "its name ends with a slash, as a folder's does; upload it under another name"
        : blob.Properties.AccessTier == AccessTier.Archive ? "it lies in the archive tier and must be brought back first; set its access tier to Hot and ask again"
        : null;

    // What tools leave to show a folder: nothing with a slash at the end, or nothing with this note.
    private static bool IsFolder(BlobItem blob) =>
        blob.Properties.ContentLength is 0 or null && (blob.Name.EndsWith('/') || (blob.Metadata?.TryGetValue("hdi_isfolder", out var folder) == true && folder.Equals("true", StringComparison.OrdinalIgnoreCase)));
}
