using System.Text;

namespace Lector.Formats.Mail;

/// <summary>Goes through the parts of a mail (RFC 2045-2049, 2387, 1847, 3462) and sorts them into body texts and attachments.</summary>
/// <remarks>Mails inside are not entered: they are attachments and parsed by who extracts those. So the depth here is that of multiparts alone, bounded by <see cref="DeepestPart"/>.</remarks>
internal sealed class MimeWalk(CancellationToken cancel)
{
    /// <summary>Multiparts within multiparts that are entered.</summary>
    public const int DeepestPart = 60;

    /// <summary>Parts of one mail that are told apart.</summary>
    public const int MostParts = 10_000;

    private const int MostVersions = 20;
    private int parts;

    /// <summary>Sorts an entity.</summary>
    /// <param name="entity">Header and body.</param>
    /// <param name="defaultType">The media type where none is stated: <c>message/rfc822</c> inside a digest, else <c>text/plain</c>.</param>
    /// <param name="depth">Multiparts around it; 0 for the mail itself.</param>
    public MimeFindings Visit(ReadOnlyMemory<byte> entity, string defaultType, int depth)
    {
        cancel.ThrowIfCancellationRequested();
        var found = new MimeFindings();
        var header = MimeHeader.Parse(entity);
        // What has the form of header fields, but none that mail has, is text.
        var isText = header.KnownCount == 0 && (depth == 0 || header.BodyStart == entity.Length);
        var body = isText ? entity : entity[header.BodyStart..];
        var part = MimePart.Of(header, defaultType);
        if (part.Type.StartsWith("multipart/", StringComparison.Ordinal))
            VisitMultipart(found, part, body, depth);
        else
            VisitLeaf(found, part, body, depth);
        return found;
    }

    private void VisitMultipart(MimeFindings found, MimePart part, ReadOnlyMemory<byte> body, int depth)
    {
        if (depth >= DeepestPart)
        {
            found.Attachments.Add(new("nested parts", part.Type, body, $"parts nested more than {DeepestPart} deep are not opened"));
            return;
        }

        if (part.Type == "multipart/encrypted")
        {
            var how = part.ContentType["protocol"]?.Contains("pgp", StringComparison.OrdinalIgnoreCase) == false ? "S/MIME" : "PGP/MIME";
            found.Attachments.Add(new("encrypted", part.Type, body, $"encrypted ({how})"));
            return;
        }

        // A multipart has no transfer encoding by the RFC; some mailers encode it all the same.
        var decoded = part.Encoding?.Contains("base64", StringComparison.OrdinalIgnoreCase) == true && body.Span.IndexOf("--"u8) < 0
            ? TransferEncoding.Decode(body, "base64").Content
            : body;
        var cut = Multipart.Cut(decoded.Span, part.ContentType["boundary"], MostParts - Math.Min(MostParts - 1, parts));
        if (cut.Parts.Count == 0)
        {
            if (!decoded.Span.Trim(" \t\r\n"u8).IsEmpty)
                found.Note("a multipart without parts, read as plain text");
            AddText(found, part with { Type = "text/plain" }, decoded, null);
            return;
        }

        var children = new List<(MimeFindings Found, string Type)>(cut.Parts.Count);
        var inner = part.Type == "multipart/digest" ? "message/rfc822" : "text/plain";
        var hasText = false;
        foreach (var range in cut.Parts)
        {
            if (++parts > MostParts)
                break;
            children.Add(VisitChild(decoded[range], inner, part, depth, hasText));
            hasText |= children[^1].Found.Texts.Count > 0;
        }

        Combine(found, part, children);
        NoteSurroundings(found, decoded, cut);
    }

