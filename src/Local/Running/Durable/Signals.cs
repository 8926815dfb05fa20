using System.Collections.Concurrent;

namespace Lector.Local.Running.Durable;

/// <summary>Signals to instances. A signal that comes before its wait is kept; each ends one wait.</summary>
internal sealed class Signals(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Id, string Name), TaskCompletionSource> raised = [];

    /// <summary>Raises a signal.</summary>
    public void Raise(string id, string name) => Of(id, name).TrySetResult();

    /// <summary>Waits for a signal.</summary>
    /// <param name="id">The instance.</param>
    /// <param name="name">The signal.</param>
    /// <param name="until">When to give up.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>False when the time came first.</returns>
    public async Task<bool> Wait(string id, string name, DateTimeOffset until, CancellationToken cancel)
    {
        var left = until - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
            return Of(id, name).Task.IsCompleted;
        try
        {
            await Of(id, name).Task.WaitAsync(left, time, cancel);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            raised.TryRemove((id, name), out _);
        }
    }

    /// <summary>Drops what is kept for an instance that has ended.</summary>
    public void Forget(string id)
    {
        foreach (var key in raised.Keys.Where(key => key.Id == id))
            raised.TryRemove(key, out _);
    }

    private TaskCompletionSource Of(string id, string name) => raised.GetOrAdd((id, name), _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
