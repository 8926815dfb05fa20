using Lector.Core.Asking;
using Lector.Core.Storage;

namespace Lector.Core.Tests.Asking;

public sealed class GuardedStepsTests
{
    private static readonly RunRef Run = new("matter", "ask", "run");
    private readonly MemoryStore store = new();
    private readonly AskSteps steps = new();
    private int done;

    [Fact]
    public async Task Begins_no_step_of_a_run_that_a_person_has_stopped()
    {
        await store.WriteBytes(Run.Path(RunFiles.Stop), default, WriteMode.Replace, default);

        await Refuses(Steps.Plan, Run, new Planned(0, 0, 0, false));
        await Refuses(Steps.Read, Group(Run), new GroupRead(0, 0, 0));
        await Refuses(Steps.Judge, Group(Run), new GroupRead(0, 0, 0));
        await Refuses(Steps.Appoint, new AppointRef(Run.Matter, Run.Ask, Run.Run, 0), new Appointed(0));
        await Refuses(Steps.Exchange, new ExchangeRef(Run.Matter, Run.Ask, Run.Run, 0, 0, -1), new Exchanged(true, 0, 0, 0, 1, null));
        await Refuses(Steps.Select, Run, new Selected(0, false));
        await Refuses(Steps.Look, Run, Word.None);
        await Refuses(Steps.Answer, Run, Answered.NotSent);
        await Refuses(Steps.Publish, Run, new AskResult(0, 0, 0, 0, 0, 0, Answered.NotSent));
        Assert.Equal(0, done);
    }

    [Fact]
    public async Task Goes_on_with_another_run_of_the_same_ask()
    {
        await store.WriteBytes(Run.Path(RunFiles.Stop), default, WriteMode.Replace, default);
        steps.Add(Steps.Read, (_, _) => Task.FromResult(new GroupRead(1, 1, 0)));
        Assert.Equal(1, (await Guarded.Do(Steps.Read, Group(Run with { Run = "later" }), default)).Files);
    }

    private GuardedSteps Guarded => new(_ => Task.FromResult(steps), store, TimeProvider.System);

    private static GroupRef Group(RunRef run) => new(run.Matter, run.Ask, run.Run, 0);

    private async Task Refuses<TIn, TOut>(Step<TIn, TOut> step, TIn input, TOut result)
        where TIn : notnull
    {
        steps.Add(step, (_, _) => Task.FromResult(Count(result)));
        await Assert.ThrowsAsync<RunStoppedException>(() => Guarded.Do(step, input, default));
    }

    private TOut Count<TOut>(TOut result)
    {
        done++;
        return result;
    }
}
