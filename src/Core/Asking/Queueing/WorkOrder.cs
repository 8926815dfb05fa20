namespace Lector.Core.Asking.Queueing;

/// <summary>What a reader needs beside the texts to judge the passages of a group; one blob a group, where readers may read.</summary>
/// <param name="Question">The question, as the person asked it.</param>
/// <param name="Shard">Id of the text shard.</param>
/// <param name="Answered">For each readable document of the shard, in order: the first lines of the mail that it answers, or null.</param>
public sealed record WorkOrder(string Question, string Shard, IReadOnlyList<string?> Answered)
{
    /// <summary>Name of a group's order in the store.</summary>
    /// <param name="run">The run.</param>
    /// <param name="shard">Id of its text shard.</param>
    /// <param name="attempt">How often the run was planned.</param>
    public static string Name(RunRef run, string shard, int attempt) => $"{Folder(run)}{shard}.{attempt}.json";

    /// <summary>Folder of a run's orders: when an order is gone, its items are no longer wanted.</summary>
    public static string Folder(RunRef run) => $"{run.Matter}/orders/{run.Ask}/{run.Run}/";
}
