using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Lector.Cloud.Blobs;
using Lector.Core;
using Lector.Core.Storage;
using Lector.Tests.Ports;

namespace Lector.Azure.Tests.Cloud;

public sealed class BlobStoreTests(Azurite azurite) : StoreConformance
{
    protected override async Task<IStore> Empty() => await Prepared(await azurite.Account());

    [Fact]
    public async Task Each_name_lies_in_its_container_and_nothing_among_the_uploads()
    {
        var account = await azurite.Account();
        var store = await Prepared(account);
        foreach (var name in new[] { "m/texts/a", "m/orders/a", "m/verdicts/q.r/a", "m/embeddings/r/a", "readers/r", "m/asks/a/plan.json" })
            await store.WriteBytes(name, new byte[1], WriteMode.Replace, default);
        Assert.Equal(["m/orders/a", "m/texts/a"], await Names(account, Containers.Texts));
        Assert.Equal(["m/embeddings/r/a", "m/verdicts/q.r/a", "readers/r"], await Names(account, Containers.Shards));
        Assert.Equal(["m/asks/a/plan.json"], await Names(account, Containers.Lector));
        Assert.Empty(await Names(account, Containers.Matters));
    }

    [Fact]
    public async Task A_small_blob_costs_one_request_and_a_passage_of_a_large_one_two()
    {
        var requests = new Requests();
        var store = await Prepared(await azurite.Account(requests));
        await store.WriteBytes("m/asks/a", new byte[60_000], WriteMode.Replace, default);
        await store.WriteBytes("m/texts/a", new byte[12 << 20], WriteMode.Replace, default);

        requests.Seen.Clear();
        await store.ReadBytes("m/asks/a", default);
        Assert.Equal(["GET a bytes=0-65535"], requests.Seen);

        requests.Seen.Clear();
        await using var stream = (await store.OpenRead("m/texts/a", default))!;
        stream.Position = 9_000_000;
        await stream.ReadExactlyAsync(new byte[3_000]);
        stream.Position = 9_010_000;
        await stream.ReadExactlyAsync(new byte[3_000]);
        Assert.Equal(["GET a bytes=0-65535", "GET a bytes=9000000-9065535"], requests.Seen);
    }

    [Fact]
    public async Task Reading_front_to_back_asks_for_ever_larger_ranges()
    {
        var requests = new Requests();
        var store = await Prepared(await azurite.Account(requests));
        await store.WriteBytes("m/texts/a", new byte[12 << 20], WriteMode.Replace, default);
        requests.Seen.Clear();
        await using (var stream = (await store.OpenRead("m/texts/a", default))!)
        {
            var buffer = new byte[4096];
            while (stream.Read(buffer) > 0)
            {
            }
        }

        Assert.Equal(6, requests.Seen.Count); // 64 KB, 256 KB, 1 MB, 4 MB, 4 MB, the rest
    }

    [Theory]
    [InlineData(100, "")]
    [InlineData(9 << 20, "comp=blocklist")]
    public async Task A_write_whose_reply_was_lost_is_repeated_and_counts_as_ones_own(int size, string request)
    {
        var lost = false;
        var requests = new Requests(message =>
        {
            if (lost || message.Request.Method != RequestMethod.Put || !message.Request.Uri.Path.EndsWith("/a", StringComparison.Ordinal) || !message.Request.Uri.Query.Contains(request, StringComparison.Ordinal))
                return;
            lost = true;
            throw new IOException("The reply was lost.");
        });
        var store = await Prepared(await azurite.Account(requests));
        Assert.True(await store.WriteBytes("m/texts/a", new byte[size], WriteMode.OnlyIfNew, default));
        Assert.True(lost);
        Assert.Single(requests.Seen, seen => seen == "HEAD a");
        Assert.False(await store.WriteBytes("m/texts/a", new byte[size], WriteMode.OnlyIfNew, default));
    }

    [Fact]
    public async Task A_passing_fault_is_tried_again()
    {
        var requests = new Requests();
        var store = new BlobStore(Alone(requests, attempt => attempt switch
        {
            1 => Answer(503, "ServerBusy"),
            2 => Answer(500, "InternalError"),
            _ => new HttpResponseMessage(HttpStatusCode.OK) { Headers = { ETag = new("\"1\"") }, Content = new ByteArrayContent([1, 2, 3]) { Headers = { ContentLength = 3 } } },
        }));
        Assert.Equal([1, 2, 3], await store.ReadBytes("m/texts/a", default));
        Assert.Equal(3, requests.Seen.Count);
    }

