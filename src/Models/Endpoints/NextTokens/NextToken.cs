using Lector.Core.Reading;

namespace Lector.Models.Endpoints.NextTokens;

/// <summary>What a server said of the one token that comes next.</summary>
/// <param name="Answer">P(yes) and P(no).</param>
/// <param name="Cause">Why there is no answer.</param>
internal readonly record struct NextToken(YesNo Answer, UnreadCause Cause)
{
    /// <summary>Tokens of the whole prompt by the server's count, or 0.</summary>
    public int PromptTokens { get; init; }

    /// <summary>Those of them that were there already, or null where the server does not tell.</summary>
    public int? CachedTokens { get; init; }

    /// <summary>Milliseconds of reading by the server's clock, or 0.</summary>
    public double Milliseconds { get; init; }

    /// <summary>What shows that the whole passage was read; null leaves it to the probe's grade.</summary>
    public FullReading? Grade { get; init; }

    /// <summary>Tokens of the framed passage, or 0 where they are not known apart.</summary>
    public int PassageTokens { get; init; }

    /// <summary>No answer.</summary>
    public static NextToken None(UnreadCause cause) => new(default, cause);
}
