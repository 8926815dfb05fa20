using System.Text.Json;
using System.Threading.Channels;
using Lector.Core.Asking;
using Lector.Core.Storage;

namespace Lector.Local.Running.Durable;

/// <summary>One orchestration instance over its journal: replays what happened, then goes on living.</summary>
/// <remarks>
/// The strict host: turns on one thread, every input and result through JSON bytes, on the first run too; an event is on the disk before the code hears of it; a turn that ends
/// with nothing open and no result, a continuation that comes from elsewhere, and a replay that asks for another thing than it did before are errors.
/// </remarks>
internal sealed class Instance : IHistory
{
    private readonly Turns turns = new();
    private readonly Dictionary<int, Open> open = [];
    private readonly Channel<JournalEvent> happened = Channel.CreateUnbounded<JournalEvent>(new UnboundedChannelOptions { SingleReader = true });
    private readonly InstanceHost host;
    private readonly JournalHead head;
    private readonly IReadOnlyList<JournalEvent> past;
    private readonly Journal? journal;
    private readonly List<Task> works = [];
    private readonly CancellationToken cancel;
    private int calls;
    private bool living;
    private bool over;
    private AskProgress? progress;

    private Instance(InstanceHost host, JournalHead head, IReadOnlyList<JournalEvent> past, Journal? journal, CancellationToken cancel) =>
        (this.host, this.head, this.past, this.journal, this.cancel) = (host, head, past, journal, cancel);

    /// <inheritdoc/>
    public string Id => head.Id;

    /// <inheritdoc/>
    public DateTimeOffset Now { get; private set; }

    /// <summary>Runs an instance to its end, from wherever its journal has it.</summary>
    /// <param name="host">What instances live in.</param>
    /// <param name="flow">Its code.</param>
    /// <param name="id">Its id.</param>
    /// <param name="input">Its input, where it begins.</param>
    /// <param name="cancel">Lets go of it; its journal stays.</param>
    /// <param name="created">When it was asked for; now by default.</param>
    /// <returns>The flow's result as JSON.</returns>
    /// <exception cref="StepFailedException">The flow failed.</exception>
    /// <exception cref="ReplayException">Its code breaks the rules of replayed code.</exception>
    public static async Task<JsonElement> Run<TIn, TOut>(InstanceHost host, Flow<TIn, TOut> flow, string id, TIn input, CancellationToken cancel, DateTimeOffset? created = null)
        where TIn : notnull
    {
        using var journal = Journal.Open(host.PathOf(id), new JournalHead(host.Version, id, flow.Name, ToJson(input), created ?? host.Time.GetUtcNow()));
        if (journal.Events is [.., { What: JournalEvent.End } end])
            return end.Result ?? throw new StepFailedException(flow.Name, end.Failed ?? "");
        using var own = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var instance = new Instance(host, journal.Head, journal.Events, journal, own.Token);
        try
        {
            return await instance.Live(instance.Code(flow)).ConfigureAwait(false);
        }
        finally
        {
            // Whoever begins the instance again must not meet work of this life.
            await own.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(instance.works).ConfigureAwait(false);
        }
    }

    /// <summary>Replays a journal without going on with it.</summary>
    /// <returns>How many calls are open where the journal ends; 0 where the instance ended.</returns>
    /// <exception cref="ReplayException">The flow's code is not the one that the journal is of, or breaks the rules.</exception>
    public static int Replay<TIn, TOut>(InstanceHost host, Flow<TIn, TOut> flow, JournalHead head, IReadOnlyList<JournalEvent> events)
        where TIn : notnull
    {
        var end = events.Count > 0 && events[^1].What == JournalEvent.End ? events[^1] : null;
        var instance = new Instance(host, head, end is null ? events : [.. events.SkipLast(1)], null, CancellationToken.None);
        var result = instance.Rehearse(instance.Code(flow));
        if (end is null)
            return instance.open.Count;
        if (!instance.over || instance.open.Count > 0 || instance.Ended(result) is var ended && (ended.Failed, ended.Result?.GetRawText()) != (end.Failed, end.Result?.GetRawText()))
            throw new ReplayException($"{head.Id}: the replay does not end as the journal says.");
        return 0;
    }

    /// <inheritdoc/>
    public Task<TOut> Call<TIn, TOut>(Step<TIn, TOut> step, TIn input)
        where TIn : notnull
    {
        var bytes = ToJson(input);
        return Ask<TOut>(step.Name, $"step {step.Name} {MatterPaths.Key(bytes.GetRawText())[..8]}", async () => ToJson(await host.Do(step, FromJson<TIn>(bytes), cancel).ConfigureAwait(false)));
    }

    /// <inheritdoc/>
    public Task<TOut> Sub<TIn, TOut>(Flow<TIn, TOut> flow, string id, TIn input)
        where TIn : notnull
    {
        var bytes = ToJson(input);
        return Ask<TOut>(flow.Name, $"flow {flow.Name} {id}", () => Run(host, flow, id, FromJson<TIn>(bytes), cancel));
    }

