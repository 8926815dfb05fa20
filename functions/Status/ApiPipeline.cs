using Lector.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Lector.Functions.Status;

/// <summary>The handlers of the API and of the page in an ASP.NET pipeline of their own, to which HTTP functions hand their requests: the very ones that the one-machine host serves.</summary>
/// <remarks>It has services of its own, so that the Functions worker's routes neither match here nor stand in the API's description.</remarks>
public sealed class ApiPipeline
{
    private readonly IServiceProvider services;
    private readonly RequestDelegate handle;

    /// <summary>Builds it.</summary>
    /// <param name="host">Runs the asks.</param>
    /// <param name="signIn">Who stands at the door.</param>
    public ApiPipeline(IAskHost host, SignIn signIn)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        // A web application is built over a server; this one is never started.
        builder.WebHost.UseKestrelCore();
        builder.Services.AddAskApi();
        var app = builder.Build();
        app.UseSafeHeaders();
        app.UseProblems();
        new Door(signIn).Use(app);
        app.UseRouting();
        app.MapAskApi(host);
        app.MapWebPage();
        app.MapOpenApi();
        app.UseEndpoints(_ => { });
        (services, handle) = (app.Services, ((IApplicationBuilder)app).Build());
    }

    /// <summary>Handles a request that the Functions worker has routed to a function.</summary>
    /// <param name="context">The request; its endpoint and services are put back afterwards.</param>
    /// <param name="under">The path's beginning that is not the API's, such as <c>/keyed</c>.</param>
    public async Task Handle(HttpContext context, PathString under = default)
    {
        var (endpoint, given, values, path, pathBase) = (context.GetEndpoint(), context.RequestServices, context.Request.RouteValues, context.Request.Path, context.Request.PathBase);
        await using var scope = services.CreateAsyncScope();
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = ApiServices.MostBody;
        try
        {
            context.SetEndpoint(null);
            (context.RequestServices, context.Request.RouteValues) = (scope.ServiceProvider, []);
            if (under.HasValue && path.StartsWithSegments(under, out var rest))
                (context.Request.PathBase, context.Request.Path) = (pathBase + under, rest.HasValue ? rest : "/");
            await handle(context);
        }
        finally
        {
            context.SetEndpoint(endpoint);
            (context.RequestServices, context.Request.RouteValues, context.Request.Path, context.Request.PathBase) = (given, values, path, pathBase);
        }
    }
}
