using Lector.Formats.Mail;
using Lector.Formats.Text;

namespace Lector.Formats.Sniffing;

/// <summary>Tells a file's format from its bytes; the name decides only between kinds of text.</summary>
internal static class Sniffer
{
    /// <summary>Bytes of a file's beginning that decide: 64 KB.</summary>
    public const int HeadBytes = 65_536;

    /// <summary>The format of a file.</summary>
    /// <param name="head">Its first <see cref="HeadBytes"/>, or all of a shorter file.</param>
    /// <param name="name">Its name, with extension.</param>
    /// <param name="mediaType">What its carrier says it is, or null.</param>
    /// <returns><see cref="Format.Zip"/> for everything packed in a zip and <see cref="Format.Outlook"/> for every compound file: their content has to be looked at; <see cref="Format.Mbox"/> also for a single mail with a From_ line before it.</returns>
    public static Sniffed Sniff(ReadOnlySpan<byte> head, string name, string? mediaType = null)
    {
        if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8) || head.StartsWith("PK\x07\x08"u8))
            return new(Format.Zip);
        if (head.StartsWith(CompoundMagic))
            return new(Format.Outlook);
        // ISO 32000-1, Annex H: readers accept the header anywhere in the first 1,024 bytes.
        if (head[..Math.Min(head.Length, 1024)].IndexOf("%PDF-"u8) is var pdf and >= 0 && (pdf == 0 || !TextDecoding.LooksLikeText(head[..pdf]) || IsPdfName(name)))
            return new(Format.Pdf);
        if (Magic.Refusal(head) is { } refusal)
            return Sniffed.Refuse(refusal);
        if (MailSniffer.LooksLikeMbox(head))
            return new(Format.Mbox);
        if (mediaType == "message/rfc822" || MailSniffer.LooksLikeMail(head))
            return new(Format.Mail);
        if (!TextDecoding.LooksLikeText(head[..Math.Min(head.Length, 8192)]))
            return Sniffed.Refuse("not a document Lector reads (unknown binary content)");
        if (name.EndsWith(".eml", StringComparison.OrdinalIgnoreCase))
            return new(Format.Mail);
        return LooksLikeHtml(head) || (IsHtmlName(name, mediaType) && head.Contains((byte)'<')) ? new(Format.Html) : new(Format.Text);
    }

    private static ReadOnlySpan<byte> CompoundMagic => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    private static bool IsPdfName(string name) => name.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase);

    private static bool IsHtmlName(string name, string? mediaType) =>
        name.EndsWith(".html", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".htm", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".xhtml", StringComparison.OrdinalIgnoreCase) || mediaType is "text/html" or "application/xhtml+xml";

    // Whatever the name says, a file whose first markup is a doctype or root of HTML is a page; comments and an XML declaration may precede it.
    private static bool LooksLikeHtml(ReadOnlySpan<byte> head)
    {
        var rest = head.StartsWith("\uFEFF"u8) ? head[3..] : head;
        for (var skipped = 0; skipped < 8; skipped++)
        {
            rest = rest.TrimStart(" \t\r\n\f"u8);
            if (Starts(rest, "<!doctype html"u8) || Starts(rest, "<html"u8) || Starts(rest, "<head>"u8) || Starts(rest, "<body"u8))
                return true;
            var end = rest.StartsWith("<!--"u8) ? rest.IndexOf("-->"u8) + 3 : rest.StartsWith("<?xml"u8) ? rest.IndexOf("?>"u8) + 2 : 0;
            if (end < 3)
                return false;
            rest = rest[end..];
        }
        return false;
    }

    private static bool Starts(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase)
    {
        if (text.Length < lowerCase.Length)
            return false;
        for (var i = 0; i < lowerCase.Length; i++)
            if ((text[i] is >= (byte)'A' and <= (byte)'Z' ? text[i] | 0x20 : text[i]) != lowerCase[i])
                return false;
        return true;
    }
}