    /// <inheritdoc/>
    public Task<bool> Wait(string signal, TimeSpan limit)
    {
        // The limit counts from the turn that asked, so that a restart does not begin it anew.
        var until = Now + limit;
        return Ask<bool>(signal, $"wait {signal}", async () => ToJson(await host.Signals.Wait(Id, signal, until, cancel).ConfigureAwait(false)));
    }

    /// <inheritdoc/>
    public void Report(AskProgress progress)
    {
        this.progress = progress;
        if (living)
            host.Report(Id, progress);
    }

    private Task<TOut> Ask<TOut>(string name, string what, Func<Task<JsonElement>> work)
    {
        if (!turns.Here)
            throw Stray();
        var asked = new Open<TOut>(name, what, work);
        open.Add(calls, asked);
        if (living)
            works.Add(Work(calls, asked));
        calls++;
        return asked.Task;
    }

    private Func<Task<TOut>> Code<TIn, TOut>(Flow<TIn, TOut> flow)
        where TIn : notnull => () => host.Steps.Run(flow, this, FromJson<TIn>(head.Input));

    private Task<TOut> Rehearse<TOut>(Func<Task<TOut>> flow)
    {
        Task<TOut>? result = null;
        Now = head.Created;
        Turn(() => result = flow());
        over = result!.IsCompleted;
        foreach (var heard in past)
            Hear(heard, result);
        return result;
    }

    private async Task<JsonElement> Live<TOut>(Func<Task<TOut>> flow)
    {
        var result = Rehearse(flow);
        living = true;
        if (progress is not null)
            host.Report(Id, progress);
        foreach (var (number, waiting) in open)
            works.Add(Work(number, waiting));
        while (!over)
        {
            if (open.Count == 0)
                throw Stray();
            var now = await happened.Reader.ReadAsync(cancel).ConfigureAwait(false);
            journal!.Append(now);
            Hear(now, result);
        }

        var end = Ended(result) with { At = host.Time.GetUtcNow() };
        journal!.Append(end);
        return end.Result ?? throw new StepFailedException(head.Flow, end.Failed!);
    }

    private JournalEvent Ended<TOut>(Task<TOut> result)
    {
        if (open.Count > 0)
            throw new ReplayException($"{Id}: the flow ended with {open.Count} of its calls open.");
        var failed = result.IsCanceled ? new TaskCanceledException() : result.Exception?.InnerException;
        if (failed is ReplayException)
            throw failed;
        var type = failed is StepFailedException step ? step.Type : failed?.GetType().FullName;
        return new JournalEvent(-1, JournalEvent.End, default, failed is null ? ToJson(result.Result) : null, type);
    }

    private void Hear(JournalEvent heard, Task result)
    {
        if (!open.Remove(heard.Number, out var waiting) || waiting.What != heard.What)
            throw new ReplayException($"{Id}: the journal says that \"{heard.What}\" ended, and the flow asked for \"{waiting?.What ?? "nothing"}\" there.");
        Now = heard.At;
        Turn(() => waiting.Complete(heard));
        over = result.IsCompleted;
    }

    private void Turn(Action begin)
    {
        turns.Run(begin);
        if (turns.Strayed)
            throw Stray();
    }

    private ReplayException Stray() => new($"{Id}: the flow awaits something that is not its history.");

    private async Task Work(int number, Open asked)
    {
        JournalEvent ended;
        try
        {
            // Never on the turn's thread: a step that ends at once must not be heard before its turn is over.
            ended = new JournalEvent(number, asked.What, default, await Task.Run(asked.Work, cancel).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            ended = new JournalEvent(number, asked.What, default, null, e is StepFailedException step ? step.Type : e.GetType().FullName);
        }

        happened.Writer.TryWrite(ended with { At = host.Time.GetUtcNow() });
    }

    private static JsonElement ToJson<T>(T value) => JsonSerializer.SerializeToElement(value, Json.Options);

    private static T FromJson<T>(JsonElement json) => json.Deserialize<T>(Json.Options) ?? throw new InvalidDataException("The journal holds no value where there was one.");

    private abstract class Open(string name, string what, Func<Task<JsonElement>> work)
    {
        public string Name { get; } = name;

        public string What { get; } = what;

        public Func<Task<JsonElement>> Work { get; } = work;

        public abstract void Complete(JournalEvent heard);
    }

    private sealed class Open<TOut>(string name, string what, Func<Task<JsonElement>> work) : Open(name, what, work)
    {
        private readonly TaskCompletionSource<TOut> source = new();

        public Task<TOut> Task => source.Task;

        public override void Complete(JournalEvent heard)
        {
            if (heard.Result is { } result)
                source.SetResult(FromJson<TOut>(result));
            else
                source.SetException(new StepFailedException(Name, heard.Failed ?? ""));
        }
    }
}

/// <summary>Replayed code broke its rules: a fault of Lector.</summary>
internal sealed class ReplayException(string message) : Exception(message);
