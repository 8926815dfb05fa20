using System.Text.RegularExpressions;
using Lector.Core;
using Lector.Core.Asking;
using Lector.Core.Reading;
using Microsoft.DurableTask;

namespace Lector.Functions.Activities;

/// <summary>What a function of ours lets Durable see of a failure: the type that was thrown. Messages and stacks would land in history, status and traces, and may hold document text.</summary>
/// <param name="type">Full name of the type.</param>
public sealed partial class StrippedException(string type) : Exception($"Broke off: {type}")
{
    private static readonly HashSet<string> Final = [.. new[] { typeof(RunStoppedException), typeof(UserErrorException), typeof(ReaderUnavailableException) }.Select(final => final.FullName!)];

    /// <inheritdoc/>
    public override string? StackTrace => null;

    /// <inheritdoc/>
    public override string ToString() => Message;

    /// <summary>What Durable may see of a failure.</summary>
    public static StrippedException Of(Exception e) => e switch
    {
        StrippedException stripped => stripped,
        StepFailedException step => new StrippedException(step.Type),
        _ => new StrippedException(e.GetType().FullName ?? e.GetType().Name),
    };

    /// <summary>The type that was thrown, of what a host kept; hosts wrap messages in words of their own.</summary>
    public static string TypeOf(TaskFailureDetails failure)
    {
        for (var at = failure; at is not null; at = at.InnerFailure)
        {
            if (Stripped().Match(at.ErrorMessage) is { Success: true } match)
                return match.Groups[1].Value;
        }

        return failure.ErrorType;
    }

    /// <summary>Whether trying again is of no use until a person has done something.</summary>
    public static bool IsFinal(string type) => Final.Contains(type);

    [GeneratedRegex(@"Broke off: ([\w.+`]+)")]
    private static partial Regex Stripped();
}
