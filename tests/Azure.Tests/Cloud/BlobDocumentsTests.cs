using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Lector.Cloud.Blobs;
using Lector.Core;
using Lector.Core.Documents;
using Lector.Core.Storage;

namespace Lector.Azure.Tests.Cloud;

public sealed class BlobDocumentsTests(Azurite azurite)
{
    private const string Matter = "Northgate & Supply 2025 (ä)";

    [Fact]
    public async Task Lists_what_lies_below_documents_in_ordinal_order_and_nothing_else()
    {
        var (account, uploads) = await Uploads();
        string[] names = ["a-1.eml", "a.eml", "a/b/c.pdf", "B.txt", "ä/ö ü.txt", "x#1?y%20z&+.txt", "日本/契約.txt", "\U0001F3E0.txt", "\uFB01.txt", "documents/again.txt", " leading.txt"];
        foreach (var name in names)
            await Upload(uploads, $"{Matter}/documents/{name}", name);
        foreach (var other in new[] { $"{Matter}/asks/1.json", $"{Matter}/documentsX/a.txt", "Northgate/documents/a.txt", $"{Matter} 2/documents/a.txt" })
            await Upload(uploads, other, "no");

        var documents = new BlobDocuments(account, Matter);
        var files = await List(documents);
        Assert.Equal(names.Order(StringComparer.Ordinal), files.Select(file => file.Path));
        Assert.All(files, file => Assert.Null(file.Problem));
        foreach (var file in files)
            Assert.Equal(file.Path, await Read(await documents.Open(file, default)));
        Assert.EndsWith($"/matters/{Matter}/documents", documents.Name);
    }

    [Fact]
    public async Task Folders_that_tools_leave_are_no_documents() => Assert.Equal(
        [("empty.txt", 0L), ("mail.eml", 7L)],
        (await List(Listing(Entry("", 0), Entry("letters/", 0), Entry("mail", 0, metadata: "<hdi_isfolder>true</hdi_isfolder>"), Entry("empty.txt", 0), Entry("mail.eml", 7)))).Select(file => (file.Path, file.Size)));

    [Theory]
    [InlineData("%07bell.txt", "\uFFFDbell.txt", "control characters")]
    [InlineData("a/../b.txt", "a/../b.txt", "a folder . or ..")]
    [InlineData("./b.txt", "./b.txt", "a folder . or ..")]
    [InlineData("like a folder/", "like a folder/", "ends with a slash")]
    [InlineData("old.txt", "old.txt", "archive tier", "<AccessTier>Archive</AccessTier>")]
    [InlineData("cool.txt", "cool.txt", null, "<AccessTier>Cool</AccessTier>")]
    public async Task What_cannot_be_asked_for_is_a_problem_in_words(string name, string path, string? says, string properties = "")
    {
        var file = Assert.Single(await List(Listing(Entry(name, 5, properties))));
        Assert.Equal(path, file.Path);
        if (says is null)
            Assert.Null(file.Problem);
        else
            Assert.Contains(says, file.Problem);
    }

    [Fact]
    public async Task Names_that_are_shown_alike_are_told_apart() => Assert.Equal(
        ["\uFFFD.txt", "\uFFFD.txt #1", "\uFFFD.txt #2"], (await List(Listing(Entry("%01.txt", 1), Entry("%02.txt", 1), Entry("%03.txt", 1)))).Select(file => file.Path));

    [Fact]
    public async Task A_version_changes_with_the_content()
    {
        var (account, uploads) = await Uploads();
        var documents = new BlobDocuments(account, Matter);
        await Upload(uploads, $"{Matter}/documents/a.txt", "one");
        var before = (await List(documents)).Single();
        Assert.Equal(before, (await List(documents)).Single());
        await Upload(uploads, $"{Matter}/documents/a.txt", "two");
        Assert.NotEqual(before.Version, (await List(documents)).Single().Version);
    }

