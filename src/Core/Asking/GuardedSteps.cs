using Lector.Core.Asking.Waking;
using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>Does a step's work as every durable host must: not after a person has stopped the run, and with the sentence of what a person can mend left beside the run.</summary>
/// <param name="open">Gives the steps; a reader that cannot be opened is told like one that goes away.</param>
/// <param name="store">Where a person's word to stop lies.</param>
/// <param name="time">The clock.</param>
public sealed class GuardedSteps(Func<CancellationToken, Task<AskSteps>> open, IStore store, TimeProvider time)
{
    /// <summary>Does it once.</summary>
    /// <exception cref="RunStoppedException">A person has stopped the run.</exception>
    public async Task<TOut> Do<TIn, TOut>(Step<TIn, TOut> step, TIn input, CancellationToken cancel)
        where TIn : notnull
    {
        if (RunRef.Of(input) is { } run && await store.Exists(run.Path(RunFiles.Stop), cancel))
            throw new RunStoppedException();
        try
        {
            return await (await open(cancel)).Do(step, input, cancel);
        }
        catch (Exception e) when (IsForPeople(e))
        {
            // The history keeps the type alone; the sentence, which is for people, lies beside the run.
            await Tell(input, e.Message, cancel);
            throw;
        }
    }

    /// <summary>Whether trying again is of no use until a person has done something.</summary>
    public static bool IsForPeople(Exception e) => e is UserErrorException or ReaderUnavailableException;

    private async Task Tell(object input, string sentence, CancellationToken cancel)
    {
        try
        {
            if (RunRef.Of(input) is { } run)
                await store.WriteJson(run.Path(RunFault.File), new RunFault(sentence, time.GetUtcNow()), WriteMode.Replace, cancel);
            else if (input is BeginRef begin && await store.ReadJson<StoredAsk>(StoredAsk.Name(begin.Matter, begin.Ask), cancel) is { } asked)
                await (asked with { Fault = sentence }).Write(store, cancel);
        }
        catch (UserErrorException)
        {
            // The disk is full: that is the fault which is being told.
        }
    }
}

/// <summary>A person has stopped the run.</summary>
public sealed class RunStoppedException() : Exception("A person has stopped the run.");
