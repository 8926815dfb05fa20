namespace Lector.Core.Documents;

/// <summary>What a document says about itself outside its text: mail headers (RFC 5322) or document properties.</summary>
/// <remarks>Stated by the sender or author and not checked: a From line proves nothing.</remarks>
public sealed record DocumentFields
{
    /// <summary>The fields of a document that states none.</summary>
    public static DocumentFields None { get; } = new();

    /// <summary>Subject of a mail, title of a document; decoded, on one line.</summary>
    public string? Subject { get; init; }

    /// <summary>Sender of a mail (<c>Name &lt;address&gt;</c>), author of a document.</summary>
    public string? From { get; init; }

    /// <summary>All To recipients, comma separated.</summary>
    public string? To { get; init; }

    /// <summary>All Cc (and, where stored, Bcc) recipients, comma separated.</summary>
    public string? Cc { get; init; }

    /// <summary>When it was sent or last changed, with the offset stated there.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>Message-ID without angle brackets.</summary>
    public string? MessageId { get; init; }

    /// <summary>Message-ID of the mail that this one answers: In-Reply-To, else the last of References; without angle brackets.</summary>
    public string? InReplyTo { get; init; }
}
