using Lector.Core.Asking;
using Lector.Functions.Activities;
using Microsoft.DurableTask;

namespace Lector.Functions.Orchestrations;

/// <summary>The history of a Durable instance, for Core's orchestrations.</summary>
/// <remarks>
/// Everything is awaited on the orchestrator's own thread: no <c>ConfigureAwait</c>, no other task. Attempts are counted here, because Durable's own retries cost a timer each
/// and try again what only a person can mend.
/// </remarks>
public sealed class DurableHistory(TaskOrchestrationContext context) : IHistory
{
    /// <inheritdoc/>
    public string Id => context.InstanceId;

    /// <inheritdoc/>
    public DateTimeOffset Now => new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));

    /// <inheritdoc/>
    public async Task<TOut> Call<TIn, TOut>(Step<TIn, TOut> step, TIn input)
        where TIn : notnull
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await context.CallActivityAsync<TOut>(step.Name, input);
            }
            catch (TaskFailedException e)
            {
                var type = StrippedException.TypeOf(e.FailureDetails);
                if (attempt >= step.Attempts || StrippedException.IsFinal(type))
                    throw new StepFailedException(step.Name, type);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<TOut> Sub<TIn, TOut>(Flow<TIn, TOut> flow, string id, TIn input)
        where TIn : notnull
    {
        try
        {
            return await context.CallSubOrchestratorAsync<TOut>(flow.Name, input, new SubOrchestrationOptions(instanceId: id));
        }
        catch (TaskFailedException e)
        {
            throw new StepFailedException(flow.Name, StrippedException.TypeOf(e.FailureDetails));
        }
    }

    /// <inheritdoc/>
    public async Task<bool> Wait(string signal, TimeSpan limit)
    {
        try
        {
            // It cancels its own timer when the signal comes, and its own waiter when the limit passes.
            await context.WaitForExternalEvent<string?>(signal, limit);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Report(AskProgress progress) => context.SetCustomStatus(progress);
}
