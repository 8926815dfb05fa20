using Lector.Core.Reading;

namespace Lector.Models.Endpoints;

/// <summary>Whether the model that answers after its server was away is the one that was checked: by what the server says of itself, and by what the model says of the golden pairs.</summary>
/// <param name="endpoint">The server.</param>
/// <param name="checked">What passed the checks.</param>
/// <param name="time">The clock.</param>
internal sealed class Recognition(Endpoint endpoint, Probed @checked, TimeProvider time)
{
    // A server that is merely busy raises doubts all the time, and is not asked more for it.
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private long? recognised;

    /// <summary>Asks, past the reader's lanes, in which everything waits for this.</summary>
    /// <param name="cancel">Stops at once.</param>
    /// <returns>False when that cannot be told now, or was within the last minute.</returns>
    /// <exception cref="ReaderUnavailableException">It is another.</exception>
    public async Task<bool> Ask(CancellationToken cancel)
    {
        if (recognised is { } before && time.GetElapsedTime(before) < Rest)
            return false;
        Carrying.Set();
        var said = @checked.Said!;
        var now = said.MayBe(await Discovery.Ask(endpoint, said.Model, cancel)) ? await Scores(cancel) : [];
        if (now is not null && !GoldenPairs.AreAlike(@checked.Report.Golden!.Scores, now, cosines: @checked.Embedder is not null))
            throw new ReaderUnavailableException($"The reader {endpoint.Shown} came back with another model or version than the one that was checked. Run the same command again: it checks this one first.");
        recognised = now is null ? recognised : time.GetTimestamp();
        return now is not null;
    }

    /// <summary>Whether a golden passage is judged now, as it was when the reader was checked.</summary>
    public async Task<bool> Judges(CancellationToken cancel)
    {
        Carrying.Set();
        return await Scores(GoldenPairs.All[0], cancel) is not null;
    }

    // Null when a golden passage is not judged now.
    private async Task<IReadOnlyList<double>?> Scores(CancellationToken cancel)
    {
        var scores = new List<double>();
        foreach (var pair in GoldenPairs.All)
        {
            if (await Scores(pair, cancel) is not { } both)
                return null;
            scores.AddRange(both);
        }

        return scores;
    }

    private async Task<IEnumerable<double>?> Scores(GoldenPair pair, CancellationToken cancel)
    {
        if (@checked.Embedder is { } embedder)
            return await embedder.AskOnce(pair.Question, [pair.Relevant, pair.Irrelevant], cancel);
        var relevant = await @checked.Reader!.AskOnce(pair.Question, pair.Relevant, cancel);
        var other = await @checked.Reader.AskOnce(pair.Question, pair.Irrelevant, cancel);
        return relevant.IsRead && other.IsRead ? [relevant.Score, other.Score] : null;
    }
}
