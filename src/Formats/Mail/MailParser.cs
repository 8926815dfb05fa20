using System.Globalization;
using System.Text;
using Lector.Core.Documents;
using Lector.Formats.Html;

namespace Lector.Formats.Mail;

/// <summary>Turns the bytes of one mail (RFC 5322, MIME) into its text, its fields and its attachments.</summary>
internal static class MailParser
{
    /// <summary>Bytes of a mail that are read; the rest is left out with a note.</summary>
    public const int LargestMail = 256 * 1024 * 1024;

    /// <summary>Parses. Whatever the bytes are, the result is a value.</summary>
    /// <param name="bytes">One mail; a From_ line before it (mbox) is passed over.</param>
    /// <param name="cancel">Looked at between parts.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was signalled.</exception>
    public static Mail Parse(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        if (bytes.Span.Trim(" \t\r\n\0"u8).IsEmpty)
            return Mail.Broken("the file is empty");
        var isCut = bytes.Length > LargestMail;
        var mail = WithLineFeeds(WithoutPreface(isCut ? bytes[..LargestMail] : bytes));
        var header = MimeHeader.Parse(mail);
        if (header.Count == 0 && mail.Span.Contains((byte)0))
            return Mail.Broken("it has no mail header");

        var found = new MimeWalk(cancel).Visit(mail, "text/plain", depth: 0);
        if (isCut)
            found.Note($"only the first {LargestMail / (1024 * 1024)} MB were read");
        if (header.HasJunk)
            found.Note("a line among the header fields is none and was passed over");
        PromoteNamedText(found);
        var fields = Fields(header);
        return new(Assemble(fields, found, cancel), found.Attachments, null);
    }

    /// <summary>Puts body texts and fields together.</summary>
    /// <param name="fields">The mail's fields.</param>
    /// <param name="found">Its texts, attachments and notes.</param>
    /// <param name="cancel">Looked at while HTML is read.</param>
    /// <returns>Null when there is neither text nor subject, and nothing attached that header lines would introduce.</returns>
    internal static DocumentText? Assemble(DocumentFields fields, MimeFindings found, CancellationToken cancel)
    {
        var text = new StringBuilder();
        var parts = new List<TextPart>();
        string? charset = null;
        foreach (var body in found.Texts.Concat(found.Outside))
        {
            var piece = Lines.Trim(body.IsHtml ? Shown(body.Text, found, cancel) : body.Text);
            if (piece.Length == 0)
                continue;
            if (text.Length > 0)
                text.Append("\n\n");
            parts.Add(new(TextPartKind.Body, (parts.Count + 1).ToString(CultureInfo.InvariantCulture), text.Length, text.Length + piece.Length));
            text.Append(piece);
            charset ??= body.Charset;
        }

        if (text.Length == 0 && (fields.Subject is not null || found.Attachments.Count > 0))
        {
            text.Append(HeaderLines(fields));
            if (text.Length > 0)
                found.Note("the mail has no text, its header lines stand for it");
        }

        return text.Length == 0
            ? null
            : new(text.ToString()) { Fields = fields, Parts = parts.Count > 1 ? parts : [], Charset = charset, Notes = found.Notes };
    }

    private static string Shown(string html, MimeFindings found, CancellationToken cancel)
    {
        var page = HtmlText.ReadPage(html, cancel);
        if (page.HiddenCharacters > 0)
            found.Note($"{page.HiddenCharacters:N0} characters that the mail hides (display:none) were left out");
        return Lines.Normalize(page.Text);
    }

    private static string HeaderLines(DocumentFields fields)
    {
        var date = fields.Date?.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);
        (string Name, string? Value)[] lines = [("Subject", fields.Subject), ("From", fields.From), ("To", fields.To), ("Cc", fields.Cc), ("Date", date)];
        return string.Join('\n', lines.Where(line => line.Value is not null).Select(line => $"{line.Name}: {line.Value}"));
    }

    internal static DocumentFields Fields(MimeHeader header) => new()
    {
        Subject = Subject(header.Value(HeaderName.Subject)),
        From = Addresses.Format(header.Value(HeaderName.From)) ?? Addresses.Format(header.Value(HeaderName.Sender)),
        To = Addresses.Format(header.All(HeaderName.To)),
        Cc = Addresses.Format(header.All(HeaderName.Bcc) is { Length: > 0 } bcc ? $"{header.All(HeaderName.Cc)}, {bcc}" : header.All(HeaderName.Cc)),
        Date = MailDate.Parse(header.Value(HeaderName.Date)),
        MessageId = MessageId(header.Value(HeaderName.MessageId), last: false),
        InReplyTo = MessageId(header.Value(HeaderName.InReplyTo), last: false) ?? MessageId(header.Value(HeaderName.References), last: true),
    };

    /// <summary>A message id without its brackets; null when the value holds none, such as the prose of old In-Reply-To fields.</summary>
    internal static string? MessageId(string? value, bool last)
    {
        if (value is null)
            return null;
        var open = last ? value.LastIndexOf('<') : value.IndexOf('<');
        if (open < 0)
            return value.Trim() is { Length: > 0 } bare && !bare.Contains(' ') ? bare : null;
        var close = value.IndexOf('>', open);
        var id = (close < 0 ? value[(open + 1)..] : value[(open + 1)..close]).Trim();
        return id.Length == 0 ? null : id;
    }

    private static string? Subject(string? value) => value is null ? null : Lines.OnOne(HeaderText.Decode(value)) is { Length: > 0 } subject ? subject : null;

    /// <summary>A mail whose only text has a file name, but was not sent as an attachment, has that text as its body.</summary>
    private static void PromoteNamedText(MimeFindings found)
    {
        if (found.Letters > 0 || found.NamedTexts.Count == 0)
            return;
        var (attachment, part) = found.NamedTexts[0];
        var decoded = Charsets.Decode(attachment.Content.Span, part.ContentType["charset"]);
        found.Note(decoded.Note);
        found.Attachments.Remove(attachment);
        found.Texts.Add(new(Lines.Normalize(decoded.Text), part.Type == "text/html", decoded.Charset));
    }

    private static ReadOnlyMemory<byte> WithoutPreface(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Span.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        var blank = bytes.Span.IndexOfAnyExcept("\r\n"u8);
        return blank > 0 ? bytes[blank..] : bytes;
    }

    /// <summary>Lines that end in CR alone, as old Macintosh programs wrote them, get a line feed instead.</summary>
    private static ReadOnlyMemory<byte> WithLineFeeds(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        if (span.Contains((byte)'\n') || !span.Contains((byte)'\r'))
            return bytes;
        var copy = bytes.ToArray();
        copy.AsSpan().Replace((byte)'\r', (byte)'\n');
        return copy;
    }
}
