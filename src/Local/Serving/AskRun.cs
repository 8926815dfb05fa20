using Lector.Api;
using Lector.Core.Asking;

namespace Lector.Local.Serving;

/// <summary>One run of an ask in this process: waiting, under way or ended.</summary>
internal sealed class AskRun(ServedMatter matter, Ask ask, DateTimeOffset created)
{
    private readonly Lock gate = new();
    private AskState state = new(ask, null, RuntimeStatus.Pending, created, created, null, null, null);
    private int holdsTurn;

    /// <summary>Its matter.</summary>
    public ServedMatter Matter { get; } = matter;

    /// <summary>Its ask.</summary>
    public Ask Ask { get; } = ask;

    /// <summary>Cancelled when a person stops it.</summary>
    public CancellationTokenSource Stop { get; } = new();

    /// <summary>Writes the ask to the store, once; done where an earlier process did.</summary>
    public Lazy<Task> Kept { get; init; } = new(Task.CompletedTask);

    /// <summary>Its work.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    /// <summary>Where it stands.</summary>
    public AskState State
    {
        get
        {
            lock (gate)
                return state;
        }
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => State.Status is RuntimeStatus.Completed or RuntimeStatus.Failed or RuntimeStatus.Terminated;

    /// <summary>Takes down what happened.</summary>
    public void Now(DateTimeOffset at, Func<AskState, AskState> change)
    {
        lock (gate)
            state = change(state) with { LastUpdated = at };
    }

    /// <summary>The ask was withdrawn: it is not asked again when documents change.</summary>
    public void NoLongerStands()
    {
        lock (gate)
            state = state with { Ask = state.Ask.Withdrawn() };
    }

    /// <summary>Waits until this run may plan and read.</summary>
    public async Task TakeTurn(CancellationToken cancel)
    {
        await Matter.Turn.WaitAsync(cancel);
        Interlocked.Exchange(ref holdsTurn, 1);
    }

    /// <summary>Lets the next run of the matter plan and read.</summary>
    public void GiveTurn()
    {
        if (Interlocked.Exchange(ref holdsTurn, 0) == 1)
            Matter.Turn.Release();
    }
}
