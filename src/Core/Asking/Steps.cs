namespace Lector.Core.Asking;

/// <summary>Every step and flow of an ask, by name.</summary>
public static class Steps
{
    /// <summary>Freezes the list of documents and cuts what is new into groups.</summary>
    public static Step<RunRef, Planned> Plan { get; } = new(nameof(Plan), 2);

    /// <summary>Extracts and counts one group.</summary>
    public static Step<GroupRef, GroupRead> Read { get; } = new(nameof(Read), 2);

    /// <summary>Has the local model read one group.</summary>
    public static Step<GroupRef, GroupRead> Judge { get; } = new(nameof(Judge), 2);

    /// <summary>Settles which reader at the queue the run's items are made for.</summary>
    public static Step<AppointRef, Appointed> Appoint { get; } = new(nameof(Appoint), 2);

    /// <summary>Takes in a group whose items are read, and posts the items of the next.</summary>
    public static Step<ExchangeRef, Exchanged> Exchange { get; } = new(nameof(Exchange), 2);

    /// <summary>Scores, sets aside, packs.</summary>
    public static Step<RunRef, Selected> Select { get; } = new(nameof(Select), 2);

    /// <summary>Looks whether a person has approved or stopped.</summary>
    public static Step<RunRef, Word> Look { get; } = new(nameof(Look), 2);

    /// <summary>Asks the frontier model, once.</summary>
    public static Step<RunRef, Answered> Answer { get; } = new(nameof(Answer), 1);

    /// <summary>Checks every quotation and writes answer, ledgers and report.</summary>
    public static Step<RunRef, AskResult> Publish { get; } = new(nameof(Publish), 2);

    /// <summary>One question, from plan to publication.</summary>
    public static Flow<AskRef, AskResult> Ask { get; } = new(nameof(Ask));

    /// <summary>A chunk of groups.</summary>
    public static Flow<ChunkRef, GroupRead> ReadChunk { get; } = new(nameof(ReadChunk));

    /// <summary>A chunk of groups that readers at a queue read.</summary>
    public static Flow<ChunkRef, GroupRead> QueueChunk { get; } = new(nameof(QueueChunk));
}

/// <summary>An ask to run.</summary>
/// <param name="Matter">Slug of the matter.</param>
/// <param name="Ask">Id of the ask.</param>
/// <param name="Run">Key of the snapshot that the run is made for.</param>
/// <param name="AutoSend">Whether it goes on without a person's word.</param>
public sealed record AskRef(string Matter, string Ask, string Run, bool AutoSend);

/// <summary>A run of an ask.</summary>
/// <param name="Matter">Slug of the matter.</param>
/// <param name="Ask">Id of the ask.</param>
/// <param name="Run">Key of the snapshot.</param>
public sealed record RunRef(string Matter, string Ask, string Run)
{
    /// <summary>The run that a step's input is of, or null where it is of none: what a host looks for a person's word to stop by.</summary>
    public static RunRef? Of(object input) => input switch
    {
        RunRef run => run,
        GroupRef group => new RunRef(group.Matter, group.Ask, group.Run),
        AppointRef call => new RunRef(call.Matter, call.Ask, call.Run),
        ExchangeRef exchange => new RunRef(exchange.Matter, exchange.Ask, exchange.Run),
        _ => null,
    };
}

/// <summary>A group of a run.</summary>
/// <param name="Matter">Slug of the matter.</param>
/// <param name="Ask">Id of the ask.</param>
/// <param name="Run">Key of the snapshot.</param>
/// <param name="Group">Number of the group, from 0.</param>
public sealed record GroupRef(string Matter, string Ask, string Run, int Group);

/// <summary>A stretch of groups of a run.</summary>
/// <param name="Matter">Slug of the matter.</param>
/// <param name="Ask">Id of the ask.</param>
/// <param name="Run">Key of the snapshot.</param>
/// <param name="First">First group.</param>
/// <param name="Count">How many.</param>
/// <param name="Judge">Whether the model reads them; else they are extracted and counted.</param>
public sealed record ChunkRef(string Matter, string Ask, string Run, int First, int Count, bool Judge);

