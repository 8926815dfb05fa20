using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Lector.Azure.Tests.Cloud;

/// <summary>Keeps what is asked of an account, each attempt, and spoils replies as a test says.</summary>
/// <param name="spoil">Throws, or changes the message, after the service has answered.</param>
internal sealed class Requests(Action<HttpMessage>? spoil = null) : HttpPipelinePolicy
{
    /// <summary>Method, the path's last part, and the range that was asked for.</summary>
    public ConcurrentQueue<string> Seen { get; } = [];

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Keep(message.Request);
        ProcessNext(message, pipeline);
        spoil?.Invoke(message);
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Keep(message.Request);
        await ProcessNextAsync(message, pipeline);
        spoil?.Invoke(message);
    }

    private void Keep(Request request)
    {
        var range = request.Headers.TryGetValue("x-ms-range", out var asked) ? $" {asked}" : "";
        Seen.Enqueue($"{request.Method} {request.Uri.Path[(request.Uri.Path.LastIndexOf('/') + 1)..]}{range}");
    }
}
