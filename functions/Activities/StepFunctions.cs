using Lector.Core.Asking;
using Microsoft.Azure.Functions.Worker;

namespace Lector.Functions.Activities;

/// <summary>One activity function for each step of Core, under its name.</summary>
public sealed class StepFunctions(StepWork work)
{
    /// <inheritdoc cref="Steps.Plan"/>
    [Function(nameof(Steps.Plan))]
    public Task<Planned> Plan([ActivityTrigger] RunRef run) => work.Do(Steps.Plan, run);

    /// <inheritdoc cref="Steps.Read"/>
    [Function(nameof(Steps.Read))]
    public Task<GroupRead> Read([ActivityTrigger] GroupRef group) => work.Do(Steps.Read, group);

    /// <inheritdoc cref="Steps.Judge"/>
    [Function(nameof(Steps.Judge))]
    public Task<GroupRead> Judge([ActivityTrigger] GroupRef group) => work.Do(Steps.Judge, group);

    /// <inheritdoc cref="Steps.Appoint"/>
    [Function(nameof(Steps.Appoint))]
    public Task<Appointed> Appoint([ActivityTrigger] AppointRef call) => work.Do(Steps.Appoint, call);

    /// <inheritdoc cref="Steps.Exchange"/>
    [Function(nameof(Steps.Exchange))]
    public Task<Exchanged> Exchange([ActivityTrigger] ExchangeRef exchange) => work.Do(Steps.Exchange, exchange);

    /// <inheritdoc cref="Steps.Select"/>
    [Function(nameof(Steps.Select))]
    public Task<Selected> Select([ActivityTrigger] RunRef run) => work.Do(Steps.Select, run);

    /// <inheritdoc cref="Steps.Look"/>
    [Function(nameof(Steps.Look))]
    public Task<Word> Look([ActivityTrigger] RunRef run) => work.Do(Steps.Look, run);

    /// <inheritdoc cref="Steps.Answer"/>
    [Function(nameof(Steps.Answer))]
    public Task<Answered> Answer([ActivityTrigger] RunRef run) => work.Do(Steps.Answer, run);

    /// <inheritdoc cref="Steps.Publish"/>
    [Function(nameof(Steps.Publish))]
    public Task<AskResult> Publish([ActivityTrigger] RunRef run) => work.Do(Steps.Publish, run);
}
