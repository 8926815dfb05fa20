using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Lector.Api;
using Lector.Bench;
using Lector.Core.Answering;
using Lector.Core.Asking;
using Lector.Core.Storage;
using Lector.Formats;
using Lector.Local.Folders;
using Lector.Local.Serving;
using Microsoft.AspNetCore.Builder;

namespace Lector.Hosts.Tests.Local.Serving;

/// <summary>The one-machine host over real Kestrel, with a small matter. When it is disposed of, every history that it recorded is replayed.</summary>
internal sealed class ServedHost : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lector-served-").FullName;
    private readonly Func<AskPorts, AskPorts> change;
    private readonly Func<IStore, IStore> through;
    private AskHost? host;
    private WebApplication? server;

    private ServedHost(IFrontier? frontier, Func<AskPorts, AskPorts>? change, Func<IStore, IStore>? through, string? token)
    {
        (Frontier, Token, this.change, this.through) = (frontier, token, change ?? (ports => ports), through ?? (store => store));
        Store = new FolderStore(Out);
    }

    public IFrontier? Frontier { get; set; }

    public string? Token { get; }

    public string Documents => Directory.CreateDirectory(Path.Combine(folder, "matter")).FullName;

    public string Out => Path.Combine(folder, "out");

    public FolderStore Store { get; }

    public AskHost Host => host!;

    public AskPorts Ports => Host.Folder.Look()[0].Ports;

    public HttpClient Http { get; private set; } = new();

    public Func<AskPorts, AskSteps>? Steps { get; set; }

    /// <summary>The port of the next start; 0 takes a free one.</summary>
    public int Port { get; set; }

    public TimeProvider Time { get; private init; } = TimeProvider.System;

    public string Matter => Host.Folder.Look()[0].Slug;

    public static async Task<ServedHost> Start(IFrontier? frontier = null, Func<AskPorts, AskPorts>? change = null, Func<IStore, IStore>? through = null, string? token = null, Func<AskPorts, AskSteps>? steps = null, TimeProvider? time = null)
    {
        var served = new ServedHost(frontier, change, through, token) { Steps = steps, Time = time ?? TimeProvider.System };
        served.With("price.txt", "The interim price of 8.95 per pallet was approved by Owen Tarrant on 15 May 2025.\nIt holds until 30 November 2025.")
            .With("lunch.txt", "The canteen serves lentil soup on Tuesday and nothing else of note.").With("empty.txt", "");
        await served.Open();
        return served;
    }

    public ServedHost With(string name, string text)
    {
        File.WriteAllText(Path.Combine(Documents, name), text);
        return this;
    }

    public async Task Open()
    {
        var store = through(Store);
        var config = new ApiConfig("test", "Read by keyword statistics.", "lexical", Frontier is null ? [] : [new FrontierChoice("http://127.0.0.1:9/v1/", "fake")], Token is not null);
        host = AskHost.Open(Documents, Out, store, documents => change(new AskPorts(store, _ => documents, new Extractor(new ExtractionLimits()), Time) { Frontier = _ => Frontier }), config, Time, Steps);
        (server, var address) = await Site.Serve(host, IPAddress.Loopback, Port, Token, default);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, Expect100ContinueTimeout = TimeSpan.FromSeconds(60) }) { BaseAddress = address };
        if (Token is not null)
            Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    /// <summary>Ends the host as a process that is stopped does, and starts another over the same folders.</summary>
    public async Task Restart()
    {
        await Close();
        await Open();
    }

    /// <summary>Ends the host, forgets all that it kept, and starts another.</summary>
    public async Task Forget()
    {
        await Close();
        Directory.Delete(Out, recursive: true);
        await Open();
    }

    public Task<HttpResponseMessage> Post(string question, object? options = null, string? matter = null) => Http.PostAsJsonAsync("/api/asks", new { matter = matter ?? Matter, question, options });

    public async Task<string> Ask(string question, object? options = null)
    {
        using var response = await Post(question, options);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await Json(response)).GetProperty("id").GetString()!;
    }

    public async Task<JsonElement> Get(string path)
    {
        using var response = await Http.GetAsync(path);
        return await Json(response);
    }

    /// <summary>Waits until an ask's latest run has ended, or waits for a person's word.</summary>
    public async Task<JsonElement> Settled(string id, string? not = null)
    {
        for (var i = 0; i < 600; i++)
        {
            var status = await Get($"/api/asks/{id}");
            var ended = status.GetProperty("runtimeStatus").GetString() is not ("Pending" or "Running");
            var waits = status.TryGetProperty("customStatus", out var custom) && custom.GetProperty("stage").GetString() == "awaitingApproval";
            if ((ended || waits) && (not is null || (status.TryGetProperty("run", out var run) && run.GetString() != not)))
                return status;
            await Task.Delay(50);
        }

        throw new TimeoutException($"{id} does not settle.");
    }

    public static async Task<JsonElement> Json(HttpResponseMessage response) => (await response.Content.ReadFromJsonAsync<JsonElement>()).Clone();

    public async ValueTask DisposeAsync()
    {
        await Close();
        Histories.Replay(Out);
        Directory.Delete(folder, recursive: true);
    }

    private async Task Close()
    {
        Http.Dispose();
        await host!.DisposeAsync();
        await server!.StopAsync();
        await server.DisposeAsync();
    }
}
