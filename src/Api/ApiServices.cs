using Lector.Core.Storage;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lector.Api;

/// <summary>What a host registers for the API.</summary>
public static class ApiServices
{
    /// <summary>The largest request body, in bytes.</summary>
    public const int MostBody = 100_000;

    /// <summary>Routing, the JSON of every Lector, problem documents, and the OpenAPI document.</summary>
    public static void AddAskApi(this IServiceCollection services)
    {
        services.AddRouting();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<JsonOptions>(options =>
        {
            var ours = Json.Options;
            options.SerializerOptions.DefaultIgnoreCondition = ours.DefaultIgnoreCondition;
            options.SerializerOptions.NumberHandling = ours.NumberHandling;
            options.SerializerOptions.Encoder = ours.Encoder;
            foreach (var converter in ours.Converters)
                options.SerializerOptions.Converters.Add(converter);
        });
        services.AddProblemDetails();
        services.AddOpenApi(options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Lector";
            document.Info.Version = typeof(ApiServices).Assembly.GetName().Version?.ToString(3);
            document.Info.Description = "Asks of a matter's documents, their progress and what came of them.";
            return Task.CompletedTask;
        }));
    }
}
