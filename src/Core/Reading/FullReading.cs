namespace Lector.Core.Reading;

/// <summary>What shows that an engine read the whole of a passage, weakest first. <em>Proven</em> is said from <see cref="CountsAgree"/> on.</summary>
public enum FullReading
{
    /// <summary>Nothing shows it.</summary>
    Unproven,

    /// <summary>Only that the canary (the decisive sentence last in a long passage) was found.</summary>
    CanaryOnly,

    /// <summary>The server refuses what is too long, and did not refuse.</summary>
    ServerRefusesTooLong,

    /// <summary>The token count that the engine reports equals the count of the passage.</summary>
    CountsAgree,

    /// <summary>The token ids that the engine processed were compared, or the text was counted by Lector itself.</summary>
    IdsCompared,
}

/// <summary>Why a passage has no verdict.</summary>
public enum UnreadCause
{
    /// <summary>It has one.</summary>
    None,

    /// <summary>The model refused to judge.</summary>
    Refused,

    /// <summary>The answer lacks the verdict, or holds it twice.</summary>
    NoVerdict,

    /// <summary>The number is not in the range that the format promises.</summary>
    OutOfRange,

    /// <summary>The passage does not fit the engine's context, or was cut.</summary>
    TooLong,

    /// <summary>Yes and no together have so little probability that their ratio says nothing.</summary>
    LowMass,

    /// <summary>The log-probabilities are missing for the token that was generated.</summary>
    NoLogProbabilities,

    /// <summary>The server answered an error for this passage, or stopped answering, after all retries.</summary>
    ServerError,

    /// <summary>The work item that holds it was given out as often as the queue allows, and no reader finished it.</summary>
    Undelivered,

    /// <summary>No reader of the run's identity was left to take the work item that holds it.</summary>
    NoReader,
}
