using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Lector.Functions.Status;

/// <summary>The page and the API over HTTP: one function for people who are signed in, one for programs with a function key.</summary>
public sealed class WebFunctions(ApiPipelines pipelines)
{
    /// <summary>Everything, for who is signed in.</summary>
    [Function(nameof(Web))]
    public Task<IResult> Web([HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request, [DurableClient] DurableTaskClient client) => Handle(request, client, default);

    /// <summary>Everything, for who has a function key.</summary>
    [Function(nameof(Keyed))]
    public Task<IResult> Keyed([HttpTrigger(AuthorizationLevel.Function, Route = "keyed/{*path}")] HttpRequest request, [DurableClient] DurableTaskClient client) => Handle(request, client, Door.Keyed);

    private async Task<IResult> Handle(HttpRequest request, DurableTaskClient client, PathString under)
    {
        await pipelines.Of(client).Handle(request.HttpContext, under);
        return Results.Empty;
    }
}
