using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Lector.Core.Documents;
using Lector.Core.Reading.Lexical;
using Lector.Core.Selecting;
using Lector.Core.Storage;

namespace Lector.Core.Reading;

/// <summary>The texts of a group of files, and everything about them that no question changes: three blobs that are written together and never changed.</summary>
/// <remarks><c>.text</c> holds the texts in UTF-8, one after another; <c>.index</c> a JSON line a document (<see cref="DocumentEntry"/>); <c>.terms</c> the term counts of the readable ones, in the same order.</remarks>
public sealed class TextShard(IStore store, MatterPaths paths, string id)
{
    private const string Format = "1";
    private static readonly string[] Kinds = ["text", "terms", "index"];
    private static readonly UTF8Encoding Utf8 = new(false);

    /// <summary>The shard's id.</summary>
    public string Id { get; } = id;

    /// <summary>Changes when the same files would make another shard.</summary>
    public static string Version(IExtractor extractor) => $"{Format}.{LexicalReader.Version}.{extractor.Version}";

    /// <summary>Writes the shard.</summary>
    /// <param name="documents">Its documents; each is dropped once it is written, so memory does not grow with their number.</param>
    /// <param name="cancel">Leaves no shard behind.</param>
    /// <returns>How many documents were written.</returns>
    public async Task<int> Write(IAsyncEnumerable<(string File, FoundDocument Document)> documents, CancellationToken cancel)
    {
        var count = 0;
        await store.Write(paths.Shard(Id, "text"), text => store.Write(paths.Shard(Id, "terms"), terms => store.Write(paths.Shard(Id, "index"), async index =>
        {
            await using var termWriter = new BinaryWriter(terms, Utf8, leaveOpen: true);
            long offset = 0;
            await foreach (var (file, found) in documents.WithCancellation(cancel))
            {
                var entry = new DocumentEntry(found.Path, found.Parent, file, found.Sha256, found.Size, DocumentState.Readable);
                if (found.Result is Extraction.Readable readable)
                {
                    var (made, bytes) = Describe(entry, readable.Text, offset);
                    entry = made;
                    await text.WriteAsync(bytes, cancel);
                    offset += bytes.Length;
                    var passages = Enumerable.Range(0, entry.PassageEnds.Count).Select(entry.PassageAt).ToList();
                    LexicalReader.Count(readable.Text, passages).Write(termWriter);
                }
                else
                {
                    entry = found.Result switch
                    {
                        Extraction.Unreadable unreadable => entry with { State = DocumentState.Unreadable, Reason = unreadable.Reason },
                        Extraction.Failed failed => entry with { State = DocumentState.Failed, Reason = failed.Reason },
                        _ => throw new InvalidOperationException("Extraction has three outcomes."),
                    };
                }

                await JsonSerializer.SerializeAsync(index, entry, Json.Options, cancel);
                index.WriteByte((byte)'\n');
                count++;
            }
        }, WriteMode.Replace, cancel), WriteMode.Replace, cancel), WriteMode.Replace, cancel);
        return count;
    }

    /// <summary>Bytes of the shard's text, terms and index, as a listing of the store says; -1 for one that is missing.</summary>
    /// <param name="listed">Sizes by name.</param>
    public IReadOnlyList<long> Sizes(IReadOnlyDictionary<string, long> listed) => [.. Kinds.Select(kind => listed.GetValueOrDefault(paths.Shard(Id, kind), -1))];

    /// <summary>The same, looked up.</summary>
    public async Task<IReadOnlyList<long>> Sizes(CancellationToken cancel)
    {
        var sizes = new List<long>();
        foreach (var kind in Kinds)
        {
            await using var stream = await store.OpenRead(paths.Shard(Id, kind), cancel);
            sizes.Add(stream?.Length ?? -1);
        }

        return sizes;
    }

    /// <summary>All documents, in order.</summary>
    public async IAsyncEnumerable<DocumentEntry> Documents([EnumeratorCancellation] CancellationToken cancel)
    {
        await using var stream = await Open("index", cancel);
        using var lines = new StreamReader(stream, Utf8, false, 1 << 16);
        while (await lines.ReadLineAsync(cancel) is { } line)
            yield return JsonSerializer.Deserialize<DocumentEntry>(line, Json.Options) ?? throw Torn("index");
    }

    /// <summary>The stored text of one of the shard's documents.</summary>
    /// <param name="entry">A readable document of <see cref="Documents"/>.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="InvalidDataException">The stored bytes are not those that were written.</exception>
    public async Task<StoredText> Text(DocumentEntry entry, CancellationToken cancel)
    {
        await using var stream = await Open("text", cancel);
        stream.Position = entry.TextOffset;
        var bytes = new byte[entry.TextBytes];
        await stream.ReadExactlyAsync(bytes, cancel);
        return StoredText.Open(entry.Path, entry.Sha256, bytes, entry.TextSha256 ?? throw Torn("index"));
    }

    /// <summary>The texts of the readable documents that hold a stretch of the shard's passages, in order, in one pass over the blob.</summary>
    /// <param name="first">First passage, counted over the readable documents from 0.</param>
    /// <param name="count">How many passages.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>Each with its number among the readable documents, and with how many passages there are before its first.</returns>
    public async IAsyncEnumerable<(DocumentEntry Entry, StoredText Text, int Document, int Before)> Texts(int first, int count, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var stream = await Open("text", cancel);
        var (document, before) = (-1, 0);
        await foreach (var entry in Documents(cancel))
        {
            if (entry.State != DocumentState.Readable)
                continue;
            document++;
            var from = before;
            before += entry.PassageEnds.Count;
            if (before <= first)
                continue;
            if (from - first >= count)
                yield break;
            if (stream.Position != entry.TextOffset)
                stream.Position = entry.TextOffset;
            var bytes = new byte[entry.TextBytes];
            await stream.ReadExactlyAsync(bytes, cancel);
            yield return (entry, StoredText.Open(entry.Path, entry.Sha256, bytes, entry.TextSha256 ?? throw Torn("index")), document, from);
        }
    }

    /// <summary>Opens the term counts of the readable documents.</summary>
    public Task<Stream> Terms(CancellationToken cancel) => Open("terms", cancel);

    private static (DocumentEntry Entry, byte[] Bytes) Describe(DocumentEntry entry, DocumentText text, long offset)
    {
        var bytes = Utf8.GetBytes(text.Text);
        var sketch = new byte[Sketch.Size];
        Sketch.Of(text.Text).Write(sketch);
        return (entry with
        {
            Fields = text.Fields,
            Parts = text.Parts,
            Charset = text.Charset,
            Notes = text.Notes,
            TextOffset = offset,
            TextBytes = bytes.Length,
            TextSha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)),
            Sketch = sketch,
            PassageEnds = [.. Passages.Cut(text.Text).Select(passage => passage.End)],
        }, bytes);
    }

    private async Task<Stream> Open(string kind, CancellationToken cancel) =>
        await store.OpenRead(paths.Shard(Id, kind), cancel) ?? throw Torn(kind);

    private InvalidDataException Torn(string kind) =>
        new($"The stored texts of this matter are not whole: {paths.Shard(Id, kind)} is missing or cut. Delete {paths.Texts} to have the documents read again.");
}
