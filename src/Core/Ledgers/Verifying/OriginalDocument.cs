namespace Lector.Core.Ledgers.Verifying;

/// <summary>A document as it lies in the folder now.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Sha256">SHA-256 of its bytes, lower-case hex; empty when they could not be read.</param>
/// <param name="Text">Its text as it comes out now, or null.</param>
/// <param name="Problem">Why there is no text, in words.</param>
public sealed record OriginalDocument(string Path, string Sha256, string? Text, string? Problem);