    [Fact]
    public async Task A_missing_container_is_a_sentence_and_no_missing_blob()
    {
        var store = new BlobStore(await azurite.Account());
        foreach (var call in new Func<Task>[]
        {
            () => store.OpenRead("m/texts/a", default),
            () => store.WriteBytes("m/texts/a", new byte[1], WriteMode.OnlyIfNew, default),
            () => store.WriteBytes("m/texts/a", new byte[9 << 20], WriteMode.Replace, default),
            async () => { await foreach (var _ in store.List("m/texts/", default)) { } },
        })
            Assert.StartsWith("There is no container texts in 127.0.0.1", (await Assert.ThrowsAsync<UserErrorException>(call)).Message);
    }

    [Theory]
    [InlineData(403, "AuthorizationPermissionMismatch", "may not read in container texts of firm.blob.core.windows.net (AuthorizationPermissionMismatch). Give it the role Storage Blob Data Reader")]
    [InlineData(401, "InvalidAuthenticationInfo", "may not read")]
    [InlineData(403, "AccountIsDisabled", "is disabled")]
    [InlineData(503, "ServerBusy", "answered 503 each of the times")]
    public async Task A_refusal_says_who_can_mend_it(int status, string code, string says)
    {
        var store = new BlobStore(Alone(new Requests(), _ => Answer(status, code)));
        var read = await Assert.ThrowsAnyAsync<UserErrorException>(() => store.OpenRead("m/texts/a", default));
        Assert.Equal((true, status >= 500), (read.Message.Contains(says, StringComparison.Ordinal), read is OutageException));
        var write = await Assert.ThrowsAnyAsync<UserErrorException>(() => store.WriteBytes("m/texts/a", new byte[9 << 20], WriteMode.Replace, default));
        Assert.Contains(says.Split(" (")[0].Replace("read", "write"), write.Message);
    }

    [Fact]
    public async Task An_account_that_is_not_reached_is_a_sentence()
    {
        var options = Options(new Requests());
        options.Retry.MaxRetries = 1;
        var store = new BlobStore(new BlobServiceClient(new Uri("https://account.invalid"), options));
        Assert.Equal("The storage account account.invalid cannot be reached. Check its name, its network rules, and that this machine is online.", (await Assert.ThrowsAsync<OutageException>(() => store.OpenRead("m/texts/a", default))).Message);
    }

    [Fact]
    public async Task A_cancelled_read_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var requests = new Requests(_ => stop.Cancel());
        var stopping = new BlobStore(Alone(requests, _ => Answer(503, "ServerBusy")));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopping.OpenRead("m/texts/a", stop.Token));
        Assert.Single(requests.Seen);
    }

    private static async Task<BlobStore> Prepared(BlobServiceClient account)
    {
        var store = new BlobStore(account);
        await store.Prepare(default);
        return store;
    }

    // An account of which only the replies are there.
    private static BlobServiceClient Alone(Requests requests, Func<int, HttpResponseMessage> answer)
    {
        var options = Options(requests);
        options.Transport = new HttpClientTransport(new HttpClient(new Answers(answer)));
        return new BlobServiceClient(new Uri("https://firm.blob.core.windows.net"), options);
    }

    private static HttpResponseMessage Answer(int status, string code) => new((HttpStatusCode)status) { Headers = { { "x-ms-error-code", code } }, Content = new ByteArrayContent([]) };

    private static BlobClientOptions Options(Requests requests)
    {
        var options = new BlobClientOptions { Retry = { Delay = TimeSpan.FromMilliseconds(10), MaxRetries = 3 } };
        options.AddPolicy(requests, HttpPipelinePosition.PerRetry);
        return options;
    }

    private static async Task<List<string>> Names(BlobServiceClient account, string container)
    {
        var names = new List<string>();
        await foreach (var blob in account.GetBlobContainerClient(container).GetBlobsAsync())
            names.Add(blob.Name);
        return names;
    }
}
