using System.Net;
using System.Net.Http.Json;
using Lector.Api;
using Lector.Core.Asking;
using Lector.Functions;
using Lector.Functions.Status;
using Lector.Hosts.Tests.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Lector.Azure.Tests.Functions;

/// <summary>The contract of every host, against the app's HTTP functions over Kestrel, as the worker runs them behind the Functions host.</summary>
public sealed class DurableAskApiTests : AskApiContract
{
    private DurableHost? durable;
    private WebApplication? server;

    protected override async Task<(HttpClient Http, string Matter)> Open()
    {
        var (http, _) = await Open(SignIn.None);
        return (http, durable!.Slug);
    }

    [Fact]
    public async Task Lets_nobody_in_whom_the_platform_has_not_checked()
    {
        var (http, paths) = await Open(SignIn.Key);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/matters")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/keyed/api/matters")).StatusCode);
        using var asked = await http.PostAsJsonAsync("/keyed/api/asks", new { matter = durable!.Slug, question = Question, options = new { frontier = "none" } });
        Assert.StartsWith($"{http.BaseAddress}keyed/api/asks/", asked.Headers.Location!.ToString());
        Assert.Equal(["Keyed", "Web"], paths.Order());
    }

    [Fact]
    public async Task Serves_who_is_signed_in_and_refuses_another_sites_page()
    {
        var (http, _) = await Open(SignIn.Entra);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/matters")).StatusCode);
        http.DefaultRequestHeaders.Add("X-MS-CLIENT-PRINCIPAL-ID", "someone");
        Assert.Contains("<html", await http.GetStringAsync("/"));
        http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.Forbidden, (await http.PostAsJsonAsync("/api/asks", new { matter = durable!.Slug, question = Question })).StatusCode);
    }

    public override async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        if (durable is not null)
            await durable.DisposeAsync();
    }

    private async Task<(HttpClient Http, IEnumerable<string> Functions)> Open(SignIn signIn)
    {
        durable = await DurableHost.Start();
        var config = new ApiConfig("test", "Read by keyword statistics.", "lexical", [new FrontierChoice("http://127.0.0.1:9/v1/", "fake")], false);
        var functions = new WebFunctions(new ApiPipelines(durable.Store, durable.Matters, config, signIn, TimeProvider.System));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        server = builder.Build();
        server.Run(async context =>
        {
            var keyed = context.Request.Path.StartsWithSegments(Door.Keyed);
            await (await (keyed ? functions.Keyed(context.Request, durable.Client) : functions.Web(context.Request, durable.Client))).ExecuteAsync(context);
        });
        await server.StartAsync();
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        // On a busy machine the answer to "expect: 100-continue" may take longer than the second that a client waits by default.
        var http = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(30) }) { BaseAddress = new Uri(address) };
        return (http, FunctionCatalog.With<Microsoft.Azure.Functions.Worker.HttpTriggerAttribute>().Select(function => function.Name));
    }
}
