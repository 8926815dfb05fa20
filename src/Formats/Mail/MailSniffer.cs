using System.Text;

namespace Lector.Formats.Mail;

/// <summary>Tells mails and mailboxes from other files by their first bytes, whatever their names say.</summary>
internal static class MailSniffer
{
    /// <summary>Whether a file begins like a mail: header fields only, and of those that mails have.</summary>
    /// <param name="head">The first bytes, some thousand of them.</param>
    public static bool LooksLikeMail(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("\uFEFF"u8))
            head = head[3..];
        head = head.TrimStart("\r\n"u8);
        int known = 0, strong = 0, fields = 0, position = 0;
        var hasSender = false;
        for (var lines = 0; lines < 200 && position < head.Length; lines++)
        {
            var line = MimeHeader.LineAt(head, position, out var next);
            var isWhole = next < head.Length;
            if (line.IsEmpty)
                break;
            position = next;
            if (line[0] is (byte)' ' or (byte)'\t' && fields > 0 || fields == 0 && MimeHeader.IsFromLine(line))
                continue;
            if (MimeHeader.IsField(line, out var colon))
            {
                fields++;
                var name = line[..colon].TrimEnd(" \t"u8);
                if (MimeHeader.NameOf(name) != HeaderName.Other)
                    known++;
                hasSender |= MimeHeader.NameOf(name) == HeaderName.From && line[colon..].Contains((byte)'@');
                if (IsStrong(name, line[(colon + 1)..]))
                    strong++;
            }
            else if (isWhole && (strong == 0 || known + strong < 3))
                return false;
            else
                break;
        }

        // A memorandum has To, From, Date and Re as well, but no address.
        return strong > 0 || hasSender && known >= 3 && known * 2 >= fields;
    }

    /// <summary>Whether a file begins like an mbox: a From_ line with a date, or one that a header field follows.</summary>
    /// <param name="head">The first bytes, some thousand of them.</param>
    public static bool LooksLikeMbox(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("\uFEFF"u8))
            head = head[3..];
        head = head.TrimStart("\r\n"u8);
        return MboxReader.IsSeparator(head);
    }

    /// <summary>Fields that only mails and their kin have.</summary>
    private static bool IsStrong(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => MimeHeader.NameOf(name) switch
    {
        HeaderName.MessageId => value.IndexOf((byte)'@') >= 0,
        HeaderName.ContentType => value.IndexOf((byte)'/') >= 0,
        HeaderName.TransferEncoding or HeaderName.InReplyTo => true,
        HeaderName.Other => Is(name, "received"u8) || Is(name, "return-path"u8) || Is(name, "delivered-to"u8) || Is(name, "mime-version"u8)
            || Is(name, "x-mozilla-status"u8) || Is(name, "x-gm-thrid"u8) || Is(name, "dkim-signature"u8) || Is(name, "x-envelope-to"u8) || Is(name, "x-account-key"u8),
        _ => false,
    };

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> lower) => Ascii.EqualsIgnoreCase(name, lower);
}
