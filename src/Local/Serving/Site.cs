using System.Net;
using Lector.Api;
using Lector.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Lector.Local.Serving;

/// <summary>The web server: the API, its description and the page.</summary>
internal static class Site
{
    /// <summary>Starts it over a host that then goes on with what an earlier process left; parameters, result and errors as of <see cref="Start"/>.</summary>
    public static async Task<(WebApplication Server, Uri Address)> Serve(AskHost host, IPAddress bind, int port, string? token, CancellationToken cancel)
    {
        var left = await host.Recall(cancel);
        var started = await Start(host, bind, port, token, cancel);
        host.GoOn(left);
        return started;
    }

    /// <summary>Starts it.</summary>
    /// <param name="host">Runs the asks.</param>
    /// <param name="bind">The address to listen at.</param>
    /// <param name="port">The port; 0 takes a free one.</param>
    /// <param name="token">The token, or null.</param>
    /// <param name="cancel">Stops starting.</param>
    /// <returns>The running server, and where it listens.</returns>
    /// <exception cref="UserErrorException">The port is in use, or the address is not this machine's.</exception>
    public static async Task<(WebApplication Server, Uri Address)> Start(IAskHost host, IPAddress bind, int port, string? token, CancellationToken cancel)
    {
        // An empty builder: no settings file, variable or log of the framework has a say here.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = ApiServices.MostBody;
            options.Listen(bind, port);
        });
        builder.Services.AddAskApi();
        var app = builder.Build();
        app.UseSafeHeaders();
        app.UseProblems();
        new Guard(token).Use(app);
        app.UseRouting();
        app.MapAskApi(host);
        app.MapWebPage();
        app.MapOpenApi();
        try
        {
            await app.StartAsync(cancel);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            await app.DisposeAsync();
            throw new UserErrorException($"Lector cannot listen at {new IPEndPoint(bind, port)}: {Why(e)} Choose another port with --port, or 0 for a free one.", e);
        }

        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return (app, new Uri(address));
    }

    private static string Why(Exception e) => e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException || e.GetBaseException() is System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.AddressAlreadyInUse }
        ? "another program listens there." : $"the system refuses ({e.GetBaseException().Message}).";
}
