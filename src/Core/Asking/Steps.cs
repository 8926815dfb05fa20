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
public sealed record RunRef(string Matter, string Ask, string Run);

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
/// <param name="Judging">Groups for the local model to read; 0 without one.</param>
public sealed record Planned(int Files, int Reading, int Judging);

/// <summary>What came of reading.</summary>
/// <param name="Files">Files that were read.</param>
/// <param name="Documents">Documents found in them.</param>
/// <param name="Unread">Passages that the reader could not judge.</param>
public sealed record GroupRead(int Files, int Documents, int Unread);

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
