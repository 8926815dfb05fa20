using Microsoft.Extensions.Logging;

namespace Lector.Functions;

/// <summary>Everything that the app logs: ids, counts and types of exceptions, never a name of a document or a word of its text.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The step {Step} failed. {What}")]
    public static partial void StepFailed(this ILogger log, string step, string what);

    [LoggerMessage(2, LogLevel.Information, "An upload to the matter {Matter} has it looked at in {Minute:u}.")]
    public static partial void Woken(this ILogger log, string matter, DateTimeOffset minute);

    [LoggerMessage(3, LogLevel.Warning, "A blob was refused; the notice {Notice} says why.")]
    public static partial void Refused(this ILogger log, string notice);

    [LoggerMessage(4, LogLevel.Information, "The ask {Ask} of the matter {Matter} was taken.")]
    public static partial void Taken(this ILogger log, string ask, string matter);

    [LoggerMessage(5, LogLevel.Error, "A message of an upload failed for good; the notice {Notice} is shown in the page.")]
    public static partial void Poisoned(this ILogger log, string notice);

    [LoggerMessage(20, LogLevel.Warning, "No reader finished item {Index} of group {Group} of the ask {Ask}, however often it was given out: its documents are listed as failed.")]
    public static partial void GivenOutInVain(this ILogger log, string ask, int group, int index);

    [LoggerMessage(21, LogLevel.Warning, "A message at the queue is not a {Type} of Lector's and was passed over.")]
    public static partial void NoMessageOfOurs(this ILogger log, string type);
}
