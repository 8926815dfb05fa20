namespace Lector.Core.Asking;

/// <summary>Why a run broke off, in the words of the error that people can mend.</summary>
/// <param name="Sentence">What happened and what to do; never document text.</param>
/// <param name="At">When.</param>
public sealed record RunFault(string Sentence, DateTimeOffset At)
{
    /// <summary>Its file in the run's folder.</summary>
    public const string File = "fault.json";

    /// <summary>What a run says that an engine no longer knows and that has not ended.</summary>
    public const string Lost = "Its history is gone, cleared away before it had an answer. What was read is kept; ask again to go on.";

    /// <summary>What a failed run says where nobody left a sentence.</summary>
    /// <param name="type">Full name of the type of what was thrown.</param>
    public static string Broke(string type) => type == typeof(UserErrorException).FullName
        // Whoever throws it has a sentence, and that is always stored where it can be.
        ? "A step broke off, and its reason could not be stored: most likely the disk is full. What was read is kept; make room and ask again."
        : $"A step broke off ({type}). What was read is kept; ask again to go on.";
}