    private (MimeFindings, string) VisitChild(ReadOnlyMemory<byte> child, string defaultType, MimePart parent, int depth, bool hasText)
    {
        var header = MimeHeader.Parse(child);
        var part = MimePart.Of(header, defaultType);
        if (parent.Type == "multipart/signed" && part.IsSignature)
        {
            var signature = new MimeFindings();
            signature.Note("signed, the signature was not checked");
            return (signature, part.Type);
        }

        var found = new MimeFindings();
        // Beside the page itself a related part holds what the page shows, text or not.
        if (parent.Type == "multipart/related" && hasText && part.Type.StartsWith("text/", StringComparison.Ordinal))
            AddAttachment(found, part, child[header.BodyStart..]);
        else
            found = Visit(child, defaultType, depth + 1);
        return (found, part.Type);
    }

    private static void Combine(MimeFindings found, MimePart part, List<(MimeFindings Found, string Type)> children)
    {
        if (part.Type != "multipart/alternative")
        {
            children.ForEach(child => found.Add(child.Found));
            return;
        }

        var plain = children.Where(child => child.Found.Letters > 0 && child.Found.Texts.Any(text => !text.IsHtml)).Select(child => child.Found).ToList();
        var html = children.Where(child => child.Found.Letters > 0 && child.Found.Texts.All(text => text.IsHtml)).Select(child => child.Found).ToList();
        int plainLetters = plain.Sum(child => child.Letters), htmlLetters = html.Sum(child => child.Letters);
        var isStub = plainLetters * 2 < htmlLetters && htmlLetters - plainLetters > 40;
        var chosen = plain.Count == 0 || isStub ? html : plain;
        foreach (var (child, _) in children)
        {
            if (chosen.Contains(child))
                found.Add(child);
            else
                found.AddRest(child);
        }

        if (chosen.SelectMany(child => child.Texts).MaxBy(text => text.Letters) is { } read)
        {
            foreach (var version in (chosen == plain ? html : plain).SelectMany(child => child.Texts).Take(MostVersions))
                found.KeepVersion(version, read);
            if ((chosen == plain ? html : plain).Count > MostVersions)
                found.Note($"more than {MostVersions} versions of one text; the rest was not read");
        }
    }

    /// <summary>Text around the parts is shown by no mail program; it is read where it is more than the usual sentence about MIME.</summary>
    private void NoteSurroundings(MimeFindings found, ReadOnlyMemory<byte> body, Multipart cut)
    {
        if (parts > MostParts || !cut.IsClosed && cut.Epilogue.Start.Value < body.Length)
            found.Attachments.Add(new("further parts", "application/octet-stream", body[cut.Epilogue], $"more than {MostParts:N0} parts; the rest was not opened"));
        else
            Around(found, body[cut.Epilogue], "after the last part");
        var preamble = body[cut.Preamble];
        if (preamble.Length > 1000 || preamble.Span.IndexOf("MIME"u8) < 0 && preamble.Span.IndexOf("multi"u8) < 0)
            Around(found, preamble, "before the first part");
    }

    private static void Around(MimeFindings found, ReadOnlyMemory<byte> text, string where)
    {
        if (text.Span.Trim(" \t\r\n-=_"u8).Length < 3)
            return;
        var decoded = Charsets.Decode(text.Span, null);
        found.Outside.Add(new(Lines.Normalize(decoded.Text), IsHtml: false, decoded.Charset));
        found.Note($"text stands {where}; it is read after the body");
    }

