using System.Text;

namespace Lector.Formats.Mail;

/// <summary>UTF-7 (RFC 2152), which the framework no longer decodes. Old mails hold it; a page in a browser it is not.</summary>
internal static class Utf7
{
    /// <summary>Decodes; bytes that are no UTF-7 stand for themselves.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != '+')
            {
                text.Append((char)bytes[i]);
                continue;
            }

            if (i + 1 < bytes.Length && bytes[i + 1] == '-')
            {
                text.Append('+');
                i++;
                continue;
            }

            int bits = 0, count = 0;
            for (; i + 1 < bytes.Length && Sextet(bytes[i + 1]) is >= 0 and var value; i++)
            {
                bits = (bits << 6) | value;
                count += 6;
                if (count < 16)
                    continue;
                count -= 16;
                text.Append((char)((bits >> count) & 0xFFFF));
                bits &= (1 << count) - 1;
            }

            if (i + 1 < bytes.Length && bytes[i + 1] == '-')
                i++;
        }

        return text.ToString();
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
}
