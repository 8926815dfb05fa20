using System.Net;
using System.Net.Sockets;
using Lector.Core.Answering;
using Lector.Core.Asking;
using Lector.Core.Asking.Waking;
using Lector.Core.Storage;
using Lector.Core.Tests.Asking;
using Lector.Formats;
using Lector.Functions.Activities;
using Lector.Functions.Status;
using Lector.Tests.Ports;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Testing;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lector.Azure.Tests.Functions;

/// <summary>The app's functions on Durable's in-process host, over a store and matters in memory. When it is disposed of, every history that was recorded is replayed by the one-machine runner, the strict host.</summary>
internal sealed class DurableHost : IAsyncDisposable, IOpenPorts
{
    public const string Matter = "Northgate";

    private DurableTaskTestHost? host;
    private OpenPorts? opened;

    public MemoryStore Store { get; } = new();

    public MemoryMatters Matters { get; } = new(TimeProvider.System);

    public IFrontier? Frontier { get; init; } = CountingFrontier.Answering;

    /// <summary>Changes the ports of the steps.</summary>
    public Func<AskPorts, AskPorts> Change { get; set; } = ports => ports;

    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;

    public TimeSpan Quiet { get; init; } = TimeSpan.Zero;

    public string Slug => MatterPaths.Slug(Matter);

    public DurableTaskClient Client => host!.Client;

    public Histories Histories => new(host!);

    public DurableInstances Instances => new(Client);

    public static async Task<DurableHost> Start(Func<DurableHost>? make = null)
    {
        var durable = make?.Invoke() ?? new DurableHost();
        if (durable.Matters.Names.Count == 0)
        {
            durable.Matters.Put(Matter, "price.txt", "The interim price of 8.95 per pallet was approved by Owen Tarrant on 15 May 2025.\nIt holds until 30 November 2025.");
            durable.Matters.Put(Matter, "lunch.txt", "The canteen serves lentil soup on Tuesday and nothing else of note.");
            durable.Matters.Put(Matter, "empty.txt", "");
        }

        durable.host = await DurableTaskTestHost.StartAsync(FunctionCatalog.AddTo, new DurableTaskTestHostOptions { Port = FreePort(), LoggerFactory = durable.Logs, ConfigureServices = durable.Add });
        return durable;
    }

    public OpenPorts WithoutReader => opened ??= new OpenPorts(Ports, Quiet, Matters.Newest);

    public Task<OpenPorts> Open(CancellationToken cancel) => Task.FromResult(WithoutReader);

    public AskPorts Ports => Change(new AskPorts(Store, Matters.Documents, new Extractor(new ExtractionLimits()), TimeProvider.System) { Frontier = _ => Frontier, ClaimTime = TimeSpan.FromMinutes(5) });

    /// <summary>Stores an ask, as the API does, and takes it.</summary>
    public async Task<StoredAsk> Take(string question, AskOptions? options = null, string? matter = null)
    {
        var stored = new StoredAsk(Ask.Of(matter ?? Slug, question, options ?? new AskOptions()), DateTimeOffset.UtcNow);
        await stored.Write(Store, default);
        await Instances.Take(stored, default);
        return stored;
    }

    /// <summary>Waits until an ask's run is there, and has ended or waits for a person's word.</summary>
    public async Task<(RunRef Run, OrchestrationMetadata State)> Settled(StoredAsk asked, bool ended = false, DateTimeOffset? after = null)
    {
        for (var i = 0; i < 6000; i++)
        {
            var stored = await Store.ReadJson<StoredAsk>(StoredAsk.Name(asked.Ask.Matter, asked.Ask.Id), default);
            Assert.Null(stored!.Fault);
            if (stored.Run is { } key)
            {
                var run = new RunRef(asked.Ask.Matter, asked.Ask.Id, key);
                var stage = await Instances.Look(run, default);
                if ((stage == InstanceStage.Ended || (!ended && stage == InstanceStage.AwaitingApproval))
                    && await Client.GetInstanceAsync(RunInstances.Id(run), getInputsAndOutputs: true) is { } state && (after is null || state.CreatedAt > after))
                    return (run, state);
            }

            else if (await Client.GetInstanceAsync(new BeginRef(asked.Ask.Matter, asked.Ask.Id, true).InstanceId(asked.Requested), getInputsAndOutputs: true) is { RuntimeStatus: OrchestrationRuntimeStatus.Failed } broke)
            {
                throw new InvalidOperationException(broke.FailureDetails!.ToString());
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"{asked.Ask.Id} does not settle.");
    }

    /// <summary>Gives a person's word for the request as it is now, in the store alone.</summary>
    public async Task Approve(RunRef run) =>
        await Store.WriteJson(run.Path(RunFiles.Approved), new Approval(DateTimeOffset.UtcNow, (await Spoken.Load(Store, run, default)).RequestSha256!), WriteMode.Replace, default);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (host is not null)
                await StrictReplay.Check(this);
        }
        finally
        {
            if (host is not null)
                await host.DisposeAsync();
        }
    }

    private void Add(IServiceCollection services)
    {
        services.AddSingleton<IOpenPorts>(this);
        services.AddSingleton<IStore>(Store);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<StepWork>();
        services.Configure<DurableTaskWorkerOptions>(options => options.DataConverter = new JsonDataConverter(Json.Options));
        services.Configure<DurableTaskClientOptions>(options => options.DataConverter = new JsonDataConverter(Json.Options));
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
