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

    /// <summary>Whether the counts agree.</summary>
    /// <param name="question">The question, whose own tokens are counted once.</param>
    /// <param name="ids">The passage's tokens.</param>
    /// <param name="total">Tokens of the request by the server's usage; 0 where it does not tell.</param>
    /// <param name="otherwise">The grade when nothing can be compared, or they differ.</param>
    /// <param name="cancel">Stops at once.</param>
    public async Task<FullReading> Of(string question, int[] ids, int total, FullReading otherwise, CancellationToken cancel)
    {
        if (total == 0)
            return otherwise;
        var around = overhead;
        if (around?.Question != question)
        {
            Carrying.Set();
            var tokens = await bare(question, OneToken, cancel);
            overhead = around = new Overhead(question, tokens == 0 ? -1 : tokens - (await counter.Ids(OneToken, cancel)).Length);
        }

        return around.Tokens >= 0 && Math.Abs(total - around.Tokens - ids.Length) <= EdgeTokens ? FullReading.CountsAgree : otherwise;
    }

    private sealed record Overhead(string Question, int Tokens);
}
