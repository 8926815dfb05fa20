using System.Text;

namespace Lector.Formats.Mail;

/// <summary>The text of a header field: unfolding (RFC 5322, 2.2.3), 8-bit characters (RFC 6532 and older habits), encoded words (RFC 2047, RFC 2231 section 5).</summary>
internal static class HeaderText
{
    /// <summary>The value on one line, encoded words left as they are.</summary>
    public static string Unfold(ReadOnlySpan<byte> raw)
    {
        raw = raw.Trim(" \t\r\n"u8);
        var text = Ascii.IsValid(raw) && raw.IndexOf((byte)'\e') < 0 ? Encoding.ASCII.GetString(raw) : Charsets.Decode(raw, null).Text;
        return text.AsSpan().IndexOfAnyInRange('\0', '\u001F') < 0 ? text : Lines.OnOne(text);
    }

    /// <summary>Decodes the encoded words of an unfolded value. What is no encoded word stays as it is.</summary>
    /// <remarks>Adjacent words of one charset are joined before they are decoded, since mailers cut characters in two; they are also found inside quotes and without space around them.</remarks>
    public static string Decode(string value)
    {
        if (!value.Contains("=?", StringComparison.Ordinal))
            return value;
        var text = new StringBuilder(value.Length);
        var pending = new List<byte>();
        string? charset = null;
        var position = 0;
        while (position < value.Length)
        {
            var begin = value.IndexOf("=?", position, StringComparison.Ordinal);
            if (begin < 0)
                break;
            if (!Word.TryParse(value, begin, out var word))
            {
                Flush();
                text.Append(value, position, begin + 2 - position);
                position = begin + 2;
                continue;
            }

            var between = value.AsSpan(position, begin - position);
            if (charset is null || !between.IsWhiteSpace())
            {
                Flush();
                text.Append(between);
            }
            else if (!charset.Equals(word.Charset, StringComparison.OrdinalIgnoreCase))
                Flush();

            charset = word.Charset;
            pending.AddRange(word.Bytes);
            position = word.End;
        }

        Flush();
        text.Append(value, position, value.Length - position);
        return text.ToString().IndexOfAny(['\r', '\n', '\t', '\0']) < 0 ? text.ToString() : Lines.OnOne(text.ToString());

        void Flush()
        {
            if (charset is not null)
                text.Append(Charsets.Decode(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(pending), charset).Text);
            pending.Clear();
            charset = null;
        }
    }

    /// <summary>One encoded word.</summary>
    private readonly record struct Word(string Charset, byte[] Bytes, int End)
    {
        private const int LongestWord = 10_000;

        public static bool TryParse(string value, int begin, out Word word)
        {
            word = default;
            var afterCharset = value.IndexOf('?', begin + 2);
            if (afterCharset < 0 || afterCharset - begin > 64 || afterCharset + 2 >= value.Length || value[afterCharset + 2] != '?')
                return false;
            var kind = char.ToUpperInvariant(value[afterCharset + 1]);
            var start = afterCharset + 3;
            var end = value.IndexOf("?=", start, Math.Min(LongestWord, value.Length - start), StringComparison.Ordinal);
            if (end < 0 || kind is not ('Q' or 'B'))
                return false;
            var charset = value[(begin + 2)..afterCharset];
            if (charset.IndexOf('*') is > 0 and var language)
                charset = charset[..language];
            var payload = value.AsSpan(start, end - start);
            word = new(charset, kind == 'Q' ? QuotedWord(payload) : TransferEncoding.Base64(Encoding.Latin1.GetBytes(payload.ToString()), out _), end + 2);
            return true;
        }

        private static byte[] QuotedWord(ReadOnlySpan<char> payload)
        {
            var bytes = new List<byte>(payload.Length);
            for (var i = 0; i < payload.Length; i++)
            {
                if (payload[i] == '=' && i + 2 < payload.Length && char.IsAsciiHexDigit(payload[i + 1]) && char.IsAsciiHexDigit(payload[i + 2]))
                {
                    bytes.Add(byte.Parse(payload.Slice(i + 1, 2), System.Globalization.NumberStyles.HexNumber));
                    i += 2;
                }
                else if (payload[i] < 0x80)
                    bytes.Add(payload[i] == '_' ? (byte)' ' : (byte)payload[i]);
                else
                    bytes.AddRange(Encoding.UTF8.GetBytes(payload[i].ToString()));
            }

            return [.. bytes];
        }
    }
}
