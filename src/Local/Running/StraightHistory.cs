using Lector.Core.Asking;

namespace Lector.Local.Running;

/// <summary>Runs an orchestration from beginning to end in this process and remembers nothing: what was done lies in the store, where every step finds it.</summary>
/// <remarks>The turns of all flows run one at a time on an exclusive scheduler, as replayed code expects; steps run on the thread pool.</remarks>
internal sealed class StraightHistory(AskSteps steps, string id, Action<AskProgress> report, TimeProvider time, CancellationToken cancel) : IHistory
{
    private static readonly ConcurrentExclusiveSchedulerPair Turns = new();

    /// <inheritdoc/>
    public string Id { get; } = id;

    /// <inheritdoc/>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Runs a flow.</summary>
    public Task<TOut> Run<TIn, TOut>(Flow<TIn, TOut> flow, TIn input)
        where TIn : notnull =>
        Task.Factory.StartNew(() => steps.Run(flow, this, input), cancel, TaskCreationOptions.None, Turns.ExclusiveScheduler).Unwrap();

    /// <inheritdoc/>
    public Task<TOut> Call<TIn, TOut>(Step<TIn, TOut> step, TIn input)
        where TIn : notnull =>
        Task.Run(() => steps.Do(step, input, cancel), cancel);

    /// <inheritdoc/>
    public Task<TOut> Sub<TIn, TOut>(Flow<TIn, TOut> flow, string id, TIn input)
        where TIn : notnull =>
        steps.Run(flow, new StraightHistory(steps, id, report, time, cancel), input);

    /// <inheritdoc/>
    public async Task<bool> Wait(string signal, TimeSpan limit)
    {
        await Task.Delay(limit, time, cancel);
        return false;
    }

    /// <inheritdoc/>
    public void Report(AskProgress progress) => report(progress);
}
