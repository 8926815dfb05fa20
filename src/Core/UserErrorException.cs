namespace Lector.Core;

/// <summary>Something that the user can mend: a folder, a flag, a key, a refused request, a full disk. A host turns it into exit code 1 or a problem answer.</summary>
/// <param name="message">What is wrong, with which input, and what to do, as one or two sentences; never document text.</param>
/// <param name="inner">The cause, where there is one.</param>
public class UserErrorException(string message, Exception? inner = null) : Exception(message, inner);
