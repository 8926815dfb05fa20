using System.Threading.Channels;
using Lector.Core.Reading;
using Lector.Models.Endpoints.NextTokens;
using LLama.Native;

namespace Lector.Reader.Engines;

/// <summary>Reads passages in forks of one prompted beginning: template, instructions and question are read once a question, and each passage costs its own tokens.</summary>
/// <remarks>
/// One loop owns the context. Passages are added as forks end, so that batches stay full; another question waits until the forks of the last have ended.
/// Room for keys and values is counted beforehand; where the library has none all the same (<c>NoKvSlot</c>), the forks are disposed and read again, half as many at once.
/// </remarks>
internal sealed class ForkedPrompts : INextTokenSource, IAsyncDisposable
{
    private readonly LlamaModel model;
    private readonly ForkContext context;
    private readonly Channel<Passage> arrivals = Channel.CreateUnbounded<Passage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task loop;
    private volatile PromptFrame? frame;
    private volatile Exception? fault;
    private bool disposed;

    /// <param name="model">The model; not owned.</param>
    /// <param name="forks">Passages that are read at once, at least 1.</param>
    /// <param name="threads">Threads to compute with, at least 1.</param>
    /// <param name="tokens">Tokens of keys and values to keep; null for as many as the longest passages need.</param>
    public ForkedPrompts(LlamaModel model, int forks, int threads, int? tokens = null)
    {
        this.model = model;
        context = new ForkContext(model, forks, threads, tokens ?? LlamaReader.MostBefore + forks * LlamaReader.MostAfter);
        loop = Task.Run(Loop);
    }

    /// <inheritdoc/>
    public bool HoldsBack => true;

    /// <summary>Tokens of the shared beginning for the question that was asked last; null before the first.</summary>
    public int? SharedTokens => frame?.Before.Length;

    /// <summary>Passages that are read at once, and times that the context had to be opened anew.</summary>
    public (int Forks, int Reopened) State => (context.Forks, context.Reopened);

    /// <inheritdoc/>
    public async Task<NextToken> Ask(string question, string framed, CancellationToken cancel)
    {
        var around = frame is { } known && known.Question == question ? known : frame = model.Frame(question);
        var tokens = model.Tokens(framed);
        if (around.Before.Length > LlamaReader.MostBefore || tokens.Length + around.After.Length > LlamaReader.MostAfter)
            return NextToken.None(UnreadCause.TooLong);
        var passage = new Passage(around, tokens, model.Spell(tokens, framed), cancel);
        if (!arrivals.Writer.TryWrite(passage))
            throw Ended();
        using (cancel.UnsafeRegister(_ => context.Look(), null))
            return await passage.Answer.Task.WaitAsync(cancel);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        disposed = true;
        arrivals.Writer.TryComplete();
        context.Stop();
        await loop;
        context.Dispose();
    }

    private async Task Loop()
    {
        var waiting = new LinkedList<Passage>();
        try
        {
            while (waiting.Count > 0 || context.Active > 0 || await arrivals.Reader.WaitToReadAsync())
            {
                while (arrivals.Reader.TryRead(out var arrived))
                    waiting.AddLast(arrived);
                if (arrivals.Reader.Completion.IsCompleted)
                    break;
                await Begin(waiting);
                if (context.Active > 0)
                    Requeue(waiting, await context.Infer());
            }
        }
        catch (Exception e)
        {
            // A fault of the library or of Lector: whoever waits is told, and nothing is read any more.
            fault = e;
            arrivals.Writer.TryComplete();
        }

        while (arrivals.Reader.TryRead(out var arrived))
            waiting.AddLast(arrived);
        foreach (var passage in waiting.Concat(context.Drop()))
            passage.Answer.TrySetException(Ended());
    }

    private Exception Ended() => fault is { } cause
        ? new ReaderUnavailableException($"llama.cpp failed while it read with {model.File} ({cause.GetType().Name}). Start the reader again; if it fails again, set fewer Reader__Forks or take a smaller model file.", cause)
        : new ObjectDisposedException(nameof(ForkedPrompts));

    private async Task Begin(LinkedList<Passage> waiting)
    {
        for (var (node, next) = (waiting.First, default(LinkedListNode<Passage>)); node is not null; node = next)
        {
            next = node.Next;
            if (node.Value.Cancel.IsCancellationRequested)
                waiting.Remove(node);
            else if (context.Fits(node.Value))
            {
                waiting.Remove(node);
                Requeue(waiting, await context.Fork(node.Value));
            }
        }
    }

    private static void Requeue(LinkedList<Passage> waiting, IReadOnlyList<Passage> again)
    {
        for (var i = again.Count - 1; i >= 0; i--)
            waiting.AddFirst(again[i]);
    }
}

/// <summary>A passage that waits for its verdict.</summary>
/// <param name="Frame">What stands around it.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="IsSpelled">Whether they are exactly its text.</param>
/// <param name="Cancel">Nobody waits any more.</param>
internal sealed record Passage(PromptFrame Frame, LLamaToken[] Tokens, bool IsSpelled, CancellationToken Cancel)
{
    /// <summary>Tokens of its fork that are not the shared beginning's.</summary>
    public int Own => Tokens.Length + Frame.After.Length;

    /// <summary>What came of it; whoever waits goes on elsewhere than in the loop.</summary>
    public TaskCompletionSource<NextToken> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
