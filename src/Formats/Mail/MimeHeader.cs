using System.Text;

namespace Lector.Formats.Mail;

/// <summary>The header fields that Lector reads.</summary>
internal enum HeaderName
{
    /// <summary>Any other.</summary>
    Other,
#pragma warning disable CS1591 // Named as in RFC 5322, 2045 and 2183.
    From, Sender, To, Cc, Bcc, Subject, Date, MessageId, InReplyTo, References, ContentType, TransferEncoding, Disposition, Location, Description,
#pragma warning restore CS1591
}

/// <summary>The header section of a mail or of a part (RFC 5322, 2.2), as ranges of its bytes: nothing is decoded before it is asked for.</summary>
internal sealed class MimeHeader
{
    /// <summary>Longest value that is decoded, in bytes.</summary>
    private const int LongestValue = 256 * 1024;

    private readonly ReadOnlyMemory<byte> entity;
    private readonly (int Start, int Length)[] values = new (int, int)[Enum.GetValues<HeaderName>().Length];
    private List<(HeaderName Name, int Start, int Length)>? repeated;

    private MimeHeader(ReadOnlyMemory<byte> entity) => this.entity = entity;

    /// <summary>Header fields seen, of any name.</summary>
    public int Count { get; private set; }

    /// <summary>Fields seen that a mail or part has.</summary>
    public int KnownCount { get; private set; }

    /// <summary>Where the body begins.</summary>
    public int BodyStart { get; private set; }

    /// <summary>Whether lines that are no header field stood among them and were passed over.</summary>
    public bool HasJunk { get; private set; }

    /// <summary>Reads the header section at the beginning of an entity.</summary>
    public static MimeHeader Parse(ReadOnlyMemory<byte> entity)
    {
        var header = new MimeHeader(entity);
        header.Read(entity.Span);
        return header;
    }

    /// <summary>The raw bytes of the first field of that name; empty when there is none.</summary>
    public ReadOnlySpan<byte> Raw(HeaderName name)
    {
        var (start, length) = values[(int)name];
        return entity.Span.Slice(start, Math.Min(length, LongestValue));
    }

    /// <summary>The value unfolded, 8-bit characters decoded, encoded words left as they are; null when there is none.</summary>
    public string? Value(HeaderName name) => Raw(name) is { IsEmpty: false } raw ? HeaderText.Unfold(raw) : null;

    /// <summary>All values of fields of that name, comma separated, as <see cref="Value"/>.</summary>
    public string? All(HeaderName name)
    {
        var first = Value(name);
        if (repeated is null)
            return first;
        var all = new StringBuilder(first);
        foreach (var (other, start, length) in repeated)
        {
            if (other == name && all.Length < LongestValue)
                all.Append(", ").Append(HeaderText.Unfold(entity.Span.Slice(start, Math.Min(length, LongestValue))));
        }

        return all.ToString();
    }

    /// <summary>Whether a line begins with a field name and colon.</summary>
    internal static bool IsField(ReadOnlySpan<byte> line, out int colon)
    {
        colon = line.IndexOf((byte)':');
        if (colon <= 0 || colon > 200)
            return false;
        var name = line[..colon].TrimEnd(" \t"u8);
        return name.Length > 0 && name.IndexOfAnyExceptInRange((byte)33, (byte)126) < 0;
    }

    /// <summary>The line at a place, without its line end, and where the next one begins.</summary>
    internal static ReadOnlySpan<byte> LineAt(ReadOnlySpan<byte> bytes, int start, out int next)
    {
        var rest = bytes[start..];
        var end = rest.IndexOf((byte)'\n');
        next = end < 0 ? bytes.Length : start + end + 1;
        var line = end < 0 ? rest : rest[..end];
        return line is [.., (byte)'\r'] ? line[..^1] : line;
    }

    /// <summary>Whether it is the line that an mbox puts before a mail.</summary>
    internal static bool IsFromLine(ReadOnlySpan<byte> line) => line.StartsWith("From "u8) || line.StartsWith(">From "u8);