/// <summary>What the plan holds.</summary>
/// <param name="Files">Files in the snapshot.</param>
/// <param name="Reading">Groups to extract and count.</param>
/// <param name="Judging">Groups for the local model to read; 0 without one, and before one at a queue is appointed.</param>
/// <param name="Queued">Whether readers at a queue read.</param>
public sealed record Planned(int Files, int Reading, int Judging, bool Queued);

/// <summary>What came of reading.</summary>
/// <param name="Files">Files that were read.</param>
/// <param name="Documents">Documents found in them.</param>
/// <param name="Unread">Passages that the reader could not judge.</param>
public sealed record GroupRead(int Files, int Documents, int Unread);

/// <summary>A look for a reader at the queue.</summary>
/// <param name="Matter">Slug of the matter.</param>
/// <param name="Ask">Id of the ask.</param>
/// <param name="Run">Key of the snapshot.</param>
/// <param name="Call">Which look, from 0.</param>
public sealed record AppointRef(string Matter, string Ask, string Run, int Call);

/// <summary>Whether a reader is appointed.</summary>
/// <param name="Judging">Groups for it to read; -1 when no reader is known yet.</param>
public sealed record Appointed(int Judging);

/// <summary>A group to take in, if its items are read, and a group to post then.</summary>
/// <param name="Matter">Slug of the matter.</param>
/// <param name="Ask">Id of the ask.</param>
/// <param name="Run">Key of the snapshot.</param>
/// <param name="Gather">Number of the group to take in, or -1.</param>
/// <param name="Look">Which look at it this is, from 0.</param>
/// <param name="Post">Number of the group to post, or -1.</param>
public sealed record ExchangeRef(string Matter, string Ask, string Run, int Gather, int Look, int Post);

/// <summary>What came of an exchange.</summary>
/// <param name="Gathered">Whether the group was taken in, or there was none to take in; only then is the next one posted.</param>
/// <param name="Files">Files of the group that was taken in.</param>
/// <param name="Unread">Its passages without a verdict.</param>
/// <param name="Wait">Seconds to wait for a signal before the next look at the group that was posted, or, where none was, at the one that was not taken in; 0 where all of it had been read before.</param>
/// <param name="Lanes">Groups that may be posted at once, as the readers that are there now allow.</param>
/// <param name="WaitingSince">Since when no reader has taken work, where the group was not taken in; null while one does.</param>
public sealed record Exchanged(bool Gathered, int Files, int Unread, int Wait, int Lanes, DateTimeOffset? WaitingSince);

/// <summary>What came of selecting.</summary>
/// <param name="Evidence">Pieces of evidence packed.</param>
/// <param name="MaySend">Whether there is a request and a frontier model to send it to.</param>
public sealed record Selected(int Evidence, bool MaySend);

/// <summary>What a person said.</summary>
public enum Word
{
    /// <summary>Nothing yet.</summary>
    None,

    /// <summary>Send.</summary>
    Approved,

    /// <summary>Stop.</summary>
    Stopped,
}

/// <summary>What came of the frontier call.</summary>
public enum Answered
{
    /// <summary>Nothing was sent.</summary>
    NotSent,

    /// <summary>The model replied.</summary>
    Replied,

    /// <summary>The service refused, or was busy to the end.</summary>
    Refused,

    /// <summary>It is not known whether the model did the work; a person's word is needed to send again.</summary>
    Unknown,
}

/// <summary>The run's result in numbers.</summary>
/// <param name="Total">Documents.</param>
/// <param name="Relevant">At or above the cut.</param>
/// <param name="SetAside">Below it.</param>
/// <param name="Unreadable">Without text.</param>
/// <param name="Failed">Broken off.</param>
/// <param name="Claims">Claims with verified quotations.</param>
/// <param name="Answered">What came of the frontier call.</param>
public sealed record AskResult(int Total, int Relevant, int SetAside, int Unreadable, int Failed, int Claims, Answered Answered);
