namespace Lector.Core.Reading;

/// <summary>The reading engine cannot be used: it cannot be reached, refuses, or failed its checks. The user can mend it (exit code 1).</summary>
/// <param name="message">What happened, where, and what to do; never document text.</param>
/// <param name="inner">The cause, where there is one.</param>
public sealed class ReaderUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
