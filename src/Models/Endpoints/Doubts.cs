namespace Lector.Models.Endpoints;

/// <summary>Doubts whether what answers is still the model that was checked: somebody may have started another in its place while the server was away.</summary>
internal sealed class Doubts
{
    private readonly SemaphoreSlim asking = new(1, 1);
    private readonly AsyncLocal<bool> asks = new();
    private volatile int raised;
    private volatile int cleared;

    /// <summary>Asked before the first answer after a doubt is handed on: whether the same model answers that was checked. Throws that it is another; false when it cannot tell now.</summary>
    public Func<CancellationToken, Task<bool>>? Recognise { get; set; }

    /// <summary>Whether this flow is one that asks about the server: its own requests are not held up by a doubt.</summary>
    public bool AreAsked => asks.Value;

    /// <summary>Raises a doubt, also while another is being cleared.</summary>
    public void Raise() => Interlocked.Increment(ref raised);

    /// <summary>Clears the doubts that there are, by <see cref="Recognise"/>.</summary>
    /// <param name="cancel">Stops at once.</param>
    public async Task Clear(CancellationToken cancel)
    {
        if (raised == cleared || Recognise is not { } recognise || AreAsked)
            return;
        await Alone(async () =>
        {
            // A failure meanwhile is a new doubt.
            var seen = raised;
            if (seen != cleared && await recognise(cancel))
                cleared = seen;
            return true;
        }, cancel);
    }

    /// <summary>Asks something about the server while nobody else does.</summary>
    /// <param name="ask">The question.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>Its answer.</returns>
    public async Task<bool> Alone(Func<Task<bool>> ask, CancellationToken cancel)
    {
        await asking.WaitAsync(cancel);
        try
        {
            asks.Value = true;
            return await ask();
        }
        finally
        {
            asking.Release();
        }
    }
}
