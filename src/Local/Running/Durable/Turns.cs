namespace Lector.Local.Running.Durable;

/// <summary>One thread at a time for replayed code: continuations are queued, and run only within a turn.</summary>
/// <remarks>A continuation that arrives between turns comes from something that is not the port (a timer, a thread): <see cref="Strayed"/> says so, and the instance fails.</remarks>
internal sealed class Turns : SynchronizationContext
{
    private readonly Lock gate = new();
    private readonly Queue<(SendOrPostCallback Callback, object? State)> queue = [];
    private int thread = -1;

    /// <summary>Whether something was awaited that is not the port.</summary>
    public bool Strayed { get; private set; }

    /// <summary>Whether the caller runs within a turn.</summary>
    public bool Here => Environment.CurrentManagedThreadId == thread;

    /// <summary>Runs a turn: what starts it, then every continuation until none is left.</summary>
    public void Run(Action begin)
    {
        var before = Current;
        SetSynchronizationContext(this);
        thread = Environment.CurrentManagedThreadId;
        try
        {
            begin();
            while (Next() is var (callback, state))
                callback(state);
        }
        finally
        {
            thread = -1;
            SetSynchronizationContext(before);
        }
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (gate)
        {
            if (Environment.CurrentManagedThreadId != thread)
                Strayed = true;
            queue.Enqueue((d, state));
        }
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Replayed code does not wait for itself.");

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    private (SendOrPostCallback, object?)? Next()
    {
        lock (gate)
            return queue.TryDequeue(out var next) ? next : null;
    }
}
