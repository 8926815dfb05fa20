using Lector.Formats.Mail;

namespace Lector.Formats.Outlook;

/// <summary>Chooses among the versions of a body that an Outlook message stores: plain text, HTML, compressed RTF.</summary>
internal static class MessageBody
{
    private const int PlainText = 0x1000;
    private const int RtfCompressed = 0x1009;
    private const int Html = 0x1013;
    private const int InternetCodePage = 0x3FDE;

    /// <summary>Adds the body to what was found, with notes; nothing when all versions are blank.</summary>
    public static void Find(MapiProperties properties, MimeFindings found, CancellationToken cancel)
    {
        var plain = Plain(properties, found);
        var html = HtmlBody(properties);
        var isStub = plain is not null && html is not null && plain.Letters * 2 < html.Letters && html.Letters - plain.Letters > 40;
        if (plain is { Letters: > 0 } && !isStub)
            found.Choose(plain, html);
        else if (html is { Letters: > 0 })
            found.Choose(html, plain);
        else if (Rtf(properties, found, cancel) is { Letters: > 0 } rtf)
            found.Texts.Add(rtf);
        else if (plain is not null)
            found.Texts.Add(plain);
    }

    private static BodyText? Plain(MapiProperties properties, MimeFindings found)
    {
        if (properties.DecodedText(PlainText) is not { } decoded)
            return null;
        found.Note(decoded.Note);
        return new(Lines.Normalize(decoded.Text), IsHtml: false, decoded.Charset);
    }

    private static BodyText? HtmlBody(MapiProperties properties)
    {
        if (properties.Binary(Html) is not { IsEmpty: false } bytes)
            return properties.DecodedText(Html) is { Text.Length: > 0 } text ? new(Lines.Normalize(text.Text), IsHtml: true, text.Charset) : null;
        var page = properties.Integer(InternetCodePage) ?? 0;
        var stated = HtmlCharset.Find(bytes.Span);
        var decoded = page > 0 ? Charsets.Decode(bytes.Span, page) : Charsets.Decode(bytes.Span, stated);
        if (decoded.Note is not null && page > 0)
            decoded = stated is not null ? Charsets.Decode(bytes.Span, stated) : Charsets.Decode(bytes.Span, properties.CodePage);
        return new(Lines.Normalize(decoded.Text), IsHtml: true, decoded.Charset);
    }

    private static BodyText? Rtf(MapiProperties properties, MimeFindings found, CancellationToken cancel)
    {
        if (properties.Binary(RtfCompressed) is not { IsEmpty: false } packed)
            return null;
        var rtf = CompressedRtf.Decompress(packed.Span, out var note);
        found.Note(note);
        var content = RtfText.Read(rtf, cancel);
        return new(Lines.Normalize(content.Text), content.IsHtml, "rtf");
    }
}
