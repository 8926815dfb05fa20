using Lector.Api;
using Lector.Core.Documents;
using Lector.Core.Storage;
using Microsoft.DurableTask.Client;

namespace Lector.Functions.Status;

/// <summary>The pipeline of a process, built when Durable's client is first given to a function: all that are given lead to the same connection.</summary>
public sealed class ApiPipelines(IStore store, IMatters matters, ApiConfig config, SignIn signIn, TimeProvider time)
{
    private readonly Lock gate = new();
    private ApiPipeline? built;

    /// <summary>The pipeline.</summary>
    public ApiPipeline Of(DurableTaskClient client)
    {
        lock (gate)
            return built ??= new ApiPipeline(new DurableAskHost(client, store, matters, config, time), signIn);
    }
}
