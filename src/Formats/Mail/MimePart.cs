namespace Lector.Formats.Mail;

/// <summary>What the header of a part says of it.</summary>
/// <param name="Type">Media type, lower case.</param>
/// <param name="ContentType">With its parameters.</param>
/// <param name="Disposition">Content-Disposition with its parameters (RFC 2183).</param>
/// <param name="Encoding">Content-Transfer-Encoding, as stated.</param>
/// <param name="Name">File name, or one made up from the type.</param>
/// <param name="IsNamed">Whether the mail gives the name.</param>
internal sealed record MimePart(string Type, MimeParameters ContentType, MimeParameters Disposition, string? Encoding, string Name, bool IsNamed)
{
    /// <summary>Whether it is a detached signature.</summary>
    public bool IsSignature => Type is "application/pgp-signature" or "application/pkcs7-signature" or "application/x-pkcs7-signature";

    /// <summary>Whether it is an S/MIME envelope, signed or encrypted.</summary>
    public bool IsPkcs7 => Type is "application/pkcs7-mime" or "application/x-pkcs7-mime"
        || Type == "application/octet-stream" && IsNamed && Name.EndsWith(".p7m", StringComparison.OrdinalIgnoreCase);

    /// <summary>What a message/external-body refers to (RFC 2046, 5.2.3).</summary>
    public string Reference
    {
        get
        {
            var place = ContentType["url"] ?? string.Join("/", new[] { ContentType["site"], ContentType["directory"], ContentType["name"] }.Where(p => !string.IsNullOrEmpty(p)));
            return place.Length == 0 ? "something elsewhere" : Lines.OnOne(place.Length > 200 ? place[..200] : place);
        }
    }

    /// <summary>Reads a header.</summary>
    public static MimePart Of(MimeHeader header, string defaultType)
    {
        var contentType = MimeParameters.Parse(header.Value(HeaderName.ContentType));
        var disposition = MimeParameters.Parse(header.Value(HeaderName.Disposition));
        var type = contentType.Value switch
        {
            "" => defaultType,
            "text" => "text/plain",
            "html" => "text/html",
            var stated when stated.Contains('/') => stated,
            _ => defaultType,
        };
        var name = disposition["filename"] ?? contentType["name"];
        var made = string.IsNullOrWhiteSpace(name);
        return new(type, contentType, disposition, header.Value(HeaderName.TransferEncoding), made ? MakeUp(type, header) : name!, !made);
    }

    /// <summary>Whether its text belongs to the body of the mail.</summary>
    /// <param name="isWhole">Whether it is the mail itself and no part of one: then its text is the body even with a file name.</param>
    public bool IsBody(bool isWhole)
    {
        if (!Type.StartsWith("text/", StringComparison.Ordinal) && Type != "application/xhtml+xml")
            return false;
        if (isWhole && Type is "text/plain" or "text/html")
            return true;
        return !IsNamed && Disposition.Value != "attachment"
            && Type is not ("text/calendar" or "text/x-vcalendar" or "text/vcard" or "text/x-vcard" or "text/directory" or "text/rfc822-headers" or "text/rtf" or "text/css" or "text/javascript" or "text/xml");
    }

    private static string MakeUp(string type, MimeHeader header)
    {
        if (header.Value(HeaderName.Description) is { Length: > 0 and <= 100 } description)
            return HeaderText.Decode(description) + Extension(type);
        if (header.Value(HeaderName.Location) is { Length: <= 300 } location && location[(location.LastIndexOf('/') + 1)..] is { Length: > 2 } last && last.Contains('.'))
            return last;
        return type switch
        {
            "message/rfc822" or "message/global" or "message/news" => "message.eml",
            "message/delivery-status" => "delivery-status.txt",
            "message/disposition-notification" => "disposition-notification.txt",
            "message/feedback-report" => "feedback-report.txt",
            "text/rfc822-headers" => "headers.eml",
            "text/calendar" => "invitation.ics",
            _ => (type.StartsWith("application/", StringComparison.Ordinal) ? "attachment" : type[..Math.Max(0, type.IndexOf('/'))]) + Extension(type),
        };
    }

    private static string Extension(string type) => type switch
    {
        "message/rfc822" => ".eml",
        "text/plain" => ".txt",
        "text/html" => ".html",
        "text/calendar" => ".ics",
        "text/vcard" or "text/x-vcard" or "text/directory" => ".vcf",
        "application/pdf" => ".pdf",
        "image/jpeg" => ".jpg",
        "application/octet-stream" => ".bin",
        _ when type.StartsWith("message/", StringComparison.Ordinal) => ".txt",
        _ when type.IndexOf('/') is > 0 and var slash && type.Length - slash is > 1 and < 6 && type.AsSpan(slash + 1).IndexOfAnyExceptInRange('a', 'z') < 0 => "." + type[(slash + 1)..],
        _ => "",
    };
}
