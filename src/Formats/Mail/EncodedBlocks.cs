using System.Text;

namespace Lector.Formats.Mail;

/// <summary>Files inside a text body, from before MIME: uuencode (POSIX) and yEnc 1.3.</summary>
internal static class EncodedBlocks
{
    /// <summary>A file found in a body.</summary>
    /// <param name="Name">As the block names it.</param>
    /// <param name="Content">Decoded bytes.</param>
    /// <param name="Start">First byte of the block in the body, inclusive.</param>
    /// <param name="End">Last byte, exclusive.</param>
    internal readonly record struct Block(string Name, ReadOnlyMemory<byte> Content, int Start, int End);

    /// <summary>Takes the files out of a body.</summary>
    /// <param name="body">Text as bytes, transfer encoding removed.</param>
    /// <param name="found">Receives the files.</param>
    /// <returns>The body without them; the body itself when there is none. A block that is broken stays text.</returns>
    public static ReadOnlyMemory<byte> TakeOut(ReadOnlyMemory<byte> body, List<Block> found)
    {
        var before = found.Count;
        var span = body.Span;
        if (span.IndexOf("begin "u8) >= 0)
            Find(span, "begin "u8, UuAt, found);
        if (span.IndexOf("=ybegin "u8) >= 0)
            Find(span, "=ybegin "u8, Yenc, found);
        if (found.Count == before)
            return body;

        var rest = new MemoryStream(body.Length);
        var position = 0;
        foreach (var block in found.Skip(before).OrderBy(block => block.Start))
        {
            if (block.Start < position)
                continue;
            rest.Write(span[position..block.Start]);
            position = block.End;
        }

        rest.Write(span[position..]);
        return rest.ToArray();
    }

    /// <summary>Reads the first uuencoded file at or after a place; null when there is none that is whole.</summary>
    public static Block? Uu(ReadOnlySpan<byte> bytes, int from)
    {
        while (from < bytes.Length)
        {
            var line = MimeHeader.LineAt(bytes, from, out var next);
            if (UuAt(bytes, from, out _) is { } block)
                return block;
            if (line.StartsWith("begin "u8))
                return null;
            from = next;
        }

        return null;
    }

    private static Block? UuAt(ReadOnlySpan<byte> bytes, int at, out int failedAt)
    {
        var line = MimeHeader.LineAt(bytes, at, out var next);
        failedAt = next;
        return line.StartsWith("begin "u8) && line.Length > 10 && line[6..].IndexOf((byte)' ') is 3 or 4 && line[6..9].IndexOfAnyExceptInRange((byte)'0', (byte)'7') < 0
            ? UuData(bytes, at, next, Encoding.Latin1.GetString(line[(line[6..].IndexOf((byte)' ') + 7)..]).Trim(), out failedAt)
            : null;
    }

    /// <summary>Reads the block that may begin at a place; where there is none, <paramref name="failedAt"/> is where that showed: no block before it can be whole.</summary>
    private delegate Block? Reader(ReadOnlySpan<byte> bytes, int at, out int failedAt);

    private static void Find(ReadOnlySpan<byte> span, ReadOnlySpan<byte> opening, Reader read, List<Block> found)
    {
        var position = 0;
        while (position < span.Length && span[position..].IndexOf(opening) is >= 0 and var offset && found.Count < 1000)
        {
            var at = position + offset;
            position = at + opening.Length;
            if (at > 0 && span[at - 1] is not ((byte)'\n' or (byte)'\r'))
                continue;
            if (read(span, at, out var failedAt) is { } block)
            {
                found.Add(block);
                position = block.End;
            }
            else
                position = Math.Max(position, failedAt);
        }
    }

    private static Block? UuData(ReadOnlySpan<byte> bytes, int start, int position, string name, out int failedAt)
    {
        var content = new MemoryStream();
        Span<byte> quad = stackalloc byte[4];
        while (position < bytes.Length)
        {
            failedAt = position;
            var line = MimeHeader.LineAt(bytes, position, out position);
            if (line.TrimEnd(" "u8).SequenceEqual("end"u8))
                return content.Length > 0 ? new(name, content.ToArray(), start, position) : null;
            var length = line.IsEmpty ? 0 : (line[0] - 32) & 63;
            // Blanks at the end of a line are zeros that some host cut off; a character too many is a checksum.
            if (!line.IsEmpty && (line[0] is < 32 or > 96 || line.Length - 1 > (length + 2) / 3 * 4 + 2 || line.Length - 1 < length))
                return null;
            for (int i = 1, left = length; left > 0; i += 4, left -= 3)
            {
                for (var k = 0; k < 4; k++)
                    quad[k] = i + k < line.Length ? (byte)((line[i + k] - 32) & 63) : (byte)0;
                content.WriteByte((byte)((quad[0] << 2) | (quad[1] >> 4)));
                if (left > 1)
                    content.WriteByte((byte)((quad[1] << 4) | (quad[2] >> 2)));
                if (left > 2)
                    content.WriteByte((byte)((quad[2] << 6) | quad[3]));
            }
        }

        failedAt = bytes.Length;
        return null;
    }

    private static Block? Yenc(ReadOnlySpan<byte> bytes, int start, out int failedAt)
    {
        failedAt = bytes.Length;
        var opening = MimeHeader.LineAt(bytes, start, out var position);
        var name = opening.IndexOf(" name="u8) is >= 0 and var at ? Encoding.Latin1.GetString(opening[(at + 6)..]).Trim() : "file";
        var content = new MemoryStream();
        while (position < bytes.Length)
        {
            var line = MimeHeader.LineAt(bytes, position, out position);
            if (line.StartsWith("=ypart "u8))
                continue;
            if (line.StartsWith("=yend "u8))
                return new(name, content.ToArray(), start, position);
            for (var i = 0; i < line.Length; i++)
            {
                var escaped = line[i] == '=' && i + 1 < line.Length;
                content.WriteByte(escaped ? (byte)(line[++i] - 64 - 42) : (byte)(line[i] - 42));
            }
        }

        return null;
    }
}
