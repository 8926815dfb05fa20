using Lector.Core.Asking;
using Lector.Core.Reading;

namespace Lector.Api;

/// <summary>A run's status in the shape of Durable Functions' status API: counts and names, no document text.</summary>
/// <param name="Name">Name of the orchestration.</param>
/// <param name="InstanceId">The instance's id.</param>
/// <param name="RuntimeStatus"><c>Pending</c>, <c>Running</c>, <c>Completed</c>, <c>Failed</c> or <c>Terminated</c>.</param>
/// <param name="Input">What was asked.</param>
/// <param name="CustomStatus">How far it is.</param>
/// <param name="Output">The result in numbers, once it is completed.</param>
/// <param name="CreatedTime">When it was asked, or began.</param>
/// <param name="LastUpdatedTime">When something last happened.</param>
public sealed record AskStatus(
    string Name, string InstanceId, string RuntimeStatus, AskInput Input, AskCustomStatus? CustomStatus, AskResult? Output, DateTimeOffset CreatedTime, DateTimeOffset LastUpdatedTime)
{
    /// <summary>The ask's id.</summary>
    public required string Id { get; init; }

    /// <summary>Key of the run's snapshot; null while it waits for its turn.</summary>
    public string? Run { get; init; }

    /// <summary>The status of a run.</summary>
    /// <param name="state">Where it stands.</param>
    /// <param name="live">What the store shows of a run that is reading, or null.</param>
    /// <param name="pause">The wait for the reader that it needs, or null.</param>
    /// <param name="cost">What it has cost, or null.</param>
    /// <param name="tokens">Tokens that the local model processed, or null.</param>
    public static AskStatus Of(AskState state, LiveCounts? live = null, ReaderPause? pause = null, decimal? cost = null, long? tokens = null) => new(
        nameof(Steps.Ask), state.InstanceId, state.Status.ToString(), new AskInput(state.Ask.Matter, state.Ask.Question, state.Ask.Options.Standing, state.Ask.Options.AutoSend),
        state.Progress is null && state.Fault is null ? null : Custom(state, live, pause, cost, tokens), state.Output, state.Created, state.LastUpdated)
    {
        Id = state.Ask.Id,
        Run = state.Run,
    };

    private static AskCustomStatus Custom(AskState state, LiveCounts? live, ReaderPause? pause, decimal? cost, long? tokens)
    {
        var progress = state.Progress ?? new AskProgress(AskStage.Planning, 0, 0, 0);
        return new AskCustomStatus(progress.Stage, progress.Files, progress.Groups, live?.GroupsRead ?? progress.GroupsRead)
        {
            FilesRead = live?.FilesRead,
            FilesJudged = live?.FilesJudged,
            SecondsLeft = live?.SecondsLeft,
            WaitingSince = live?.WaitingSince ?? progress.WaitingSince,
            Pause = pause,
            TokensRead = tokens,
            CostSoFar = cost,
            Fault = state.Fault,
        };
    }
}

/// <summary>What was asked.</summary>
/// <param name="Matter">The matter's slug.</param>
/// <param name="Question">The question.</param>
/// <param name="Standing">Whether it is asked again when documents change.</param>
/// <param name="AutoSend">Whether it goes on without a person's word.</param>
public sealed record AskInput(string Matter, string Question, bool Standing, bool AutoSend);

/// <summary>How far a run is.</summary>
/// <param name="Stage">What happens now.</param>
/// <param name="Files">Files in the snapshot.</param>
/// <param name="Groups">Groups of files to read in this run.</param>
/// <param name="GroupsRead">Of these, read.</param>
public sealed record AskCustomStatus(AskStage Stage, int Files, int Groups, int GroupsRead)
{
    /// <summary>Files whose texts are there; null where it is not counted.</summary>
    public int? FilesRead { get; init; }

    /// <summary>Files that the model has read; null where none reads, or it is not counted.</summary>
    public int? FilesJudged { get; init; }

    /// <summary>Seconds that reading will take at its pace so far; null where that is not known.</summary>
    public int? SecondsLeft { get; init; }

    /// <summary>Since when no reader at the queue has taken the run's work; null while one does, and where the host reads itself.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>The wait for a reader that is away; null while it answers, and where another process reads. The run goes on by itself.</summary>
    public ReaderPause? Pause { get; init; }

    /// <summary>Tokens that the local model processed for this run's documents, once all are read; null without a model, and where its server does not tell.</summary>
    public long? TokensRead { get; init; }

    /// <summary>What the run cost, in the currency of the price table; null until it is published: an earlier run's figure is not this one's.</summary>
    public decimal? CostSoFar { get; init; }

    /// <summary>Why it failed, in words, with what to do.</summary>
    public string? Fault { get; init; }
}

/// <summary>One ask of a list.</summary>
/// <param name="Id">The ask's id.</param>
/// <param name="Matter">The matter's slug.</param>
/// <param name="Question">The question.</param>
/// <param name="RuntimeStatus">As in <see cref="AskStatus"/>.</param>
/// <param name="Stage">What happens now; null while it waits for its turn.</param>
/// <param name="CreatedTime">When its latest run was asked, or began.</param>
/// <param name="LastUpdatedTime">When something last happened.</param>
/// <param name="Standing">Whether it is asked again when documents change.</param>
/// <param name="Run">Key of its latest run's snapshot; null while it waits for its turn.</param>
public sealed record AskRow(string Id, string Matter, string Question, string RuntimeStatus, AskStage? Stage, DateTimeOffset CreatedTime, DateTimeOffset LastUpdatedTime, bool Standing, string? Run)
{
    /// <summary>The row of a run.</summary>
    public static AskRow Of(AskState state) =>
        new(state.Ask.Id, state.Ask.Matter, state.Ask.Question, state.Status.ToString(), state.Progress?.Stage, state.Created, state.LastUpdated, state.Ask.Options.Standing, state.Run);
}
