using System.Diagnostics;
using Lector.Core.Reading;
using Lector.Models.Endpoints.NextTokens;
using LLama.Batched;
using LLama.Common;
using LLama.Native;

namespace Lector.Reader.Engines;

/// <summary>llama.cpp's context with one root conversation and its forks. Used by one loop; <see cref="Look"/> and <see cref="Stop"/> by anyone.</summary>
internal sealed class ForkContext : IDisposable
{
    // One physical batch: forks fill it one after the other, and it is never computed half empty while passages wait.
    private const int BatchTokens = 512;

    private readonly LlamaModel model;
    private readonly int threads;
    private readonly int tokens;
    private readonly Lock gate = new();
    private readonly List<(Conversation Fork, Passage Passage)> active = [];
    private readonly AbortFlag abort = new();
    private BatchedExecutor executor;
    private Conversation? root;
    private string? prompted;
    private int forks;
    private int fresh;
    private double milliseconds;
    private volatile bool stopped;

    /// <param name="model">The model; not owned.</param>
    /// <param name="forks">Forks at once, at least 1.</param>
    /// <param name="threads">Threads to compute with, at least 1.</param>
    /// <param name="tokens">Tokens of keys and values that are kept for the root and all forks together.</param>
    public ForkContext(LlamaModel model, int forks, int threads, int tokens)
    {
        (this.model, this.forks, this.threads, this.tokens) = (model, forks, threads, tokens);
        executor = Open();
    }

    /// <summary>Forks under way.</summary>
    public int Active => active.Count;

    /// <summary>Forks that may be under way at once.</summary>
    public int Forks => forks;

    /// <summary>Times that the context had to be opened anew.</summary>
    public int Reopened { get; private set; }

    /// <summary>Whether a passage can be forked now.</summary>
    public bool Fits(Passage passage) => active.Count == 0 || active.Count < forks && prompted == passage.Frame.Question;

    /// <summary>Begins a passage, and reads its beginning first where it is another one than the last.</summary>
    /// <returns>Passages that have to begin again.</returns>
    public async Task<IReadOnlyList<Passage>> Fork(Passage passage)
    {
        if (prompted != passage.Frame.Question)
        {
            root?.Dispose();
            root = executor.Create();
            root.Prompt(passage.Frame.Before.AsSpan());
            (prompted, fresh) = (passage.Frame.Question, passage.Frame.Before.Length);
            while (root.RequiresInference)
                if (await Decode() is not DecodeResult.Ok and var failed)
                    return Again(failed, [passage]);
        }

        var fork = root!.Fork();
        LLamaToken[] own = [.. passage.Tokens, .. passage.Frame.After];
        fork.Prompt(own.AsSpan());
        lock (gate)
            active.Add((fork, passage));
        return [];
    }

    /// <summary>Reads one batch, and answers every passage that ended with it.</summary>
    /// <returns>Passages that have to begin again.</returns>
    public async Task<IReadOnlyList<Passage>> Infer()
    {
        if (await Decode() is not DecodeResult.Ok and var failed)
            return Again(failed, [.. active.Select(one => one.Passage)]);
        lock (gate)
            active.RemoveAll(one =>
            {
                // Every one of them, now: what is not read before the next batch cannot be read any more.
                if (!one.Fork.RequiresSampling)
                    return false;
                one.Passage.Answer.TrySetResult(Answer(one.Fork, one.Passage));
                one.Fork.Dispose();
                return true;
            });
        return [];
    }

    /// <summary>Gives up all forks.</summary>
    /// <returns>Their passages.</returns>
    public IReadOnlyList<Passage> Drop()
    {
        lock (gate)
        {
            Passage[] dropped = [.. active.Select(one => one.Passage)];
            active.Clear();
            return dropped;
        }
    }

    /// <summary>Somebody no longer waits for a passage: when nobody waits for any of them, the batch under way is broken off.</summary>
    public void Look()
    {
        lock (gate)
            if (active.Count > 0 && active.TrueForAll(one => one.Passage.Cancel.IsCancellationRequested))
                abort.IsSet = true;
    }

    /// <summary>Breaks off what is under way, for good.</summary>
    public void Stop() => abort.IsSet = stopped = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        executor.Dispose();
        abort.Dispose();
    }

    private async Task<DecodeResult> Decode()
    {
        var began = Stopwatch.GetTimestamp();
        var result = await executor.Infer();
        milliseconds += Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return result;
    }

    // A refused batch stays in the library's queue with the tokens of forks that were disposed since, whose ids others may have by then: only a new context is clean.
    private List<Passage> Again(DecodeResult failed, IReadOnlyList<Passage> passages)
    {
        Reopen();
        if (failed != DecodeResult.ComputeAborted && forks == 1)
        {
            foreach (var passage in passages)
                passage.Answer.TrySetResult(NextToken.None(failed == DecodeResult.NoKvSlot ? UnreadCause.TooLong : UnreadCause.ServerError));
            return [];
        }

        if (failed != DecodeResult.ComputeAborted)
            forks /= 2;
        return [.. passages.Where(passage => !passage.Cancel.IsCancellationRequested)];
    }

    private void Reopen()
    {
        Drop();
        (root, prompted) = (null, null);
        executor.Dispose();
        executor = Open();
        abort.IsSet = stopped;
        Reopened++;
    }

    private NextToken Answer(Conversation fork, Passage passage)
    {
        var before = passage.Frame.Before.Length;
        var cached = before - fresh;
        fresh = 0;
        if (Logits.Verdict(fork.Sample(), model.Yes, model.No) is not { } verdict)
            return NextToken.None(UnreadCause.OutOfRange);
        var token = new NextToken(verdict, verdict.Mass >= YesNo.LeastMass ? UnreadCause.None : UnreadCause.LowMass)
        {
            PromptTokens = before + passage.Own,
            CachedTokens = cached,
            PassageTokens = passage.Tokens.Length,
            Milliseconds = milliseconds,
            Grade = fork.TokenCount != before + passage.Own ? FullReading.Unproven : passage.IsSpelled ? FullReading.IdsCompared : FullReading.CountsAgree,
        };
        milliseconds = 0;
        return token;
    }

    private BatchedExecutor Open()
    {
        var opened = new BatchedExecutor(model.Weights, new ModelParams("")
        {
            ContextSize = (uint)tokens,
            SeqMax = (uint)forks + 1,
            BatchSize = BatchTokens,
            UBatchSize = BatchTokens,
            Threads = threads,
            BatchThreads = threads,
        });
        abort.Attach(opened.Context.NativeHandle);
        return opened;
    }
}
