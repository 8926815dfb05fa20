namespace Lector.Core;

/// <summary>Something out of reach or too busy that may answer later by itself: worth another try before a person is asked to do anything.</summary>
/// <param name="message">As <see cref="UserErrorException"/>'s.</param>
/// <param name="inner">The cause, where there is one.</param>
public sealed class OutageException(string message, Exception? inner = null) : UserErrorException(message, inner);
