using System.Text;

namespace Lector.Formats.Mail;

/// <summary>Cuts the body of a multipart at its boundary (RFC 2046, 5.1.1).</summary>
/// <param name="Parts">Ranges of the body, line end before the delimiter excluded.</param>
/// <param name="Preamble">What stands before the first part.</param>
/// <param name="Epilogue">What stands after the last one.</param>
/// <param name="IsClosed">Whether the closing delimiter was there: a mail that was cut off lacks it.</param>
internal readonly record struct Multipart(IReadOnlyList<Range> Parts, Range Preamble, Range Epilogue, bool IsClosed)
{
    /// <summary>Cuts.</summary>
    /// <param name="body">Everything after the header of the multipart.</param>
    /// <param name="boundary">As stated; null or wrong ones are guessed from the body.</param>
    /// <param name="most">Most parts that are told apart; the rest is one range.</param>
    public static Multipart Cut(ReadOnlySpan<byte> body, string? boundary, int most)
    {
        if (!string.IsNullOrEmpty(boundary))
        {
            var cut = CutAt(body, Encoding.UTF8.GetBytes("--" + boundary), most);
            if (cut.Parts.Count == 0 && !cut.IsClosed && boundary.TrimEnd() is var trimmed && trimmed.Length > 0 && trimmed != boundary)
                cut = CutAt(body, Encoding.UTF8.GetBytes("--" + trimmed), most);
            if (cut.Parts.Count > 0 || cut.IsClosed)
                return cut;
        }

        return Guess(body) is { Length: > 2 } guessed
            ? CutAt(body, guessed, most)
            : new([], ..body.Length, body.Length.., false);
    }

    private static Multipart CutAt(ReadOnlySpan<byte> body, ReadOnlySpan<byte> delimiter, int most)
    {
        var parts = new List<Range>();
        Range preamble = ..body.Length, epilogue = body.Length..;
        var start = -1;         // Where the open part begins.
        var after = -1;         // Where the text after a closing delimiter begins.
        var seen = false;
        var position = 0;
        while (position < body.Length)
        {
            // Line by line: a search for the delimiter itself takes quadratic time on a hostile boundary.
            var at = position;
            if (at > 0 || !body.StartsWith("--"u8))
            {
                var offset = body[at..].IndexOf("\n--"u8);
                if (offset < 0)
                    break;
                at += offset + 1;
            }

            position = at + 2;
            if (!body[at..].StartsWith(delimiter) || !IsDelimiter(body[(at + delimiter.Length)..], out var closing, out var length))
                continue;
            position = at + delimiter.Length;

            position += length;
            var before = WithoutLineEnd(body, at);
            if (!seen)
                preamble = ..before;
            else if (start >= 0)
                parts.Add(start..Math.Max(start, before));
            seen = true;
            start = closing ? -1 : position;
            // A mail inside that shares the boundary closes it too early: what looks like further parts is.
            after = closing ? position : -1;
            if (position > 0 && body[position - 1] == '\n')
                position--;     // The next line may be a delimiter too.
            if (parts.Count >= most)
            {
                epilogue = at..;
                return new(parts, preamble, epilogue, false);
            }
        }

        if (start >= 0)
            parts.Add(start..body.Length);
        if (after >= 0)
            epilogue = after..;
        return new(parts, preamble, epilogue, after >= 0);
    }

    /// <summary>Whether what follows the boundary ends the line, perhaps after two dashes and blanks.</summary>
    private static bool IsDelimiter(ReadOnlySpan<byte> rest, out bool closing, out int length)
    {
        closing = rest.StartsWith("--"u8);
        var line = MimeHeader.LineAt(rest, 0, out length);
        return (closing ? line[2..] : line).Trim(" \t"u8).IsEmpty;
    }

    private static int WithoutLineEnd(ReadOnlySpan<byte> body, int at)
    {
        if (at > 0 && body[at - 1] == '\n')
            at--;
        return at > 0 && body[at - 1] == '\r' ? at - 1 : at;
    }

    /// <summary>The first line of two dashes and more that a Content- field follows: a boundary, whatever the header says.</summary>
    private static byte[] Guess(ReadOnlySpan<byte> body)
    {
        var position = 0;
        for (var lines = 0; lines < 1000 && position < body.Length; lines++)
        {
            var line = MimeHeader.LineAt(body, position, out position).TrimEnd(" \t"u8);
            if (!line.StartsWith("--"u8) || line.Length is < 3 or > 1000)
                continue;
            var next = MimeHeader.LineAt(body, position, out _);
            if (next.Length > 8 && Ascii.EqualsIgnoreCase(next[..8], "content-"u8))
                return line.ToArray();
        }

        return [];
    }
}
