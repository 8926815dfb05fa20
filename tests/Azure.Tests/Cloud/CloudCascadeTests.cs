using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Lector.Cloud.Blobs;
using Lector.Cloud.Frontiers;
using Lector.Cloud.Pdf;
using Lector.Core.Answering;
using Lector.Core.Asking;
using Lector.Core.Documents;
using Lector.Core.Storage;
using Lector.Formats;
using Lector.Hosts.Tests.Models.Frontiers;
using Lector.Hosts.Tests.Samples;
using Lector.Local.Folders;
using Lector.Local.Running;
using Lector.Models.Frontiers;

namespace Lector.Azure.Tests.Cloud;

/// <summary>The sample matter asked in the cloud's way, from uploads to the checked answer, and beside it in the folder's way.</summary>
public sealed class CloudCascadeTests(Azurite azurite) : IDisposable
{
    private const string Matter = "Northgate Supply";

    private readonly string folder = Directory.CreateTempSubdirectory("lector-cascade-").FullName;

    [Fact]
    public async Task Comes_to_the_same_from_containers_as_from_folders()
    {
        var account = await azurite.Account();
        var store = new BlobStore(account);
        await store.Prepare(default);
        await Upload(account);
        var reply = await File.ReadAllTextAsync(Path.Combine(SampleMatter.Samples, "replies", "northgate-supply.json"));
        using var server = RecordingServer.Answering(200, JsonSerializer.Serialize(new
        {
            model = "m-1",
            choices = new[] { new { message = new { role = "assistant", content = reply }, finish_reason = "stop" } },
            usage = new { prompt_tokens = 1500, completion_tokens = 200 },
        }));

        var cloud = await Ask(store, new BlobDocuments(account, Matter), server);
        var local = await Ask(new FolderStore(folder), new FolderDocuments(SampleMatter.Folder), server);

        Assert.Equal(local.Request, cloud.Request);
        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, sent => Assert.Equal(cloud.Request, Encoding.UTF8.GetString(sent.Body)));
        Assert.Equal(Told(local.Answer), Told(cloud.Answer));
        Assert.Equal(3, cloud.Answer.Claims.Count);
        Assert.Single(cloud.Answer.Withheld);
        Assert.Equal(local.Documents, cloud.Documents);
    }

    [Fact]
    public async Task A_second_question_reads_nothing_again_and_a_new_upload_only_itself()
    {
        var account = await azurite.Account();
        var store = new BlobStore(account);
        await store.Prepare(default);
        await Upload(account);
        var (documents, slug) = (new BlobDocuments(account, Matter), MatterPaths.Slug(Matter));

        var (ports, run) = await Run(store, documents, SampleMatter.Question, null);
        Assert.True((await store.Planned(run, default)).Reading.Count > 0);
        var (_, second) = await Run(store, documents, "What does the lawyer advise about the cap in clause 6.3?", null);
        Assert.Empty((await store.Planned(second, default)).Reading);

        await account.GetBlobContainerClient(Containers.Matters).UploadBlobAsync($"{Matter}/documents/new.txt", BinaryData.FromString("Mara approved the interim price of 8.95 per pallet."));
        var third = await new PlanStep(ports).Snapshot(Core.Asking.Ask.Of(slug, SampleMatter.Question, new AskOptions()), default);
        var plan = await store.Planned(third, default);
        Assert.Equal(1, plan.Shards[Assert.Single(plan.Reading)].Files);
    }

    [Fact]
    public async Task A_second_question_asks_the_account_for_each_shard_once_or_twice()
    {
        var requests = new Requests();
        var account = await azurite.Account(requests);
        var store = new BlobStore(account);
        await store.Prepare(default);
        await Upload(account);
        var documents = new BlobDocuments(account, Matter);
        var (ports, first) = await Run(store, documents, SampleMatter.Question, null);
        var shards = (await store.Planned(first, default)).Shards.Count;

        requests.Seen.Clear();
        var run = await new PlanStep(ports).Snapshot(Core.Asking.Ask.Of(first.Matter, SampleMatter.Unanswered, new AskOptions()), default);
        Assert.Equal(shards, Count(".files"));
        Assert.Equal(0, Count(".text") + Count(".terms") + Count(".index"));
        await new SelectStep(ports).Run(run, default);
        Assert.Equal((shards, 2 * shards), (Count(".terms"), Count(".index")));

        int Count(string kind) => requests.Seen.Count(seen => seen.StartsWith("GET ", StringComparison.Ordinal) && seen.Split(' ')[1].EndsWith(kind, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task Upload(BlobServiceClient account)
    {
        var container = account.GetBlobContainerClient(Containers.Matters);
        var documents = SampleMatter.Folder;
        foreach (var file in Directory.EnumerateFiles(documents, "*", SearchOption.AllDirectories))
        {
            await using var content = File.OpenRead(file);
            await container.UploadBlobAsync($"{Matter}/documents/{Path.GetRelativePath(documents, file).Replace('\\', '/')}", content);
        }
    }

    private static async Task<(string Request, Answer Answer, string Documents)> Ask(IStore store, IDocumentSource documents, RecordingServer server)
    {
        var (_, run) = await Run(store, documents, SampleMatter.Question, server);
        var table = Encoding.UTF8.GetString((await store.ReadBytes(run.Path(RunFiles.Documents), default))!);
        return (Encoding.UTF8.GetString((await store.ReadBytes(run.Path(RunFiles.Request), default))!), (await store.ReadJson<Answer>(run.Path(RunFiles.Answer), default))!, table);
    }

    private static async Task<(AskPorts Ports, RunRef Run)> Run(IStore store, IDocumentSource documents, string question, RecordingServer? server)
    {
        var limits = new ExtractionLimits();
        var choice = server is null ? null : new FrontierChoice("https://firm.openai.azure.com/openai/v1/", "deployed");
        var ports = new AskPorts(store, _ => documents, new Extractor(limits, new PdfPigText(limits)), TimeProvider.System)
        {
            Frontier = asked => server is null ? null : Frontier(asked, server),
            HeldBytes = store is BlobStore ? 64 << 20 : 0,
        };
        var ask = Core.Asking.Ask.Of(MatterPaths.Slug(Matter), question, new AskOptions { Frontier = choice, AutoSend = true });
        var run = await new PlanStep(ports).Snapshot(ask, default);
        await new StraightHistory(new AskSteps(ports), $"ask.{ask.Id}.{run.Run}", _ => { }, TimeProvider.System, default).Run(Steps.Ask, new AskRef(run.Matter, run.Ask, run.Run, AutoSend: true));
        return (ports, run);
    }

    private static IFrontier Frontier(FrontierChoice choice, RecordingServer server)
    {
        var options = new FrontierOptions { Address = FrontierAddress.Of(choice.Address), Model = choice.Model };
        return AzureFrontier.Open(options, new Identity(), new Detour(server.Address, OpenAIFrontier.Handler(options)));
    }

    private static string Told(Answer answer) => JsonSerializer.Serialize(new { answer.Claims, answer.Withheld, answer.Abstained }, Json.Readable);
}
