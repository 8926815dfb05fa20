namespace Lector.Core.Asking;

/// <summary>How far an ask is: counts only, at most 16 KB as JSON (Durable's limit for a custom status).</summary>
/// <param name="Stage">What happens now.</param>
/// <param name="Files">Files in the snapshot.</param>
/// <param name="Groups">Groups of files to read in this run, counted once for extraction and once for the model.</param>
/// <param name="GroupsRead">Of these, read.</param>
public sealed record AskProgress(AskStage Stage, int Files, int Groups, int GroupsRead)
{
    /// <summary>Which wait for a person's word it is in, from 0: names the signal that ends it.</summary>
    public int Looks { get; init; }

    /// <summary>Since when no reader has taken the run's work; null while one does, and where the host reads itself.</summary>
    public DateTimeOffset? WaitingSince { get; init; }
}

/// <summary>The stages of an ask, in order.</summary>
public enum AskStage
{
    /// <summary>The snapshot of the documents is taken.</summary>
    Planning,

    /// <summary>Documents are extracted and read.</summary>
    Reading,

    /// <summary>The passages that matter are chosen.</summary>
    Selecting,

    /// <summary>The exact bytes are shown; a person decides.</summary>
    AwaitingApproval,

    /// <summary>The frontier model is asked.</summary>
    Answering,

    /// <summary>Quotations are checked; answer and ledgers are written.</summary>
    Publishing,

    /// <summary>The answer is there.</summary>
    Done,
}
