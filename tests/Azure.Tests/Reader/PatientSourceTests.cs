using Lector.Core;
using Lector.Core.Asking;
using Lector.Core.Asking.Queueing;
using Lector.Core.Tests.Asking.Queueing;
using Lector.Reader.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lector.Azure.Tests.Reader;

public class PatientSourceTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_address_that_never_answered_is_a_mistake()
    {
        var source = new PatientSource(new Sometimes(new MemoryWork(TimeProvider.System), _ => new UserErrorException("no", new IOException())), e => e is IOException, NullLogger.Instance, TimeProvider.System);
        await Assert.ThrowsAsync<UserErrorException>(() => source.Receive(TimeSpan.Zero, Cancel));
    }

    [Fact]
    public async Task One_that_answered_before_is_waited_for()
    {
        var clock = new Fast();
        var source = new PatientSource(new Sometimes(new MemoryWork(TimeProvider.System), call => call is > 1 and < 5 ? new UserErrorException("no", new IOException()) : null), e => e is IOException, NullLogger.Instance, clock);
        Assert.Null(await source.Receive(TimeSpan.Zero, Cancel));
        Assert.Null(await source.Receive(TimeSpan.Zero, Cancel));
        Assert.Equal([5, 10, 20], clock.Waits);
    }

    [Fact]
    public async Task A_refusal_is_not_waited_for()
    {
        var source = new PatientSource(new Sometimes(new MemoryWork(TimeProvider.System), call => call > 1 ? new UserErrorException("no", new UnauthorizedAccessException()) : null), e => e is IOException, NullLogger.Instance, TimeProvider.System);
        await source.Receive(TimeSpan.Zero, Cancel);
        await Assert.ThrowsAsync<UserErrorException>(() => source.Receive(TimeSpan.Zero, Cancel));
    }

    [Fact]
    public async Task What_was_given_back_makes_the_next_come_later_until_one_is_done()
    {
        var (clock, work) = (new Fast(), new MemoryWork(TimeProvider.System));
        await work.Post([.. Enumerable.Range(0, 4).Select(i => WorkItem.Call(new RunRef("m", "a", "r"), 1, i))], TimeSpan.Zero, Cancel);
        var source = new PatientSource(work, _ => false, NullLogger.Instance, clock);
        foreach (var done in (bool[])[false, false, true, true])
        {
            var lease = await source.Receive(TimeSpan.Zero, Cancel);
            await (done ? lease!.Complete(Cancel) : lease!.Abandon(Cancel));
        }

        Assert.Equal([5, 10], clock.Waits);
    }

    private sealed class Sometimes(IWorkSource work, Func<int, Exception?> fault) : IWorkSource
    {
        private int calls;

        public Task<IWorkLease?> Receive(TimeSpan patience, CancellationToken cancel) =>
            fault(++calls) is { } thrown ? Task.FromException<IWorkLease?>(thrown) : work.Receive(patience, cancel);
    }

    /// <summary>A clock on which every wait is over at once.</summary>
    private sealed class Fast : TimeProvider
    {
        public List<double> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime.TotalSeconds);
            return base.CreateTimer(callback, state, TimeSpan.FromMilliseconds(1), period);
        }
    }
}
