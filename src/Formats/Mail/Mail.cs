using Lector.Core.Documents;

namespace Lector.Formats.Mail;

/// <summary>A parsed mail: its own text, and what is attached to it, not yet extracted.</summary>
/// <param name="Body">Text and fields; null when the mail has neither text nor subject, or is none.</param>
/// <param name="Attachments">In the order in which they stand in the mail.</param>
/// <param name="Defect">Why the bytes are no mail at all, in words that end a sentence beginning with "unreadable:"; null when they are one.</param>
internal sealed record Mail(DocumentText? Body, IReadOnlyList<MailAttachment> Attachments, string? Defect)
{
    /// <summary>What to say of a mail that is one but holds nothing: no <see cref="Body"/>, no <see cref="Defect"/>.</summary>
    public const string Empty = "the mail has no subject and no text";

    /// <summary>Bytes that are no mail.</summary>
    /// <param name="defect">Why.</param>
    public static Mail Broken(string defect) => new(null, [], defect);
}

/// <summary>Something that a mail carries beside its text.</summary>
/// <param name="Name">As the sender named it, decoded; made up from the media type where the mail gives none. Not safe as a path.</param>
/// <param name="MediaType">As stated by the sender, lower case, without parameters; <c>message/rfc822</c> for a mail, <c>application/vnd.ms-outlook</c> for an Outlook message.</param>
/// <param name="Content">Decoded bytes. For <see cref="Embedded"/> the streams of its storage one after the other: enough for a hash, no file.</param>
/// <param name="Unreadable">Why nobody can read it, such as <c>encrypted (S/MIME)</c>; null when it may be tried.</param>
internal sealed record MailAttachment(string Name, string MediaType, ReadOnlyMemory<byte> Content, string? Unreadable)
{
    /// <summary>The charset that the mail states for a text part; null where it states none.</summary>
    public string? Charset { get; init; }

    /// <summary>Parses the message that lies inside the parent's own file structure; null for all that have bytes of their own.</summary>
    public Func<Mail>? Open { get; init; }

    /// <summary>The message that <see cref="Open"/> finds, or null; it is parsed when first asked for, from the bytes that the parent was parsed from.</summary>
    public Mail? Embedded => Open?.Invoke();
}
