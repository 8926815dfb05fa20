using Lector.Core.Reading;

namespace Lector.Models.Endpoints;

/// <summary>A reader that judges one passage a request: what all of them have in common.</summary>
/// <remarks>
/// As many requests are under way as the server has slots, and one more that waits there. The first passage of a question is read alone, so that the server has the
/// shared beginning in its cache before the others come. A passage that does not fit is read in halves, so that no part of it goes unread.
/// </remarks>
internal abstract class PointReader : IReader, IDisposable
{
    private const int TriesForVerdict = 3;
    private readonly SemaphoreSlim lanes;
    private readonly SemaphoreSlim priming = new(1, 1);
    private volatile string? primedFor;

    /// <param name="identity">Who reads.</param>
    /// <param name="slots">Requests that the server works on at once, at least 1.</param>
    protected PointReader(ReaderIdentity identity, int slots)
    {
        Identity = identity;
        Lanes = slots + 1;
        lanes = new SemaphoreSlim(Lanes, Lanes);
    }

    /// <inheritdoc/>
    public ReaderIdentity Identity { get; internal set; }

    /// <summary>Requests under way at once.</summary>
    public int Lanes { get; }

    /// <summary>Longest framed text that the canary showed to be read to its end, by <see cref="Canary.LengthOf"/>; longer ones are read in halves where no token count proves more.</summary>
    public int ProvenLength { get; set; } = int.MaxValue;

    /// <summary>The grade of a verdict whose token counts were not compared.</summary>
    public FullReading Grade { get; set; } = FullReading.Unproven;

    /// <summary>Whether the server's token counts or ids agreed at the canary: a passage of which some are missing was cut, and is not read.</summary>
    public bool CountsHold { get; set; }

    /// <summary>Whether the reader itself holds back what does not fit, so that the server is never seen to refuse.</summary>
    public virtual bool HoldsBack => false;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Verdict>> Read(string question, IReadOnlyList<PassageInContext> passages, CancellationToken cancel)
    {
        var verdicts = new Verdict[passages.Count];
        var next = 0;
        if (passages.Count > 0 && primedFor != question)
        {
            await priming.WaitAsync(cancel);
            try
            {
                if (primedFor != question)
                {
                    verdicts[next++] = await InLane(question, passages[0], cancel);
                    primedFor = question;
                }
            }
            finally
            {
                priming.Release();
            }
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAll(Enumerable.Range(0, Math.Min(Lanes, passages.Count - next)).Select(async _ =>
        {
            try
            {
                for (int i; (i = Interlocked.Increment(ref next) - 1) < passages.Count;)
                    verdicts[i] = await InLane(question, passages[i], stop.Token);
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }));
        return verdicts;
    }

    /// <summary>Asks once about a text, without context, halves or further tries: for probing.</summary>
    internal Task<Verdict> AskOnce(string question, string text, CancellationToken cancel) => Ask(question, text, cancel);

    /// <inheritdoc/>
    public void Dispose()
    {
        lanes.Dispose();
        priming.Dispose();
    }

    /// <summary>Asks the server once.</summary>
    /// <param name="question">The question.</param>
    /// <param name="framed">Context and passage, defused.</param>
    /// <param name="cancel">Stops at once.</param>
    /// <returns>A verdict, or why there is none; <see cref="UnreadCause.TooLong"/> makes the caller halve the passage.</returns>
    protected abstract Task<Verdict> Ask(string question, string framed, CancellationToken cancel);

    /// <summary>Whether a text fits the server's window, by the server's own counts; true where they do not tell.</summary>
    protected virtual Task<bool> Fits(string question, string framed, CancellationToken cancel) => Task.FromResult(true);

    private async Task<Verdict> InLane(string question, PassageInContext passage, CancellationToken cancel)
    {
        await lanes.WaitAsync(cancel);
        try
        {
            return await Judge(question, passage, PassageFraming.Context(passage), 0, passage.Text, cancel);
        }
        finally
        {
            lanes.Release();
        }
    }

    private async Task<Verdict> Judge(string question, PassageInContext passage, string context, int offset, string text, CancellationToken cancel)
    {
        Carrying.Set((passage, offset, text));
        var framed = PassageFraming.Framed(context, text);
        var isLong = Canary.LengthOf(framed) > ProvenLength && Canary.LengthOf(text) > ProvenLength / 4;
        var verdict = isLong || (CountsHold && !await Fits(question, framed, cancel)) ? Verdict.Unread(UnreadCause.TooLong) : await Ask(question, framed, cancel);
        for (var tries = 1; tries < TriesForVerdict && verdict.Cause is UnreadCause.NoVerdict or UnreadCause.OutOfRange or UnreadCause.NoLogProbabilities; tries++)
            verdict = await Ask(question, framed, cancel);
        if (verdict.Cause != UnreadCause.TooLong || PassageHalves.Of(text) is not var (first, second))
            return verdict;
        var read = await Judge(question, passage, context, offset, first, cancel);
        return read.IsRead ? PassageHalves.Joined(read, await Judge(question, passage, context, offset + text.Length - second.Length, second, cancel)) : read;
    }
}
