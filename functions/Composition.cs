using Azure.Core;
using Azure.Core.Serialization;
using Azure.Monitor.OpenTelemetry.Exporter;
using Azure.Storage.Blobs;
using Lector.Api;
using Lector.Cloud.Access;
using Lector.Cloud.Blobs;
using Lector.Cloud.Frontiers;
using Lector.Cloud.Pdf;
using Lector.Cloud.Queues;
using Lector.Core.Answering;
using Lector.Core.Asking;
using Lector.Core.Asking.Queueing;
using Lector.Core.Documents;
using Lector.Core.Storage;
using Lector.Formats;
using Lector.Functions.Activities;
using Lector.Functions.Status;
using Lector.Functions.Triggers;
using Lector.Models.Frontiers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Lector.Functions;

/// <summary>What the app is made of.</summary>
public static class Composition
{
    /// <summary>What a person who has no model reading is told.</summary>
    public const string HowToGetAModel = "to have a language model read: set Lector__Reading to endpoint or queue";

    /// <summary>Registers the whole app.</summary>
    /// <param name="services">Where.</param>
    /// <param name="settings">Checked settings.</param>
    public static void AddLector(this IServiceCollection services, AppSettings settings)
    {
        var (options, time) = (settings.Options, TimeProvider.System);
        services.Configure<WorkerOptions>(worker => worker.Serializer = new JsonObjectSerializer(Json.Options));
        services.AddSingleton(settings).AddSingleton(options).AddSingleton(time);
        services.AddSingleton(_ => AzureSignIn.Of(settings.ClientId));
        services.AddSingleton(provider => StorageAccount.Open(settings.Documents, provider.GetRequiredService<TokenCredential>()));
        services.AddSingleton<IStore, BlobStore>();
        services.AddSingleton<IUploadedFiles, BlobUploads>();
        services.AddSingleton<IMatters, MatterCatalog>();
        if (settings.Queues is { } queues)
            services.AddSingleton<IWorkQueue>(provider => new ServiceBusWorkQueue(ServiceBusAccess.Open(queues, provider.GetRequiredService<TokenCredential>()), time));
        services.AddSingleton(provider => Ports(settings, provider));
        services.AddSingleton<IOpenPorts>(provider => new AzurePorts(options, provider.GetRequiredService<AskPorts>(), provider.GetRequiredService<IMatters>()));
        services.AddSingleton(Config(options));
        services.AddSingleton<StepWork>().AddSingleton<Uploads>();
        services.AddSingleton(provider => new ApiPipelines(provider.GetRequiredService<IStore>(), provider.GetRequiredService<IMatters>(), provider.GetRequiredService<ApiConfig>(), options.SignIn, time));
        var telemetry = services.AddOpenTelemetry().UseFunctionsWorkerDefaults();
        if (settings.Insights is { } insights)
            telemetry.UseAzureMonitorExporter(exporter => (exporter.ConnectionString, exporter.Credential) = (insights, AzureSignIn.Of(settings.ClientId)));
    }

    /// <summary>What the API says that the app was started with.</summary>
    public static ApiConfig Config(LectorOptions options)
    {
        var reader = options.Reading == ReadingMode.Lexical ? "lexical" : MatterPaths.Key($"{options.Reading}", options.ReaderAddress ?? "", options.ReaderModel ?? "", options.ReaderDialect ?? "");
        var words = options.Reading switch
        {
            ReadingMode.Lexical => $"Read by keyword statistics, not by a language model (lexical; {HowToGetAModel}).",
            ReadingMode.Endpoint => $"Read by {(options.ReaderModel is { Length: > 0 } name ? name : "the model")} at {options.ReaderAddress}, beside keyword statistics.",
            _ => "Read by the reader that takes its work from the queue, beside keyword statistics.",
        };
        return new ApiConfig(typeof(Composition).Assembly.GetName().Version?.ToString(3) ?? "", words, reader, Choice(options) is { } choice ? [choice] : [], false);
    }

    private static FrontierChoice? Choice(LectorOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.FrontierAddress))
            return null;
        var address = FrontierAddress.Of(options.FrontierAddress);
        return new FrontierChoice(address.ToString(), options.FrontierModel is { Length: > 0 } model ? model : options.FrontierDeployment!)
        {
            Zone = options.FrontierZone is { Length: > 0 } zone ? zone : null,
            Terms = options.FrontierTerms is { Length: > 0 } terms ? terms : null,
            Dialect = FrontierAddress.Dialect(address),
        };
    }

    private static AskPorts Ports(AppSettings settings, IServiceProvider provider)
    {
        var (options, limits) = (settings.Options, new ExtractionLimits());
        // PDF by a library: in the cloud no process is started.
        return new AskPorts(provider.GetRequiredService<IStore>(), provider.GetRequiredService<IMatters>().Documents, new Extractor(limits, new PdfPigText(limits)), TimeProvider.System)
        {
            Frontier = chosen => Frontier(options, chosen, provider.GetRequiredService<TokenCredential>()),
            ClaimTime = TimeSpan.FromMinutes(5),
            StoredIn = new StoragePlace("Azure Storage", provider.GetRequiredService<BlobServiceClient>().AccountName, options.Region ?? ""),
            HowToGetAModel = HowToGetAModel,
            Queue = provider.GetService<IWorkQueue>(),
            // An eighth of an instance of 2 GB: the term counts of some 200,000 mails.
            HeldBytes = 256 << 20,
        };
    }

    // An ask that was stored under another frontier does not go there with today's identity.
    private static IFrontier? Frontier(LectorOptions options, FrontierChoice chosen, TokenCredential identity) =>
        chosen.IsSameModel(Choice(options))
            ? AzureFrontier.Open(new FrontierOptions { Address = new Uri(chosen.Address), Model = options.FrontierDeployment!, Zone = chosen.Zone, Terms = chosen.Terms, Dialect = chosen.Dialect }, identity)
            : null;
}
