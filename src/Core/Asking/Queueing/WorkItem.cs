using System.Text.Json.Serialization;

namespace Lector.Core.Asking.Queueing;

/// <summary>A work message: a stretch of a text shard's passages for one reader to judge. Ids and numbers only; the question lies in the <see cref="WorkOrder"/>.</summary>
/// <param name="Matter">Slug of the matter.</param>
/// <param name="Ask">Id of the ask.</param>
/// <param name="Run">Key of the snapshot.</param>
/// <param name="Group">Number of the group in the run's plan, from 0; -1 for a call.</param>
/// <param name="Index">Number of the item in its group, from 0; of a call, which call it is.</param>
/// <param name="Attempt">How often the run was planned, from 1: what a repost differs by, for a queue that detects duplicates would swallow the same id.</param>
/// <param name="Shard">Id of the text shard.</param>
/// <param name="Verdicts">Folder of the verdicts on this question by this reader.</param>
/// <param name="Reader">Key of the reader that it is for, <see cref="Asking.Verdicts.Key"/> of its identity.</param>
/// <param name="First">First passage, counted over the shard's readable documents from 0.</param>
/// <param name="Count">How many passages.</param>
public sealed record WorkItem(string Matter, string Ask, string Run, int Group, int Index, int Attempt, string Shard, string Verdicts, string Reader, int First, int Count)
{
    /// <summary>How often readers of another identity refused it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Refusals { get; init; }

    /// <summary>Whether it asks a reader only to announce itself: a reader that is scaled from zero starts when a message waits.</summary>
    [JsonIgnore]
    public bool IsCall => Group < 0;

    /// <summary>The message's id for duplicate detection, at most 128 characters: <c>{ask}.{run}.{group}.{index}.{attempt}</c>, of a call with <c>call</c> for its group.</summary>
    [JsonIgnore]
    public string MessageId => (IsCall ? $"{Ask}.{Run}.call.{Index}.{Attempt}" : $"{Ask}.{Run}.{Group}.{Index}.{Attempt}") + (Refusals > 0 ? $".{Refusals}" : "");

    /// <summary>Folder of the answers to its group's items.</summary>
    [JsonIgnore]
    public string Answers => ItemShards.Folder(Verdicts, new RunRef(Matter, Ask, Run), Shard);

    /// <summary>Name of the shard of verdicts that answers it, in the store. Another attempt, ask or run writes another one: what one of them failed to read, or reads late, is no answer to the others.</summary>
    [JsonIgnore]
    public string Answer => $"{Answers}{First}-{Count}.{Attempt}";

    /// <summary>Name of its order, in the store.</summary>
    [JsonIgnore]
    public string Order => WorkOrder.Name(new RunRef(Matter, Ask, Run), Shard, Attempt);

    /// <summary>Asks any reader to announce itself.</summary>
    /// <param name="run">The run that waits for it.</param>
    /// <param name="attempt">How often the run was planned.</param>
    /// <param name="call">Which call, from 0.</param>
    public static WorkItem Call(RunRef run, int attempt, int call) => new(run.Matter, run.Ask, run.Run, -1, call, attempt, "", "", "", 0, 0);

    /// <summary>Whether every part is an id or number as Lector writes them: names in the store are made of them.</summary>
    [JsonIgnore]
    public bool IsSound =>
        new[] { Matter, Ask, Run, Shard, Reader }.All(IsId) && Index >= 0 && Attempt > 0 && Refusals >= 0
        && (IsCall || (Count > 0 && First >= 0 && Verdicts is not null && Verdicts.StartsWith($"{Matter}/verdicts/", StringComparison.Ordinal) && Verdicts.Split('/').All(IsId)));

    private static bool IsId(string? part) => part is not null && part.Length <= 100 && !part.StartsWith('.') && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');
}
