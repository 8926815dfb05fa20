using System.Buffers;

namespace Lector.Formats.Mail;

/// <summary>Content transfer encodings (RFC 2045, section 6), read as tolerantly as mail needs.</summary>
internal static class TransferEncoding
{
    /// <summary>Bytes won from an encoded body.</summary>
    /// <param name="Content">The decoded bytes.</param>
    /// <param name="Tail">What stood after the end of the encoded data and is none, such as a list's footer; else empty.</param>
    /// <param name="Note">What a person should know.</param>
    internal readonly record struct Decoded(ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Tail, string? Note);

    /// <summary>Decodes a body.</summary>
    /// <param name="body">The bytes as they stand in the mail.</param>
    /// <param name="stated">Value of Content-Transfer-Encoding, unfolded; null when there is none.</param>
    public static Decoded Decode(ReadOnlyMemory<byte> body, string? stated)
    {
        var name = Token(stated);
        switch (name)
        {
            case "" or "7bit" or "8bit" or "binary" or "7-bit" or "8-bit" or "none":
                return new(body, default, null);
            case "base64" or "b64" or "base-64" or "x-base64":
                var content = Base64(body.Span, out var end);
                return new(content, body[end..], null);
            case "quoted-printable" or "quotedprintable" or "quoted_printable" or "qp":
                return new(QuotedPrintable(body.Span), default, null);
            case "x-uuencode" or "uuencode" or "x-uue" or "uue":
                return EncodedBlocks.Uu(body.Span, 0) is { } block
                    ? new(block.Content, default, null)
                    : new(body, default, "the uuencoded part is broken and stands as it came");
            default:
                return new(body, default, "a part has an unknown transfer encoding and stands as it came");
        }
    }

    /// <summary>Base64 with everything that is not in its alphabet passed over, data after padding included.</summary>
    /// <param name="encoded">The encoded bytes.</param>
    /// <param name="end">Where the encoded data ends: after its padding when lines follow there that cannot be base64, else the end.</param>
    public static byte[] Base64(ReadOnlySpan<byte> encoded, out int end)
    {
        end = encoded.Length;
        var buffer = new byte[Base64Length(encoded.Length)];
        if (System.Buffers.Text.Base64.DecodeFromUtf8(encoded, buffer, out _, out var written) == OperationStatus.Done)
            return written == buffer.Length ? buffer : buffer[..written];

        written = 0;
        int bits = 0, count = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            var value = Sextet(encoded[i]);
            if (value >= 0)
            {
                bits = (bits << 6) | value;
                if (++count < 4)
                    continue;
                buffer[written++] = (byte)(bits >> 16);
                buffer[written++] = (byte)(bits >> 8);
                buffer[written++] = (byte)bits;
                bits = count = 0;
            }
            else if (encoded[i] == '=' && count > 1)
            {
                written += Rest(buffer.AsSpan(written), bits, count);
                bits = count = 0;
                while (i + 1 < encoded.Length && encoded[i + 1] == '=')
                    i++;
                if (!LooksEncoded(encoded[(i + 1)..]))
                {
                    end = i + 1;
                    break;
                }
            }
        }

        written += Rest(buffer.AsSpan(written), bits, count);
        return buffer[..written];
    }

    /// <summary>Quoted-printable: soft breaks with blanks before them, lower-case digits and lone equals signs are taken as they are meant.</summary>
    public static ReadOnlyMemory<byte> QuotedPrintable(ReadOnlySpan<byte> encoded)
    {
        var decoded = new byte[encoded.Length];
        var written = 0;
        while (true)
        {
            var plain = encoded.IndexOf((byte)'=');
            if (plain < 0)
                plain = encoded.Length;
            encoded[..plain].CopyTo(decoded.AsSpan(written));
            written += plain;
            if (plain == encoded.Length)
                break;
            encoded = encoded[(plain + 1)..];
            if (encoded.Length >= 2 && HexValue(encoded[0]) is >= 0 and var high && HexValue(encoded[1]) is >= 0 and var low)
            {
                decoded[written++] = (byte)((high << 4) | low);
                encoded = encoded[2..];
                continue;
            }

            var blank = 0;
            while (blank < encoded.Length && encoded[blank] is (byte)' ' or (byte)'\t')
                blank++;
            if (blank == encoded.Length)
                break;
            if (encoded[blank] == '\n')
                encoded = encoded[(blank + 1)..];
            else if (encoded[blank] == '\r')
                encoded = encoded[Math.Min(encoded.Length, blank + (blank + 1 < encoded.Length && encoded[blank + 1] == '\n' ? 2 : 1))..];
            else
                decoded[written++] = (byte)'=';
        }

        return decoded.AsMemory(0, written);
    }

    private static string Token(string? stated)
    {
        if (stated is null)
            return "";
        var value = stated.AsSpan().Trim(" \t\"'").ToString().ToLowerInvariant();
        var cut = value.AsSpan().IndexOfAny(" \t;(\"");
        return cut < 0 ? value : value[..cut];
    }

    private static int Base64Length(int encoded) => checked((int)(encoded / 4L * 3 + 6));

    private static int Rest(Span<byte> target, int bits, int count)
    {
        if (count < 2)
            return 0;
        bits <<= 6 * (4 - count);
        target[0] = (byte)(bits >> 16);
        if (count == 3)
            target[1] = (byte)(bits >> 8);
        return count - 1;
    }

    /// <summary>Whether the next line that is not blank could be base64: no blank inside, nothing but its alphabet.</summary>
    private static bool LooksEncoded(ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart(" \t\r\n"u8);
        var line = MimeHeader.LineAt(rest, 0, out _).TrimEnd(" \t"u8);
        foreach (var b in line)
        {
            if (Sextet(b) < 0 && b != '=')
                return false;
        }

        return true;
    }

    private static int Sextet(byte b) => (char)b switch
    {
        >= 'A' and <= 'Z' => b - 'A',
        >= 'a' and <= 'z' => b - 'a' + 26,
        >= '0' and <= '9' => b - '0' + 52,
        '+' => 62,
        '/' => 63,
        _ => -1,
    };

    private static int HexValue(byte b) => (char)b switch
    {
        >= '0' and <= '9' => b - '0',
        >= 'A' and <= 'F' => b - 'A' + 10,
        >= 'a' and <= 'f' => b - 'a' + 10,
        _ => -1,
    };
}
