using System.Text;
using Lector.Core.Reading;

namespace Lector.Models.Endpoints;

/// <summary>Whether a server refuses what exceeds its window, or cuts it without a word.</summary>
internal static class Window
{
    // A server that cuts reads a whole window for this question: more is asked only of servers that are known to refuse.
    private const int LargestUnknown = 8192;
    private const string Sentence = "The office will be closed on Friday because of the repair of the lift. ";

    /// <summary>Sends one text that is longer than the window.</summary>
    /// <returns>True when it was refused, false when it was answered, null when the window is not known or too large to try, or the reader never sends such a text.</returns>
    public static async Task<bool?> RefusesTooLong(PointReader reader, ServerFacts facts, TokenCounter? counter, CancellationToken cancel)
    {
        if (reader.HoldsBack || facts.Context is not { } context || facts.Product != "llama-server" && context > LargestUnknown)
            return null;
        var each = counter is null ? 8 : Math.Max(1, (await counter.Ids(Sentence, cancel)).Length - 1);
        var text = new StringBuilder();
        for (var tokens = 0; tokens <= context + context / 8; tokens += each)
            text.Append(Sentence);
        var verdict = await reader.AskOnce(Canary.Question, text.ToString(), cancel);
        return verdict.Cause switch { UnreadCause.TooLong => true, UnreadCause.None or UnreadCause.LowMass => false, _ => null };
    }
}
