using Lector.Core.Asking.Queueing;

namespace Lector.Core.Asking;

/// <summary>The work behind every step's name, and the flow behind every flow's: what a history calls.</summary>
public sealed class AskSteps
{
    private readonly Dictionary<string, Func<object, CancellationToken, Task<object>>> work = [];
    private readonly Dictionary<string, Func<IHistory, object, Task<object>>> flows = [];

    /// <summary>Binds steps and flows to a host's ports.</summary>
    public AskSteps(AskPorts ports)
    {
        Add(Steps.Plan, new PlanStep(ports).Run);
        Add(Steps.Read, new ReadStep(ports).Run);
        Add(Steps.Judge, new JudgeStep(ports).Run);
        Add(Steps.Appoint, new AppointStep(ports).Run);
        Add(Steps.Exchange, new ExchangeStep(ports).Run);
        Add(Steps.Select, new SelectStep(ports).Run);
        Add(Steps.Look, new LookStep(ports).Run);
        Add(Steps.Answer, new AnswerStep(ports).Run);
        Add(Steps.Publish, new PublishStep(ports).Run);
        Add(Steps.Ask, AskOrchestration.Run);
        Add(Steps.ReadChunk, AskOrchestration.RunChunk);
        Add(Steps.QueueChunk, QueuedReading.RunChunk);
    }

    /// <summary>No steps and flows yet.</summary>
    public AskSteps()
    {
    }

    /// <summary>Names of all steps.</summary>
    public IReadOnlyCollection<string> Names => work.Keys;

    /// <summary>Does a step's work.</summary>
    /// <exception cref="KeyNotFoundException">There is no step of that name.</exception>
    public async Task<TOut> Do<TIn, TOut>(Step<TIn, TOut> step, TIn input, CancellationToken cancel)
        where TIn : notnull => (TOut)await work[step.Name](input, cancel);

    /// <summary>Runs a flow over a history.</summary>
    /// <exception cref="KeyNotFoundException">There is no flow of that name.</exception>
    public async Task<TOut> Run<TIn, TOut>(Flow<TIn, TOut> flow, IHistory history, TIn input)
        where TIn : notnull => (TOut)await flows[flow.Name](history, input);

    /// <summary>Binds a step to its work, in place of what it was bound to.</summary>
    public void Add<TIn, TOut>(Step<TIn, TOut> step, Func<TIn, CancellationToken, Task<TOut>> run) =>
        work[step.Name] = async (input, cancel) => (await run((TIn)input, cancel))!;

    /// <summary>Binds a flow to its code, in place of what it was bound to.</summary>
    public void Add<TIn, TOut>(Flow<TIn, TOut> flow, Func<IHistory, TIn, Task<TOut>> run) =>
        flows[flow.Name] = async (history, input) => (await run(history, (TIn)input))!;
}
