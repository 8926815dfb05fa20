using System.Security.Cryptography;
using System.Text;
using Lector.Core.Documents;
using Lector.Core.Ledgers;

namespace Lector.Core.Answering;

/// <summary>Document text that may leave the house: cut by offset from stored bytes, after the disclosure policy allowed its document.</summary>
/// <remarks>The only form in which document text enters a <see cref="FrontierRequest"/>. <see cref="Cut"/> is the only way to make one.</remarks>
public sealed class VerifiedSpan
{
    private VerifiedSpan(StoredText source, int start, int end)
    {
        (Document, DocumentSha256, Start, End) = (source.Path, source.DocumentSha256, start, end);
        Text = source.Text[start..end];
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
    }

    /// <summary>The document's path.</summary>
    public string Document { get; }

    /// <summary>SHA-256 of the document's original bytes, lower-case hex.</summary>
    public string DocumentSha256 { get; }

    /// <summary>First UTF-16 unit in the document's text, inclusive.</summary>
    public int Start { get; }

    /// <summary>Last UTF-16 unit in the document's text, exclusive.</summary>
    public int End { get; }

    /// <summary>The text, verbatim.</summary>
    public string Text { get; }

    /// <summary>SHA-256 of <see cref="Text"/> in UTF-8, lower-case hex.</summary>
    public string Sha256 { get; }

    /// <summary>Cuts a span, if its document may be disclosed.</summary>
    /// <param name="source">The stored text.</param>
    /// <param name="start">First UTF-16 unit, inclusive; not inside a surrogate pair.</param>
    /// <param name="end">Last UTF-16 unit, exclusive; greater than <paramref name="start"/>; not inside a surrogate pair.</param>
    /// <param name="policy">What may leave.</param>
    /// <returns>The span, or null when the policy keeps the document in the house.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offsets are not a range of the text, or split a surrogate pair.</exception>
    public static VerifiedSpan? Cut(StoredText source, int start, int end, DisclosurePolicy policy)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, source.Text.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(start, end);
        if (Splits(source.Text, start) || Splits(source.Text, end))
            throw new ArgumentOutOfRangeException(nameof(start), "A span may not split a surrogate pair.");
        return policy.Allows(source.Path) ? new VerifiedSpan(source, start, end) : null;
    }

    private static bool Splits(string text, int at) => at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1]);
}
