using Lector.Core.Asking;
using Lector.Core.Asking.Waking;

namespace Lector.Core.Tests.Asking.Waking;

public sealed class WakeOrchestrationTests : IHistory
{
    private static readonly WakeRef Wake = new("matter", new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));
    private readonly List<TimeSpan> pauses = [];
    private Func<int, Woken> look = _ => new Woken(1, 1, false);
    private int looks;

    string IHistory.Id => Wake.InstanceId;

    DateTimeOffset IHistory.Now => Wake.At;

    [Fact]
    public async Task A_look_that_succeeds_is_the_only_one()
    {
        Assert.Equal(new Woken(1, 1, false), await WakeOrchestration.RunWake(this, Wake));
        Assert.Empty(pauses);
    }

    [Fact]
    public async Task Looks_again_later_and_later_while_the_store_is_away()
    {
        look = number => number < 4 ? throw new StepFailedException("LookAround", "Lector.Core.OutageException") : new Woken(1, 1, false);
        Assert.Equal(1, (await WakeOrchestration.RunWake(this, Wake)).Started);
        Assert.Equal([1, 2, 4], pauses.Select(pause => pause.TotalMinutes));
    }

    [Fact]
    public async Task Looks_again_while_an_ask_cannot_be_begun()
    {
        look = number => new Woken(2, number, false, Failed: number < 3 ? 1 : 0);
        Assert.Equal(new Woken(2, 3, false), await WakeOrchestration.RunWake(this, Wake));
    }

    [Fact]
    public async Task Waits_out_a_long_weekend_and_then_fails()
    {
        look = _ => throw new StepFailedException("LookAround", "x");
        await Assert.ThrowsAsync<StepFailedException>(() => WakeOrchestration.RunWake(this, Wake));
        Assert.Equal(WakeOrchestration.Looks, looks);
        Assert.InRange(pauses.Sum(pause => pause.TotalDays), 3.5, 7);
    }

    async Task<TOut> IHistory.Call<TIn, TOut>(Step<TIn, TOut> step, TIn input) => (TOut)(object)await Task.FromResult(look(++looks));

    Task<TOut> IHistory.Sub<TIn, TOut>(Flow<TIn, TOut> flow, string id, TIn input) => throw new NotSupportedException();

    Task<bool> IHistory.Wait(string signal, TimeSpan limit)
    {
        pauses.Add(limit);
        return Task.FromResult(false);
    }

    void IHistory.Report(AskProgress progress)
    {
    }
}
