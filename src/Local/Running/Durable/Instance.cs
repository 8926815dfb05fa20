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
    private readonly Journal journal;
    private readonly CancellationToken cancel;
    private int calls;
    private bool living;

    private Instance(InstanceHost host, Journal journal, CancellationToken cancel) => (this.host, this.journal, this.cancel) = (host, journal, cancel);

    /// <inheritdoc/>
    public string Id => journal.Head.Id;

    /// <inheritdoc/>
    public DateTimeOffset Now { get; private set; }

    /// <summary>Runs an instance to its end, from wherever its journal has it.</summary>
    /// <returns>The flow's result as JSON.</returns>
    /// <exception cref="StepFailedException">The flow failed.</exception>
    /// <exception cref="ReplayException">Its code breaks the rules of replayed code.</exception>
    public static async Task<JsonElement> Run<TIn, TOut>(InstanceHost host, Flow<TIn, TOut> flow, string id, TIn input, CancellationToken cancel)
        where TIn : notnull
    {
        using var journal = Journal.Open(host.PathOf(id), new JournalHead(host.Version, id, flow.Name, ToJson(input), host.Time.GetUtcNow()));
        if (journal.Events is [.., { What: JournalEvent.End } end])
            return end.Result ?? throw new StepFailedException(flow.Name, end.Failed ?? "");
        var instance = new Instance(host, journal, cancel);
        return await instance.Live(() => host.Steps.Run(flow, instance, FromJson<TIn>(journal.Head.Input))).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<TOut> Call<TIn, TOut>(Step<TIn, TOut> step, TIn input)
        where TIn : notnull
    {
        var bytes = ToJson(input);
        return Ask<TOut>($"step {step.Name}", async () => ToJson(await host.Do(step, FromJson<TIn>(bytes), cancel).ConfigureAwait(false)));
    }

    /// <inheritdoc/>
    public Task<TOut> Sub<TIn, TOut>(Flow<TIn, TOut> flow, string id, TIn input)
        where TIn : notnull
    {
        var bytes = ToJson(input);
        return Ask<TOut>($"flow {flow.Name} {id}", () => Run(host, flow, id, FromJson<TIn>(bytes), cancel));
    }

    /// <inheritdoc/>
    public Task<bool> Wait(string signal, TimeSpan limit)
    {
        // The limit counts from the turn that asked, so that a restart does not begin it anew.
        var until = Now + limit;
        return Ask<bool>($"wait {signal}", async () => ToJson(await host.Signals.Wait(Id, signal, until, cancel).ConfigureAwait(false)));
    }

    /// <inheritdoc/>
    public void Report(AskProgress progress)
    {
        if (living)
            host.Report(Id, progress);
    }

    private Task<TOut> Ask<TOut>(string what, Func<Task<JsonElement>> work)
    {
        var asked = new Open<TOut>(what, work);
        open.Add(calls, asked);
        if (living)
            _ = Work(calls, asked);
        calls++;
        return asked.Task;
    }

    private async Task<JsonElement> Live<TOut>(Func<Task<TOut>> flow)
    {
        Task<TOut>? result = null;
        Now = journal.Head.Created;
        Turn(() => result = flow());
        foreach (var past in journal.Events)
            Hear(past);

        living = true;
        foreach (var (number, waiting) in open)
            _ = Work(number, waiting);
        while (!result!.IsCompleted)
        {
            if (open.Count == 0)
                throw new ReplayException($"{Id}: the flow awaits something that is not its history.");
            var now = await happened.Reader.ReadAsync(cancel).ConfigureAwait(false);
            journal.Append(now);
            Hear(now);
        }

        return End(result);
    }

    private JsonElement End<TOut>(Task<TOut> result)
    {
        if (open.Count > 0)
            throw new ReplayException($"{Id}: the flow ended with {open.Count} of its calls open.");
        var failed = result.Exception?.InnerException;
        if (failed is ReplayException)
            throw failed;
        var type = failed switch
        {
            null => null,
            StepFailedException step => step.Type,
            _ => failed.GetType().FullName,
        };
        var end = new JournalEvent(-1, JournalEvent.End, host.Time.GetUtcNow(), failed is null ? ToJson(result.Result) : null, type);
        journal.Append(end);
        return end.Result ?? throw new StepFailedException(journal.Head.Flow, type!);
    }

    private void Hear(JournalEvent heard)
    {
        if (!open.Remove(heard.Number, out var waiting) || waiting.What != heard.What)
            throw new ReplayException($"{Id}: the journal says that \"{heard.What}\" ended, and the flow asked for \"{waiting?.What ?? "nothing"}\" there.");
        Now = heard.At;
        Turn(() => waiting.Complete(heard));
    }

    private void Turn(Action begin)
    {
        turns.Run(begin);
        if (turns.Strayed)
            throw new ReplayException($"{Id}: the flow awaits something that is not its history.");
    }

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

    private abstract class Open(string what, Func<Task<JsonElement>> work)
    {
        public string What { get; } = what;

        public Func<Task<JsonElement>> Work { get; } = work;

        public abstract void Complete(JournalEvent heard);
    }

    private sealed class Open<TOut>(string what, Func<Task<JsonElement>> work) : Open(what, work)
    {
        private readonly TaskCompletionSource<TOut> source = new();

        public Task<TOut> Task => source.Task;

        public override void Complete(JournalEvent heard)
        {
            if (heard.Result is { } result)
                source.SetResult(FromJson<TOut>(result));
            else
                source.SetException(new StepFailedException(What, heard.Failed ?? ""));
        }
    }
}

/// <summary>Replayed code broke its rules: a fault of Lector.</summary>
internal sealed class ReplayException(string message) : Exception(message);