    /// <summary>Which field it is; the comparison ignores case.</summary>
    internal static HeaderName NameOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when Is(name, "to"u8) => HeaderName.To,
        2 when Is(name, "cc"u8) => HeaderName.Cc,
        3 when Is(name, "bcc"u8) => HeaderName.Bcc,
        4 when Is(name, "from"u8) => HeaderName.From,
        4 when Is(name, "date"u8) => HeaderName.Date,
        6 when Is(name, "sender"u8) => HeaderName.Sender,
        7 when Is(name, "subject"u8) => HeaderName.Subject,
        10 when Is(name, "message-id"u8) => HeaderName.MessageId,
        10 when Is(name, "references"u8) => HeaderName.References,
        11 when Is(name, "in-reply-to"u8) => HeaderName.InReplyTo,
        12 when Is(name, "content-type"u8) => HeaderName.ContentType,
        16 when Is(name, "content-location"u8) => HeaderName.Location,
        19 when Is(name, "content-description"u8) => HeaderName.Description,
        19 when Is(name, "content-disposition"u8) => HeaderName.Disposition,
        25 when Is(name, "content-transfer-encoding"u8) => HeaderName.TransferEncoding,
        _ => HeaderName.Other,
    };

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> lower) => Ascii.EqualsIgnoreCase(name, lower);

    private void Read(ReadOnlySpan<byte> bytes)
    {
        var name = HeaderName.Other;
        int start = 0, position = 0;
        while (position < bytes.Length)
        {
            var line = LineAt(bytes, position, out var next);
            if (line.IsEmpty)
            {
                BodyStart = next;
                return;
            }

            if (line[0] is (byte)' ' or (byte)'\t' && Count > 0)
            {
                if (line.Trim(" \t"u8).IsEmpty && !Continues(bytes, next))
                {
                    BodyStart = next;
                    return;
                }

                Extend(name, start, position + line.Length);
            }
            else if (IsField(line, out var colon))
            {
                Count++;
                name = NameOf(line[..colon].TrimEnd(" \t"u8));
                start = position + colon + 1;
                Add(name, start, position + line.Length - start);
            }
            else if (KnownFieldFollows(bytes, next))
                (name, HasJunk) = (HeaderName.Other, HasJunk || Count > 0 || !IsFromLine(line));
            else if (Count > 0 || !IsFromLine(line))
            {
                BodyStart = position;
                return;
            }

            position = next;
        }

        BodyStart = bytes.Length;
    }

    private void Add(HeaderName name, int start, int length)
    {
        if (name == HeaderName.Other)
            return;
        KnownCount++;
        if (values[(int)name].Length == 0)
            values[(int)name] = (start, length);
        else if (name is HeaderName.To or HeaderName.Cc && (repeated ??= []).Count < 1000)
            repeated.Add((name, start, length));
    }

    private void Extend(HeaderName name, int start, int end)
    {
        if (name == HeaderName.Other)
            return;
        if (values[(int)name].Start == start)
            values[(int)name] = (start, end - start);
        else if (repeated is [.., var last] && last.Name == name && last.Start == start)
            repeated[^1] = (name, start, end - start);
    }

    private static bool Continues(ReadOnlySpan<byte> bytes, int next)
    {
        if (next >= bytes.Length)
            return false;
        var line = LineAt(bytes, next, out _);
        return !line.IsEmpty && (line[0] is (byte)' ' or (byte)'\t' || IsField(line, out _));
    }

    /// <summary>Whether a field that mails have stands before the next blank line: then a line that is no field is junk, else the body began without a blank line.</summary>
    private static bool KnownFieldFollows(ReadOnlySpan<byte> bytes, int position)
    {
        for (var i = 0; i < 20 && position < bytes.Length; i++)
        {
            var line = LineAt(bytes, position, out position);
            if (line.IsEmpty)
                return false;
            if (IsField(line, out var colon) && NameOf(line[..colon].TrimEnd(" \t"u8)) != HeaderName.Other)
                return true;
        }

        return false;
    }
}
