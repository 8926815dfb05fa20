using System.Buffers.Binary;

namespace Lector.Formats.Outlook;

/// <summary>Compressed RTF ([MS-OXRTFCP]): LZFu with its fixed dictionary, or stored as it is.</summary>
internal static class CompressedRtf
{
    private const uint Compressed = 0x75465A4C;     // "LZFu"
    private const uint Stored = 0x414C454D;         // "MELA"
    private const int LargestRtf = 256 * 1024 * 1024;

    private static readonly byte[] Dictionary =
        [.. "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"u8];

    /// <summary>Decompresses.</summary>
    /// <param name="packed">Value of PR_RTF_COMPRESSED.</param>
    /// <param name="note">What a person should know, such as a checksum that is wrong; null when all is well.</param>
    /// <returns>The RTF, as far as it could be read; empty when there is none.</returns>
    public static byte[] Decompress(ReadOnlySpan<byte> packed, out string? note)
    {
        note = null;
        if (packed.Length < 16)
        {
            note = packed.IsEmpty ? null : "the compressed rich text is cut off";
            return [];
        }

        var rawSize = BinaryPrimitives.ReadUInt32LittleEndian(packed[4..]);
        var kind = BinaryPrimitives.ReadUInt32LittleEndian(packed[8..]);
        var body = packed[16..];
        if (kind == Stored)
            return body[..(int)Math.Min(rawSize, (uint)body.Length)].ToArray();
        if (kind != Compressed)
        {
            note = "the compressed rich text has an unknown format";
            return [];
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(packed[12..]) != Crc(packed.Slice(16, (int)Math.Clamp(BinaryPrimitives.ReadUInt32LittleEndian(packed) - 12L, 0, body.Length))))
            note = "the checksum of the compressed rich text is wrong";
        return Unpack(body, rawSize, ref note);
    }

    private static byte[] Unpack(ReadOnlySpan<byte> body, uint rawSize, ref string? note)
    {
        // A reference of two bytes yields at most 17: the stated size is only trusted below that.
        var most = (int)Math.Min(Math.Min(rawSize, LargestRtf), body.Length * 9L + 16);
        var raw = new byte[most];
        var window = new byte[4096];
        Dictionary.CopyTo(window, 0);
        int at = Dictionary.Length, written = 0, position = 0;
        while (position < body.Length)
        {
            var control = body[position++];
            for (var bit = 0; bit < 8; bit++)
            {
                if ((control & (1 << bit)) == 0)
                {
                    if (position >= body.Length || written == raw.Length)
                        return Finish(raw, written, rawSize, ref note);
                    raw[written++] = window[at] = body[position++];
                    at = (at + 1) & 4095;
                    continue;
                }

                if (position + 1 >= body.Length)
                    return Finish(raw, written, rawSize, ref note);
                var reference = (body[position] << 8) | body[position + 1];
                position += 2;
                var from = reference >> 4;
                if (from == at)
                    return Finish(raw, written, rawSize, ref note);
                for (var left = (reference & 15) + 2; left > 0 && written < raw.Length; left--)
                {
                    raw[written++] = window[at] = window[from];
                    at = (at + 1) & 4095;
                    from = (from + 1) & 4095;
                }
            }
        }

        return Finish(raw, written, rawSize, ref note);
    }

    private static byte[] Finish(byte[] raw, int written, uint rawSize, ref string? note)
    {
        if (written < rawSize)
            note ??= "the compressed rich text is cut off";
        return written == raw.Length ? raw : raw[..written];
    }

    /// <summary>CRC-32 with the reflected polynomial, but without the inversions before and after.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0u;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return crc;
    }
}
