using System.Text;
using Lector.Core.Reading;

namespace Lector.Models.Endpoints;

/// <summary>Whether a server refuses what exceeds its window, or cuts it without a word.</summary>
internal static class Window
{
    // A server that cuts reads a whole window for this question.
    private const int LargestUnknown = 8192;

    // A refusal needs no reading and comes at once: where tokens are counted, so that the text is known to exceed the window, one that is not refused soon is called off.
    private const int LargestCounted = 131072;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private const string Sentence = "The office will be closed on Friday because of the repair of the lift. ";

    /// <summary>Sends one text that is longer than the window.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="facts">What the server says of itself.</param>
    /// <param name="counter">Its tokenizer, where it offers one.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Stops at once.</param>
    /// <returns>True when it was refused, false when it was answered, null when the window is not known or too large to try, neither came soon, or the reader never sends such a text.</returns>
    public static async Task<bool?> RefusesTooLong(PointReader reader, ServerFacts facts, TokenCounter? counter, TimeProvider time, CancellationToken cancel)
    {
        if (reader.HoldsBack || facts.Context is not { } context)
            return null;
        // llama-server is known to refuse, and does so once a slot is free.
        var bold = facts.Product != "llama-server" && context > LargestUnknown;
        if (bold && (counter is null || context > LargestCounted))
            return null;
        var each = counter is null ? 8 : Math.Max(1, (await counter.Ids(Sentence, cancel)).Length - 1);
        var text = new StringBuilder();
        for (var tokens = 0; tokens <= context + context / 8; tokens += each)
            text.Append(Sentence);
        using var late = new CancellationTokenSource(bold ? Soon : Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            var verdict = await reader.AskOnce(Canary.Question, text.ToString(), either.Token);
            return verdict.Cause switch { UnreadCause.TooLong => true, UnreadCause.None or UnreadCause.LowMass => false, _ => null };
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return null;
        }
    }
}
