using System.Text;
using System.Text.Unicode;

namespace Lector.Formats.Text;

/// <summary>Finds the character set of a text file and decodes it.</summary>
/// <remarks>In this order: byte order mark; valid UTF-8; UTF-16 shown by its zero bytes; the set that the file states; Japanese shown by its kana; else windows-1252, which any bytes are.</remarks>
internal static class TextDecoding
{
    static TextDecoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Whether the bytes are text of some kind: few control characters, and zero bytes only as UTF-16 has them.</summary>
    /// <param name="head">The beginning of the file.</param>
    public static bool LooksLikeText(ReadOnlySpan<byte> head)
    {
        if (ByteOrderMark(head) is not null || ZeroBytePattern(head) is not null)
            return true;
        var controls = 0;
        foreach (var b in head)
            if (b < 0x20 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f' or 0x0B or 0x1A or 0x1B))
                controls++;
        return controls * 200 <= head.Length;
    }

    /// <summary>Decodes a whole file.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="stated">The character set that the file or its carrier states, or null.</param>
    public static DecodedText Decode(ReadOnlySpan<byte> bytes, string? stated = null)
    {
        if (ByteOrderMark(bytes) is var (marked, length))
            return Finish(marked, bytes[length..], null);
        if (ZeroBytePattern(bytes[..Math.Min(bytes.Length, 4096)]) is { } utf16)
            return Finish(utf16, bytes, $"no byte order mark, read as {utf16.WebName}");
        return Utf8.IsValid(bytes) ? Finish(Encoding.UTF8, bytes, null)
            : Stated(stated) is { } encoding ? Finish(encoding, bytes, null)
            : Japanese(bytes) is { } japanese ? Finish(japanese, bytes, $"the character set is not stated, read as {japanese.WebName}")
            : Finish(Encoding.GetEncoding(1252), bytes, stated is null
                ? "the character set is not stated and it is not UTF-8, read as windows-1252"
                : $"unknown charset \"{Shown(stated)}\", read as windows-1252");
    }

    /// <summary>The encoding of that IANA name, or null when it is unknown.</summary>
    public static Encoding? Stated(string? name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 40)
            return null;
        try
        {
            var encoding = Encoding.GetEncoding(name.Trim());
            return encoding.CodePage == 28591 ? Encoding.GetEncoding(1252) : encoding;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Every line end as <c>\n</c>.</summary>
    public static string Lines(string text) => text.Contains('\r') ? text.Replace("\r\n", "\n").Replace('\r', '\n') : text;

    private static DecodedText Finish(Encoding encoding, ReadOnlySpan<byte> bytes, string? note) => new(Lines(encoding.GetString(bytes)), encoding.WebName, note);

    private static (Encoding Encoding, int Length)? ByteOrderMark(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
        [0xFF, 0xFE, 0, 0, ..] => (Encoding.UTF32, 4),
        [0, 0, 0xFE, 0xFF, ..] => (new UTF32Encoding(true, false), 4),
        [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
        [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
        _ => null,
    };

    // Text in a Latin script has a zero in nearly every second byte of UTF-16 and none in the others.
    private static Encoding? ZeroBytePattern(ReadOnlySpan<byte> head)
    {
        if (head.Length < 4)
            return null;
        int even = 0, odd = 0;
        for (var i = 0; i + 1 < head.Length; i += 2)
        {
            even += head[i] == 0 ? 1 : 0;
            odd += head[i + 1] == 0 ? 1 : 0;
        }
        var pairs = head.Length / 2;
        return odd * 10 >= pairs * 4 && even * 50 <= pairs ? Encoding.Unicode
            : even * 10 >= pairs * 4 && odd * 50 <= pairs ? Encoding.BigEndianUnicode
            : null;
    }

    // Kana are frequent in any Japanese text, and by chance their byte pairs are rare in text of another set.
    private static Encoding? Japanese(ReadOnlySpan<byte> bytes)
    {
        var head = bytes[..Math.Min(bytes.Length, 65_536)];
        foreach (var name in (string[])["shift_jis", "euc-jp"])
        {
            var encoding = Encoding.GetEncoding(name);
            int foreign = 0, kana = 0, broken = 0;
            foreach (var c in encoding.GetString(head))
            {
                foreign += c >= 0x80 ? 1 : 0;
                kana += c is >= '\u3041' and <= '\u30FE' ? 1 : 0;
                broken += c is '\uFFFD' or '\u30FB' ? 1 : 0;
            }
            if (kana >= 4 && kana * 5 >= foreign && broken <= 1 + foreign / 100)
                return encoding;
        }
        return null;
    }

    private static string Shown(string name) => new([.. name.Take(40).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '?')]);
}
