using Azure.Core.Serialization;
using Lector.Azure.Tests.Cloud;
using Lector.Cloud.Blobs;
using Lector.Core.Asking;
using Lector.Core.Asking.Waking;
using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Core.Storage;
using Lector.Functions;
using Lector.Functions.Activities;
using Lector.Functions.Status;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Testing;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lector.Azure.Tests.Functions;

/// <summary>The app as Program composes it.</summary>
public sealed class CompositionTests(Azurite azurite)
{
    private const string Emulator = "UseDevelopmentStorage=true";

    [Fact]
    public async Task Gives_every_function_what_it_needs()
    {
        await using var services = Compose(Emulator, []);
        foreach (var type in FunctionCatalog.All.Select(function => function.Method.DeclaringType!).Where(type => !type.IsAbstract).Distinct())
            Assert.NotNull(ActivatorUtilities.CreateInstance(services, type));
    }

    [Fact]
    public async Task Durable_speaks_the_JSON_of_every_host()
    {
        await using var services = Compose(Emulator, []);
        using var written = new MemoryStream();
        Assert.IsType<JsonObjectSerializer>(services.GetRequiredService<IOptions<WorkerOptions>>().Value.Serializer).Serialize(written, new AskProgress(AskStage.AwaitingApproval, 3, 1, 1), typeof(AskProgress), default);
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(new AskProgress(AskStage.AwaitingApproval, 3, 1, 1), Json.Options), System.Text.Encoding.UTF8.GetString(written.ToArray()));
    }

    [Fact]
    public async Task A_reader_that_is_not_there_is_told_where_the_ask_is_shown()
    {
        await using var services = Compose(await azurite.Connection(), new() { ["Lector:Reading"] = "endpoint", ["Lector:ReaderAddress"] = "http://127.0.0.1:9" });
        var store = services.GetRequiredService<IStore>();
        await ((BlobStore)store).Prepare(default);
        var asked = new StoredAsk(Ask.Of("m-1", "Who?", new AskOptions()), DateTimeOffset.UtcNow);
        await asked.Write(store, default);
        var failed = await Assert.ThrowsAsync<StrippedException>(() => services.GetRequiredService<StepWork>().Do(WakeSteps.Begin, new BeginRef("m-1", asked.Ask.Id, true), new NoInstances()));
        Assert.Contains(nameof(ReaderUnavailableException), failed.Message);
        Assert.Contains("127.0.0.1:9", (await store.ReadJson<StoredAsk>(StoredAsk.Name("m-1", asked.Ask.Id), default))!.Fault);
    }

    [Fact]
    public async Task Refuses_a_third_party_as_reader()
    {
        await using var services = Compose(Emulator, new() { ["Lector:Reading"] = "endpoint", ["Lector:ReaderAddress"] = "https://8.8.8.8" });
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => services.GetRequiredService<IOpenPorts>().Open(default));
        Assert.True(GuardedSteps.IsForPeople(refused), refused.ToString());
        Assert.Contains("third party", refused.Message);
    }

    [Fact]
    public async Task Runs_a_whole_ask_over_Blob_storage()
    {
        var connection = await azurite.Connection();
        var account = Azurite.Open(connection);
        await new BlobStore(account).Prepare(default);
        foreach (var (path, text) in new[] { ("price.txt", "The interim price of 8.95 per pallet was approved by Owen Tarrant on 15 May 2025."), ("mail/lunch.txt", "The canteen serves lentil soup on Tuesday."), ("empty.txt", "") })
            await account.GetBlobContainerClient(Containers.Matters).GetBlobClient($"Northgate & Sons/documents/{path}").UploadAsync(BinaryData.FromString(text), overwrite: true);
        var settings = Settings(connection, new() { ["Lector:Region"] = "swedencentral" });
        await using var host = await DurableTaskTestHost.StartAsync(FunctionCatalog.AddTo, new DurableTaskTestHostOptions
        {
            Port = DurableHost.FreePort(),
            ConfigureServices = services =>
            {
                services.AddLector(settings);
                services.Configure<DurableTaskWorkerOptions>(options => options.DataConverter = new JsonDataConverter(Json.Options));
                services.Configure<DurableTaskClientOptions>(options => options.DataConverter = new JsonDataConverter(Json.Options));
            },
        });
        var (store, matters) = (host.Services.GetRequiredService<IStore>(), host.Services.GetRequiredService<IMatters>());
        var asks = new DurableAskHost(host.Client, store, matters, Composition.Config(settings.Options), TimeProvider.System);
        var matter = Assert.Single(await asks.Matters(default));
        Assert.Equal("Northgate & Sons", matter.Name);

        var state = await asks.Start(Ask.Of(matter.Matter, "Who approved the interim price of 8.95 per pallet?", new AskOptions()), default);
        for (var i = 0; i < 1200 && state.Status is Lector.Api.RuntimeStatus.Pending or Lector.Api.RuntimeStatus.Running; i++)
        {
            await Task.Delay(100);
            state = (await asks.Find(state.Ask.Id, null, default))!;
        }

        Assert.Equal((Lector.Api.RuntimeStatus.Completed, 3, null), (state.Status, state.Output?.Total, state.Fault));
        var report = System.Text.Encoding.UTF8.GetString((await store.ReadBytes(state.Ref!.Path(RunFiles.Report), default))!);
        Assert.Contains($"All 3 documents are stored in Azure Storage, account {account.AccountName}, region swedencentral; reading on premises does not change that.", report);
        Assert.Contains("Owen Tarrant", report);

        // Histories are not kept for ever: the store still shows the run.
        await host.Client.PurgeInstanceAsync(state.InstanceId);
        var kept = (await asks.Find(state.Ask.Id, state.Run, default))!;
        Assert.Equal((state.Status, state.Output), (kept.Status, kept.Output));
    }

    private static ServiceProvider Compose(string connection, Dictionary<string, string?> given)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddLector(Settings(connection, given));
        return services.BuildServiceProvider();
    }

    private static AppSettings Settings(string connection, Dictionary<string, string?> given)
    {
        given["Documents"] = connection;
        return AppSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(given).Build(), development: true);
    }

    private sealed class NoInstances : IAskInstances
    {
        public Task<bool> Start(AskRef run, CancellationToken cancel) => throw new NotSupportedException();

        public Task<InstanceStage> Look(RunRef run, CancellationToken cancel) => throw new NotSupportedException();

        public Task Stop(IReadOnlyList<string> ids, CancellationToken cancel) => throw new NotSupportedException();

        public Task Forget(IReadOnlyList<string> ids, CancellationToken cancel) => throw new NotSupportedException();

        public Task Wake(WakeRef wake, CancellationToken cancel) => throw new NotSupportedException();
    }
}