    private void VisitLeaf(MimeFindings found, MimePart part, ReadOnlyMemory<byte> body, int depth)
    {
        if (part.IsPkcs7)
        {
            var content = TransferEncoding.Decode(body, part.Encoding).Content;
            var message = part.ContentType["smime-type"]?.StartsWith("enveloped", StringComparison.OrdinalIgnoreCase) == true
                ? new SignedMessage(default, "encrypted (S/MIME)")
                : SignedMessage.Open(content);
            if (message.Unreadable is not null)
                found.Attachments.Add(new(part.Name, part.Type, content, message.Unreadable));
            else if (depth >= DeepestPart)
                found.Attachments.Add(new(part.Name, part.Type, content, $"parts nested more than {DeepestPart} deep are not opened"));
            else
            {
                found.Add(Visit(message.Inner, "text/plain", depth + 1));
                found.Note("signed, the signature was not checked");
            }

            return;
        }

        if (part.Type == "message/external-body")
            found.Attachments.Add(new(part.Name, part.Type, body, "only a reference to " + part.Reference));
        else if (part.Type == "message/partial")
        {
            found.Note($"piece {part.ContentType["number"] ?? "?"} of {part.ContentType["total"] ?? "?"} of a mail that was sent in pieces, read as it stands");
            AddText(found, part with { Type = "text/plain" }, body, null);
        }
        else if (part.ContentType.Value.Length == 0 && LooksLikeHtml(body.Span))
            AddText(found, part with { Type = "text/html" }, body, part.Encoding);
        else if (part.IsBody(isWhole: depth == 0))
            AddText(found, part, body, part.Encoding);
        else
            AddAttachment(found, part, body);
    }

    private static bool LooksLikeHtml(ReadOnlySpan<byte> body)
    {
        body = body.TrimStart(" \t\r\n"u8);
        return body.Length > 14 && (Ascii.EqualsIgnoreCase(body[..5], "<html"u8) || Ascii.EqualsIgnoreCase(body[..14], "<!doctype html"u8));
    }

    private static void AddAttachment(MimeFindings found, MimePart part, ReadOnlyMemory<byte> body)
    {
        var decoded = TransferEncoding.Decode(body, part.Encoding);
        found.Note(decoded.Note);
        var unreadable = part.Type is "application/pgp-encrypted" || decoded.Content.Span.StartsWith("-----BEGIN PGP MESSAGE-----"u8) ? "encrypted (PGP)" : null;
        var attachment = new MailAttachment(part.Name, part.Type, decoded.Content, unreadable)
        {
            Charset = part.Type.StartsWith("text/", StringComparison.Ordinal) ? part.ContentType["charset"] : null,
        };
        found.Attachments.Add(attachment);
        if (part.Type is "text/plain" or "text/html" && part.Disposition.Value != "attachment")
            found.NamedTexts.Add((attachment, part));
        AddTail(found, decoded);
    }

    private static void AddText(MimeFindings found, MimePart part, ReadOnlyMemory<byte> body, string? encoding)
    {
        var transfer = TransferEncoding.Decode(body, encoding);
        found.Note(transfer.Note);
        var content = transfer.Content;
        if (content.Span.TrimStart(" \t\r\n"u8).StartsWith("-----BEGIN PGP MESSAGE-----"u8))
        {
            found.Attachments.Add(new("encrypted text", part.Type, content, "encrypted (PGP)"));
            return;
        }

        var isHtml = part.Type is "text/html" or "application/xhtml+xml";
        if (!isHtml)
        {
            var blocks = new List<EncodedBlocks.Block>();
            content = EncodedBlocks.TakeOut(content, blocks);
            found.Attachments.AddRange(blocks.Select(block => new MailAttachment(block.Name, "application/octet-stream", block.Content, null)));
        }

        var charset = part.ContentType["charset"] ?? (isHtml ? HtmlCharset.Find(content.Span) : null);
        var decoded = Charsets.Decode(content.Span, charset);
        found.Note(decoded.Note);
        var text = Lines.Normalize(decoded.Text);
        if (part.ContentType["format"]?.Equals("flowed", StringComparison.OrdinalIgnoreCase) == true)
            text = FlowedText.Unflow(text, part.ContentType["delsp"]?.Equals("yes", StringComparison.OrdinalIgnoreCase) == true);
        if (part.Type is "text/enriched" or "text/richtext")
            text = EnrichedText.Read(text);
        found.Texts.Add(new(text, isHtml, decoded.Charset));
        AddTail(found, transfer);
    }

    private static void AddTail(MimeFindings found, TransferEncoding.Decoded decoded) => Around(found, decoded.Tail, "after the end of base64 data");
}
