using System.Collections.Concurrent;
using System.Text;

namespace Lector.Formats.Mail;

/// <summary>Text won from bytes.</summary>
/// <param name="Text">Never null; line ends as they stood.</param>
/// <param name="Charset">The charset that was used, IANA name.</param>
/// <param name="Note">What a person should know, where the bytes were not what the mail says.</param>
internal readonly record struct DecodedText(string Text, string Charset, string? Note);

/// <summary>Decodes bytes whose charset is stated, misstated or missing. Labels follow the WHATWG Encoding Standard where it differs from IANA, for mailers do too.</summary>
internal static class Charsets
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private static readonly ConcurrentDictionary<string, Encoding> Known = new(StringComparer.Ordinal);

    /// <summary>Windows-1252: every byte has a meaning, so it never fails.</summary>
    public static Encoding Western { get; } = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>Decodes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="declared">The charset that they are said to be in, or null.</param>
    public static DecodedText Decode(ReadOnlySpan<byte> bytes, string? declared)
    {
        var name = Canonical(declared);
        if (bytes.StartsWith("\uFEFF"u8))
            return FromUtf8(bytes[3..], "utf-8");
        if (bytes.Length >= 2 && bytes[0] == 0xFF && bytes[1] == 0xFE)
            return new(Encoding.Unicode.GetString(bytes[2..]), "utf-16le", null);
        if (bytes.Length >= 2 && bytes[0] == 0xFE && bytes[1] == 0xFF)
            return new(Encoding.BigEndianUnicode.GetString(bytes[2..]), "utf-16be", null);
        if (name is null or "us-ascii")
            return Unstated(bytes, name);
        if (name == "utf-8")
            return FromUtf8(bytes, name);
        if (name == "utf-7")
            return new(Utf7.Decode(bytes), name, null);
        return Find(name) is { } encoding
            ? new(encoding.GetString(bytes), encoding.WebName, null)
            : Unknown(bytes, name);
    }

    /// <summary>Decodes by a Windows code page number.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="codePage">Such as 1252, 65001; 0 when not stated.</param>
    public static DecodedText Decode(ReadOnlySpan<byte> bytes, int codePage) => codePage switch
    {
        0 => Decode(bytes, null),
        65001 => Decode(bytes, "utf-8"),
        65000 => Decode(bytes, "utf-7"),
        1200 => new(Encoding.Unicode.GetString(bytes), "utf-16le", null),
        20127 => Decode(bytes, "us-ascii"),
        28591 => Decode(bytes, "windows-1252"),
        _ => Find($"cp{codePage}") is { } encoding ? new(encoding.GetString(bytes), encoding.WebName, null) : Unknown(bytes, $"cp{codePage}"),
    };

    /// <summary>UTF-8 with its signature, so that whoever reads the bytes takes nothing in them for another charset.</summary>
    public static byte[] ToUtf8(string text) => [.. "\uFEFF"u8, .. Utf8.GetBytes(text)];

    /// <summary>The encoding of a charset label, or null when nobody here knows it.</summary>
    public static Encoding? Find(string name)
    {
        if (Known.TryGetValue(name, out var known))
            return known;
        var found = name switch
        {
            "utf-8" => Utf8,
            "utf-16" or "utf-16le" or "ucs-2" or "unicode" => Encoding.Unicode,
            "utf-16be" => Encoding.BigEndianUnicode,
            "utf-32" or "utf-32le" => Encoding.UTF32,
            "us-ascii" or "iso-8859-1" => Western,
            _ => name.StartsWith("cp", StringComparison.Ordinal) && int.TryParse(name.AsSpan(2), out var page) && page is > 0 and < 65536
                ? CodePage(page)
                : CodePagesEncodingProvider.Instance.GetEncoding(name),
        };
        if (found is not null)
            Known.TryAdd(name, found);
        return found;
    }

    private static Encoding? CodePage(int page)
    {
        try
        {
            return page is 28591 or 20127 ? Western : CodePagesEncodingProvider.Instance.GetEncoding(page);
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>One spelling for the many labels of a charset; null when there is none.</summary>
    private static string? Canonical(string? label)
    {
        if (label is null)
            return null;
        var name = label.AsSpan().Trim(" \t\"'<>;").ToString().ToLowerInvariant();
        if (name.StartsWith("x-", StringComparison.Ordinal) && name is not ("x-user-defined" or "x-unknown") && !name.StartsWith("x-mac", StringComparison.Ordinal))
            name = name[2..];
        return name switch
        {
            "" or "default" or "none" or "unknown" or "unknown-8bit" or "x-unknown" or "8bit" or "binary" => null,
            "ascii" or "us" or "us_ascii" or "usascii" or "ansi_x3.4-1968" or "ansi_x3.110-1983" or "iso646-us" or "iso-ir-6" or "646" or "7bit" or "cp367" or "plain" => "us-ascii",
            "utf8" or "utf_8" or "utf-8n" or "unicode-1-1-utf-8" or "unicode-2-0-utf-8" or "cp65001" or "65001" or "utf8mb4" => "utf-8",
            "unicode-1-1-utf-7" or "unicode-2-0-utf-7" or "utf7" or "cp65000" => "utf-7",
            "iso-8859-1" or "iso8859-1" or "iso8859_1" or "iso_8859-1" or "iso88591" or "iso-88591" or "8859-1" or "latin1" or "latin-1" or "l1" or "iso-latin-1" or "iso_8859-1:1987" or "cp819" or "ansi" or "windows-1252" or "windows1252" or "win-1252" or "cp-1252" or "1252" => "windows-1252",
            "ks_c_5601-1987" or "ks_c_5601" or "ksc5601" or "euc-kr" or "korean" or "cp949" or "windows-949" or "uhc" => "cp949",
            "gb2312" or "gbk" or "gb_2312-80" or "gb2312-80" or "euc-cn" or "cp936" or "chinese" => "gb18030",
            "shift-jis" or "shift_jis" or "sjis" or "ms_kanji" or "windows-31j" or "cp932" or "ms932" => "cp932",
            "eucjp" or "ujis" => "euc-jp",
            "iso-2022-jp-1" or "iso-2022-jp-2" or "iso-2022-jp-ms" or "cp50220" or "cp50221" => "iso-2022-jp",
            "big5-hkscs" or "big5hkscs" or "big-5" or "cn-big5" => "big5",
            "iso-8859-8-i" or "iso-8859-8-e" => "iso-8859-8",
            "iso-8859-11" or "tis-620" or "windows-874" => "cp874",
            "macintosh" or "mac" or "mac-roman" or "macroman" or "x-mac-roman" => "macintosh",
            "koi8r" or "koi8" => "koi8-r",
            _ when name.StartsWith("iso8859-", StringComparison.Ordinal) => "iso-8859-" + name["iso8859-".Length..],
            _ when name.StartsWith("iso_8859-", StringComparison.Ordinal) => "iso-8859-" + name["iso_8859-".Length..].Split(':')[0],
            _ when name.StartsWith("windows-", StringComparison.Ordinal) => "cp" + name["windows-".Length..],
            _ when name.StartsWith("win-", StringComparison.Ordinal) => "cp" + name["win-".Length..],
            _ when name.StartsWith("cp-", StringComparison.Ordinal) => "cp" + name["cp-".Length..],
            _ when name.StartsWith("ibm", StringComparison.Ordinal) && name.Length > 3 && char.IsAsciiDigit(name[3]) => "cp" + name[3..],
            _ => name,
        };
    }

    private static DecodedText Unstated(ReadOnlySpan<byte> bytes, string? stated)
    {
        if (Ascii.IsValid(bytes))
        {
            return bytes.IndexOf("\e$"u8) is var escape && escape >= 0 && escape + 2 < bytes.Length && bytes[escape + 2] is (byte)'B' or (byte)'@' && Find("iso-2022-jp") is { } japanese
                ? new(japanese.GetString(bytes), "iso-2022-jp", "no charset stated, read as iso-2022-jp")
                : new(Encoding.ASCII.GetString(bytes), "us-ascii", null);
        }

        var why = stated is null ? "no charset stated" : "stated as us-ascii, which it is not";
        return System.Text.Unicode.Utf8.IsValid(bytes)
            ? new(Utf8.GetString(bytes), "utf-8", $"{why}, read as utf-8")
            : new(Western.GetString(bytes), "windows-1252", $"{why}, read as windows-1252");
    }

    private static DecodedText Unknown(ReadOnlySpan<byte> bytes, string name)
    {
        var shown = new string([.. name.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '+').Take(40)]);
        if (Ascii.IsValid(bytes))
            return new(Encoding.ASCII.GetString(bytes), "us-ascii", $"unknown charset \"{shown}\", read as us-ascii");
        return System.Text.Unicode.Utf8.IsValid(bytes)
            ? new(Utf8.GetString(bytes), "utf-8", $"unknown charset \"{shown}\", read as utf-8")
            : new(Western.GetString(bytes), "windows-1252", $"unknown charset \"{shown}\", read as windows-1252");
    }

    private static DecodedText FromUtf8(ReadOnlySpan<byte> bytes, string name)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
            return new(Utf8.GetString(bytes), name, null);

        // One broken character in a long text is a fault on the way; none that is right means that the label is wrong.
        var text = Utf8.GetString(bytes);
        int broken = 0, right = 0;
        foreach (var c in text)
        {
            if (c == '\uFFFD')
                broken++;
            else if (c >= '\u0080' && !char.IsLowSurrogate(c))
                right++;
        }

        return right >= broken
            ? new(text, name, $"{broken:N0} broken character{(broken == 1 ? "" : "s")} in utf-8")
            : new(Western.GetString(bytes), "windows-1252", "stated as utf-8, which it is not, read as windows-1252");
    }
}
