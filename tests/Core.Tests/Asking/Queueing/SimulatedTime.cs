namespace Lector.Core.Tests.Asking.Queueing;

/// <summary>A clock that a test moves.</summary>
internal sealed class SimulatedTime : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2026, 11, 27, 8, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Action, (DateTimeOffset At, int Order)> due = new();
    private int order;

    public DateTimeOffset Now { get; private set; } = Start;

    public override DateTimeOffset GetUtcNow() => Now;

    /// <summary>Does something later.</summary>
    public void In(TimeSpan wait, Action act) => due.Enqueue(act, (Now + wait, order++));

    /// <summary>Lets time pass until a condition holds, from one thing that is due to the next.</summary>
    public void RunUntil(Func<bool> holds)
    {
        while (!holds())
        {
            if (!due.TryDequeue(out var act, out var at))
                throw new InvalidOperationException("Nothing is due any more.");
            Now = at.At;
            act();
        }
    }
}