    [Fact]
    public async Task A_file_that_changed_or_went_since_it_was_listed_is_not_read()
    {
        var (account, uploads) = await Uploads();
        var documents = new BlobDocuments(account, Matter);
        await Upload(uploads, $"{Matter}/documents/a.txt", "one");
        var listed = (await List(documents)).Single();
        await Upload(uploads, $"{Matter}/documents/a.txt", "two");
        await Assert.ThrowsAsync<InvalidDataException>(() => documents.Open(listed, default));
        await uploads.GetBlobClient($"{Matter}/documents/a.txt").DeleteAsync();
        await Assert.ThrowsAsync<FileNotFoundException>(() => documents.Open(listed, default));
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_fetched_is_read_as_it_was_listed_or_not_at_all()
    {
        var connection = await azurite.Connection();
        var account = Azurite.Open(connection);
        await new BlobStore(account).Prepare(default);
        var uploads = account.GetBlobContainerClient(Containers.Matters);
        var large = new byte[40 << 20];
        await uploads.GetBlobClient($"{Matter}/documents/a.mbox").UploadAsync(new BinaryData(large));
        var listed = (await List(new BlobDocuments(account, Matter))).Single();

        // The reply is lost in the middle, and the file is another when the rest of it is asked for.
        var torn = false;
        var policy = new Requests(message =>
        {
            if (torn || message.Request.Method != RequestMethod.Get || message.Response.ContentStream is not { } content)
                return;
            torn = true;
            message.Response.ContentStream = new Torn(content, 1 << 20, () => uploads.GetBlobClient($"{Matter}/documents/a.mbox").Upload(new BinaryData(new byte[100]), overwrite: true));
        });
        var again = new BlobDocuments(Azurite.Open(connection, policy), Matter);
        await Assert.ThrowsAnyAsync<Exception>(() => again.Open(listed, default));
        Assert.True(torn);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData((33 << 20) + 7)]
    public async Task A_file_of_any_size_is_a_seekable_stream_and_leaves_no_copy(int size)
    {
        var (account, uploads) = await Uploads();
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        await uploads.GetBlobClient($"{Matter}/documents/a.zip").UploadAsync(new BinaryData(bytes));
        var documents = new BlobDocuments(account, Matter);
        var file = (await List(documents)).Single();
        var input = await documents.Open(file, default);
        Assert.Equal((size, size), (file.Size, input.Size));
        await using var stream = input.Open();
        Assert.Equal((true, 0, size), (stream.CanSeek, stream.Position, stream.Length));
        stream.Position = size / 2;
        var half = new byte[size - (size / 2)];
        await stream.ReadExactlyAsync(half);
        Assert.True(bytes.AsSpan(size / 2).SequenceEqual(half));
        if (stream is FileStream copy && !OperatingSystem.IsWindows())
            Assert.False(File.Exists(copy.Name));
    }

    [Fact]
    public async Task A_missing_container_is_a_sentence()
    {
        var documents = new BlobDocuments(await azurite.Account(), Matter);
        Assert.StartsWith("There is no container matters", (await Assert.ThrowsAsync<UserErrorException>(() => List(documents))).Message);
        Assert.StartsWith("There is no container matters", (await Assert.ThrowsAsync<UserErrorException>(() => documents.Open(new SourceFile("a", 1, "\"1\""), default))).Message);
    }

    [Fact]
    public async Task Matters_are_what_holds_documents()
    {
        var (account, uploads) = await Uploads();
        foreach (var name in new[] { "Alpha/documents/a.txt", "Alpha/documents/deep/documents/b.txt", "Alpha/asks/1.json", "Beta/asks/1.json", "Gamma & Söhne/documents/x/y.txt", "documents/loose.txt", "stray.txt" })
            await Upload(uploads, name, "x");
        var names = new List<string>();
        await foreach (var matter in new BlobMatters(account).List(default))
            names.Add(matter);
        Assert.Equal(["Alpha", "Gamma & Söhne"], names);
    }

    [Fact]
    public async Task The_newest_is_the_document_that_was_written_last()
    {
        var (account, uploads) = await Uploads();
        var documents = new BlobDocuments(account, Matter);
        Assert.Null(await documents.Newest(default));
        await Upload(uploads, $"{Matter}/documents/a.txt", "one");
        await Upload(uploads, $"{Matter}/documents/b.txt", "two");
        await Upload(uploads, $"{Matter}/asks/1.json", "{}");
        var written = await uploads.GetBlobClient($"{Matter}/documents/b.txt").GetPropertiesAsync();
        Assert.Equal(written.Value.LastModified, await documents.Newest(default));
    }

    private async Task<(BlobServiceClient Account, BlobContainerClient Uploads)> Uploads()
    {
        var account = await azurite.Account();
        await new BlobStore(account).Prepare(default);
        return (account, account.GetBlobContainerClient(Containers.Matters));
    }

    // What the service says of names that the emulator or a client will not take.
    private static BlobDocuments Listing(params string[] entries)
    {
        var body = $"""<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="https://firm.blob.core.windows.net/" ContainerName="matters"><Blobs>{string.Concat(entries)}</Blobs><NextMarker/></EnumerationResults>""";
        var options = new BlobClientOptions { Transport = new HttpClientTransport(new HttpClient(new Answers(_ => new HttpResponseMessage { Content = new StringContent(body, Encoding.UTF8, "application/xml") }))) };
        return new BlobDocuments(new BlobServiceClient(new Uri("https://firm.blob.core.windows.net"), options), Matter);
    }

    private static string Entry(string name, int size, string properties = "", string metadata = "") =>
        $"""<Blob><Name Encoded="true">{Uri.EscapeDataString($"{Matter}/documents/")}{name}</Name><Properties><Etag>0x8D</Etag><Content-Length>{size}</Content-Length><BlobType>BlockBlob</BlobType>{properties}</Properties><Metadata>{metadata}</Metadata></Blob>""";

    private static Task Upload(BlobContainerClient container, string name, string text) => container.GetBlockBlobClient(name).UploadAsync(BinaryData.FromString(text).ToStream());

    private static async Task<string> Read(InputFile file)
    {
        using var reader = new StreamReader(file.Open());
        return await reader.ReadToEndAsync();
    }

    private static async Task<List<SourceFile>> List(IDocumentSource documents)
    {
        var files = new List<SourceFile>();
        await foreach (var file in documents.List(default))
            files.Add(file);
        return files;
    }

    /// <summary>A reply whose connection is lost after some bytes.</summary>
    private sealed class Torn(Stream inner, int after, Action lost) : Stream
    {
        private int read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position { get => read; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (read >= after)
            {
                lost();
                throw new IOException("The connection was lost.");
            }

            var some = inner.Read(buffer, offset, Math.Min(count, after - read));
            read += some;
            return some;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
