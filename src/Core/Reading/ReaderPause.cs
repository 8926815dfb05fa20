namespace Lector.Core.Reading;

/// <summary>A wait for a reader that does not answer. Reading goes on by itself where it was, once it answers again.</summary>
/// <param name="Reader">The reader's address without credentials, or what serves the model file.</param>
/// <param name="Since">Since when it was not reached.</param>
/// <param name="LimitSeconds">Longest wait, above 0; after it the run fails, and what was read is kept.</param>
public sealed record ReaderPause(string Reader, DateTimeOffset Since, int LimitSeconds);
