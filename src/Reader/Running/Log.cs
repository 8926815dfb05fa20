using Microsoft.Extensions.Logging;

namespace Lector.Reader.Running;

/// <summary>Everything that the program logs: names of models, counts, seconds; never a word of a document or a question.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Reads as {Program} with {Model} ({Kind}; {Version}), {Tokens:0} tokens/s on the test passages")]
    public static partial void Opened(this ILogger log, string program, string model, string kind, string version, double tokens);

    [LoggerMessage(2, LogLevel.Information, "Item done: {Passages} passages in {Seconds:0.0} s")]
    public static partial void Done(this ILogger log, int passages, double seconds);

    [LoggerMessage(3, LogLevel.Warning, "Item given back after {Seconds:0.0} s: {Fault}")]
    public static partial void GivenBack(this ILogger log, double seconds, string fault);

    [LoggerMessage(4, LogLevel.Information, "Ended: {Items} items, {Passages} passages")]
    public static partial void Ended(this ILogger log, long items, long passages);

    [LoggerMessage(6, LogLevel.Warning, "The queue does not answer; it is waited for")]
    public static partial void OutOfReach(this ILogger log);

    [LoggerMessage(7, LogLevel.Information, "The queue answers again")]
    public static partial void Answers(this ILogger log);

    [LoggerMessage(5, LogLevel.Information, "{Note}")]
    public static partial void Says(this ILogger log, string note);
}
