namespace Lector.Formats.Text;

/// <summary>Bytes as text.</summary>
/// <param name="Text">The characters, without byte order mark, lines separated by <c>\n</c>, otherwise untouched.</param>
/// <param name="Charset">IANA name of the character set.</param>
/// <param name="Note">What was guessed, or null when the bytes leave no doubt.</param>
internal sealed record DecodedText(string Text, string Charset, string? Note);
