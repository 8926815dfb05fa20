using System.Security.Cryptography;
using System.Text;

namespace Lector.Core.Documents;

/// <summary>A document's text as it came out of the store, its bytes checked against the hash that was recorded when they were written.</summary>
/// <remarks>There is no other way to have one: <see cref="Answering.VerifiedSpan"/> is cut from this type only, so that no text reaches a frontier model that is not in a stored document.</remarks>
public sealed class StoredText
{
    private StoredText(string path, string documentSha256, string text) => (Path, DocumentSha256, Text) = (path, documentSha256, text);

    /// <summary>The document's <see cref="FoundDocument.Path"/>.</summary>
    public string Path { get; }

    /// <summary>SHA-256 of the document's original bytes, lower-case hex.</summary>
    public string DocumentSha256 { get; }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>Takes stored bytes, if they are the ones that were written.</summary>
    /// <param name="path">The document's path.</param>
    /// <param name="documentSha256">SHA-256 of the document's original bytes, lower-case hex.</param>
    /// <param name="utf8">The stored text, UTF-8.</param>
    /// <param name="textSha256">SHA-256 of those bytes as recorded when they were written, lower-case hex.</param>
    /// <exception cref="InvalidDataException">The bytes are not those that were recorded.</exception>
    public static StoredText Open(string path, string documentSha256, ReadOnlySpan<byte> utf8, string textSha256) =>
        Convert.ToHexStringLower(SHA256.HashData(utf8)) == textSha256
            ? new StoredText(path, documentSha256, Encoding.UTF8.GetString(utf8))
            : throw new InvalidDataException($"The stored text of {path} is not the one that was read: its hash differs. Delete the matter's texts to have them extracted again.");
}
