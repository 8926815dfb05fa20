using System.Text;
using Lector.Core.Reading;

namespace Lector.Models.Endpoints;

/// <summary>Compares the tokens that a server says it read with the tokens that the passage has by the server's own tokenizer.</summary>
/// <param name="counter">The tokenizer.</param>
/// <param name="bare">Tokens of a whole request for a question and a text, by the server's usage; 0 where it does not tell.</param>
internal sealed class CountProof(TokenCounter counter, Func<string, string, CancellationToken, Task<int>> bare)
{
    /// <summary>A tokenizer may join the first and last characters of the passage with the template around it.</summary>
    public const int EdgeTokens = 2;

    private const string OneToken = "-";
    private volatile Overhead? overhead;

    /// <summary>What the counts show.</summary>
    /// <param name="reader">Who asks; its grade holds where nothing can be compared.</param>
    /// <param name="question">The question, whose own tokens are counted once.</param>
    /// <param name="framed">The passage as it was sent.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="total">Tokens of the request by the server's usage; 0 where it does not tell.</param>
    /// <param name="cancel">Stops at once.</param>
    /// <returns>The grade; null when tokens are missing though the counts agreed before: the passage was cut.</returns>
    public async Task<FullReading?> Of(PointReader reader, string question, string framed, int tokens, int total, CancellationToken cancel)
    {
        if (total == 0 || await Around(question, cancel) is not { } around)
            return reader.Grade;
        var missing = around + tokens - total;
        if (Math.Abs(missing) <= EdgeTokens)
            return FullReading.CountsAgree;
        if (missing < 0 || !reader.CountsHold)
            return reader.Grade;
        // A chat template may trim what it is given: white space that is missing is no text that went unread.
        var trimmed = framed.Trim();
        return trimmed.Length < framed.Length && around + (await counter.Ids(trimmed, cancel)).Length - total <= EdgeTokens ? reader.Grade : null;
    }

    /// <summary>Whether a passage fits a window beside the instructions and the question; true where that is not known.</summary>
    /// <param name="question">The question.</param>
    /// <param name="framed">The passage as it would be sent.</param>
    /// <param name="context">Tokens of the window, or null.</param>
    /// <param name="cancel">Stops at once.</param>
    public async Task<bool> Fits(string question, string framed, int? context, CancellationToken cancel)
    {
        if (context is not { } window || await Around(question, cancel) is not { } around || around >= window)
            return true;
        // One token is generated. A token stands for at least one byte, so that most passages need not be counted.
        var room = window - around - EdgeTokens - 1;
        return Encoding.UTF8.GetByteCount(framed) <= room || (await counter.Ids(framed, cancel)).Length <= room;
    }

    // Tokens of a request without its passage; null where the server does not tell.
    private async Task<int?> Around(string question, CancellationToken cancel)
    {
        var around = overhead;
        if (around?.Question != question)
        {
            Carrying.Set();
            var tokens = await bare(question, OneToken, cancel);
            overhead = around = new Overhead(question, tokens == 0 ? null : tokens - (await counter.Ids(OneToken, cancel)).Length);
        }

        return around.Tokens;
    }

    private sealed record Overhead(string Question, int? Tokens);
}
