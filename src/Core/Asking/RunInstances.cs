namespace Lector.Core.Asking;

/// <summary>Ids of a run's instances: its own, and its chunks'. A distributed engine ends and forgets only what is named to it, children not included.</summary>
public static class RunInstances
{
    /// <summary>The longest id.</summary>
    public const int LongestId = 100;

    /// <summary>The instance of a run.</summary>
    public static string Id(RunRef run) => $"ask.{run.Ask}.{run.Run}";

    /// <summary>The instance of a chunk of groups.</summary>
    /// <param name="run">The run's own instance.</param>
    /// <param name="first">The chunk's first group.</param>
    /// <param name="judge">Whether the model reads it.</param>
    public static string Chunk(string run, int first, bool judge) => $"{run}.{(judge ? 'j' : 'r')}{first / AskOrchestration.GroupsInChunk}";

    /// <summary>All of a run's instances, chunks first.</summary>
    /// <param name="run">The run.</param>
    /// <param name="plan">Its plan, or null where it has none: then it has no chunks.</param>
    public static IReadOnlyList<string> All(RunRef run, RunPlan? plan) =>
        [.. Chunks(run, plan?.Reading.Count ?? 0, judge: false), .. Chunks(run, plan?.Judging.Count ?? 0, judge: true), Id(run)];

    private static IEnumerable<string> Chunks(RunRef run, int groups, bool judge)
    {
        for (var first = 0; first < groups; first += AskOrchestration.GroupsInChunk)
            yield return Chunk(Id(run), first, judge);
    }
}
