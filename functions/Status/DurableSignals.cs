using Lector.Core.Asking.Queueing;
using Microsoft.DurableTask.Client;

namespace Lector.Functions.Status;

/// <summary>Signals to orchestrations, through Durable's client.</summary>
public sealed class DurableSignals(DurableTaskClient client) : ISignals
{
    /// <inheritdoc/>
    public async Task Raise(string instance, string signal, CancellationToken cancel)
    {
        try
        {
            await client.RaiseEventAsync(instance, signal, null, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // To raise one at an instance that has ended or was purged is an error of Durable's, and none of ours: what it would have said lies in the store. By which type it says so differs by its backend.
            if (await client.GetInstanceAsync(instance, cancel) is { IsCompleted: false })
                throw;
        }
    }
}
