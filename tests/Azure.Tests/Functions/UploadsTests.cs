using System.Text;
using Lector.Api;
using Lector.Core.Asking;
using Lector.Core.Asking.Waking;
using Lector.Core.Storage;
using Lector.Core.Tests.Asking;
using Lector.Functions;
using Lector.Functions.Triggers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lector.Azure.Tests.Functions;

public sealed class UploadsTests : IUploadedFiles, IUploadInstances
{
    private static readonly DateTimeOffset Changed = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);
    private readonly Dictionary<string, UploadedFile> files = [];
    private readonly List<WakeRef> woken = [];
    private readonly List<StoredAsk> taken = [];
    private readonly MemoryStore store = new();

    private Uploads Uploads => new(this, store, new ApiConfig("test", "", "lexical", [], false), new LectorOptions(), TimeProvider.System, NullLogger<Uploads>.Instance);

    [Fact]
    public async Task A_document_has_its_matter_looked_at_after_the_quiet_time()
    {
        await Uploads.Take("Northgate/documents/mail/a.eml", this, default);
        var wake = Assert.Single(woken);
        Assert.Equal(MatterPaths.Slug("Northgate"), wake.Matter);
        Assert.InRange(wake.At - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(121));
    }

    [Fact]
    public async Task A_question_is_taken_under_an_id_that_begins_with_its_files_name()
    {
        files["Northgate/asks/who-approved.json"] = File("""{"question": "Who approved it?", "options": {"standing": true}}""");
        await Uploads.Take("Northgate/asks/who-approved.json", this, default);
        var ask = Assert.Single(taken).Ask;
        Assert.StartsWith("who-approved-", ask.Id);
        Assert.Equal((MatterPaths.Slug("Northgate"), "Who approved it?", true, false), (ask.Matter, ask.Question, ask.Options.Standing, ask.Options.AutoSend));
    }

    [Fact]
    public async Task The_same_word_told_twice_does_not_ask_twice()
    {
        files["Northgate/asks/q.json"] = File("""{"question": "Who approved it?"}""");
        await Uploads.Take("Northgate/asks/q.json", this, default);
        var name = StoredAsk.Name(taken[0].Ask.Matter, taken[0].Ask.Id);
        await (taken[0] with { Run = "0123456789abcdef" }).Write(store, default);
        await Uploads.Take("Northgate/asks/q.json", this, default);
        Assert.Single(taken);

        files["Northgate/asks/q.json"] = files["Northgate/asks/q.json"] with { Changed = Changed.AddHours(1) };
        await Uploads.Take("Northgate/asks/q.json", this, default);
        Assert.Equal(2, taken.Count);
        Assert.Null((await store.ReadJson<StoredAsk>(name, default))!.Run);
    }

    [Fact]
    public async Task A_question_that_is_edited_is_asked_in_place_of_what_the_file_asked_before()
    {
        files["Northgate/asks/q.json"] = File("""{"question": "Who approved it?", "options": {"standing": true}}""");
        files["Northgate/asks/other.json"] = File("""{"question": "When?", "options": {"standing": true}}""");
        await Uploads.Take("Northgate/asks/q.json", this, default);
        await Uploads.Take("Northgate/asks/other.json", this, default);
        files["Northgate/asks/q.json"] = File("""{"question": "Who refused it?", "options": {"standing": true}}""") with { Changed = Changed.AddHours(1) };
        await Uploads.Take("Northgate/asks/q.json", this, default);
        var stopped = await Task.WhenAll(taken.Select(asked => asked.IsStopped(store, default)));
        Assert.Equal([true, false, false], stopped);

        files["Northgate/asks/q.json"] = File("""{"question": "Who approved it?", "options": {"standing": true}}""") with { Changed = Changed.AddHours(2) };
        await Uploads.Take("Northgate/asks/q.json", this, default);
        Assert.Equal((taken[0].Ask.Id, false, true), (taken[3].Ask.Id, await taken[3].IsStopped(store, default), await taken[2].IsStopped(store, default)));
    }

    [Theory]
    [InlineData("a/b", null, "no folder of a matter")]
    [InlineData("Northgate/asks/q.json", "not json", "It is no question")]
    [InlineData("Northgate/asks/q.json", """{"question": " "}""", "The question is blank")]
    [InlineData("Northgate/asks/q.json", """{"question": "x", "options": {"budget": 3}}""", "budget of 3")]
    [InlineData("Northgate/asks/q.json", """{"question": "x", "options": {"frontier": "none-such"}}""", "none-such")]
    public async Task What_cannot_be_taken_is_noted_in_words_and_asks_nothing(string blob, string? content, string why)
    {
        if (content is not null)
            files[blob] = File(content);
        await Uploads.Take(blob, this, default);
        var notice = Assert.Single(await Notice.All(store, default));
        Assert.Equal(blob, notice.What);
        Assert.Contains(why, notice.Why);
        Assert.Empty(taken);
    }

    [Fact]
    public async Task A_notice_goes_when_the_same_file_is_taken_after_all()
    {
        files["Northgate/asks/q.json"] = new UploadedFile(Changed, null);
        await Uploads.Take("Northgate/asks/q.json", this, default);
        Assert.Contains("more than 100 kB", Assert.Single(await Notice.All(store, default)).Why);
        files["Northgate/asks/q.json"] = File("""{"question": "Who?"}""");
        await Uploads.Take("Northgate/asks/q.json", this, default);
        Assert.Empty(await Notice.All(store, default));
    }

    [Fact]
    public async Task An_upload_that_the_platform_gave_up_is_noted_and_its_matter_looked_at()
    {
        await Uploads.GiveUp("""{"Type":"BlobTrigger","FunctionId":"Host.Functions.DocumentUploaded","BlobType":"BlockBlob","ContainerName":"matters","BlobName":"Northgate/documents/a.eml","ETag":"\"0x8D\""}""", this, default);
        Assert.Equal(MatterPaths.Slug("Northgate"), Assert.Single(woken).Matter);
        Assert.Equal("Northgate/documents/a.eml", Assert.Single(await Notice.All(store, default)).What);
        await Uploads.GiveUp("not a message", this, default);
        Assert.Equal(2, (await Notice.All(store, default)).Count);
        await Uploads.GiveUp("""{"type":"Microsoft.Storage.BlobCreated","subject":"/blobServices/default/containers/matters/blobs/Southgate/documents/b.eml"}""", this, default);
        Assert.Equal(MatterPaths.Slug("Southgate"), woken[^1].Matter);
    }

    public Task<UploadedFile?> Open(string blob, int most, CancellationToken cancel) => Task.FromResult(files.GetValueOrDefault(blob));

    Task IUploadInstances.Wake(WakeRef wake, CancellationToken cancel)
    {
        woken.Add(wake);
        return Task.CompletedTask;
    }

    public Task<bool> Take(StoredAsk ask, CancellationToken cancel)
    {
        taken.Add(ask);
        return Task.FromResult(true);
    }

    private static UploadedFile File(string content) => new(Changed, Encoding.UTF8.GetBytes(content));
}
