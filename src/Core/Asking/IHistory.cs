namespace Lector.Core.Asking;

/// <summary>What an orchestration may do: a port that Durable Functions, the one-machine runner and tests implement, so that all replay the same code.</summary>
/// <remarks>
/// A turn runs on one thread; nothing is awaited but the tasks of this port. Inputs and results are flat records that pass through JSON,
/// on the first run too. A step that fails surfaces as <see cref="StepFailedException"/> without message or stack of its own.
/// </remarks>
public interface IHistory
{
    /// <summary>The instance's id: at most 100 characters of <c>[a-z0-9.-]</c>.</summary>
    string Id { get; }

    /// <summary>The time of the turn, the same on every replay.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Runs a step; its result is remembered.</summary>
    /// <exception cref="StepFailedException">All attempts failed.</exception>
    Task<TOut> Call<TIn, TOut>(Step<TIn, TOut> step, TIn input)
        where TIn : notnull;

    /// <summary>Runs another orchestration to its end.</summary>
    /// <param name="flow">Which.</param>
    /// <param name="id">Its instance's id, unique.</param>
    /// <param name="input">Its input.</param>
    /// <exception cref="StepFailedException">It failed.</exception>
    Task<TOut> Sub<TIn, TOut>(Flow<TIn, TOut> flow, string id, TIn input)
        where TIn : notnull;

    /// <summary>Waits for a signal.</summary>
    /// <param name="signal">A name used for one wait only. A signal is a hint: look at the store after every wait.</param>
    /// <param name="limit">How long at most.</param>
    /// <returns>False when the limit passed first.</returns>
    Task<bool> Wait(string signal, TimeSpan limit);

    /// <summary>Says how far the ask is.</summary>
    void Report(AskProgress progress);
}

/// <summary>A unit of work that is remembered: idempotent, and the only place where an orchestration touches the world.</summary>
/// <typeparam name="TIn">A flat record or enum.</typeparam>
/// <typeparam name="TOut">A flat record or enum.</typeparam>
/// <param name="Name">The step's name in history; never changes its meaning.</param>
/// <param name="Attempts">How often the history tries it, 1 or 2: retries of I/O live inside the step.</param>
public sealed record Step<TIn, TOut>(string Name, int Attempts);

/// <summary>An orchestration by name.</summary>
/// <typeparam name="TIn">A flat record.</typeparam>
/// <typeparam name="TOut">A flat record.</typeparam>
/// <param name="Name">Its name in history.</param>
public sealed record Flow<TIn, TOut>(string Name);

/// <summary>A step failed in all its attempts.</summary>
/// <param name="step">Which.</param>
/// <param name="type">The type of what was thrown, and nothing else of it: messages would land in history, status and traces.</param>
public sealed class StepFailedException(string step, string type) : Exception($"The step {step} failed ({type}).")
{
    /// <summary>The step's name.</summary>
    public string Step { get; } = step;

    /// <summary>Full name of the exception's type.</summary>
    public string Type { get; } = type;
}
