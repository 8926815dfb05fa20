namespace Lector.Formats.Outlook;

/// <summary>Windows code pages of languages, for messages that state a language but no code page.</summary>
internal static class CodePages
{
    /// <summary>The ANSI code page of a locale ([MS-LCID]); 0 when it has none or is not known.</summary>
    public static int OfLocale(int locale) => locale switch
    {
        0x0404 or 0x0C04 or 0x1404 => 950,
        0x0804 or 0x1004 => 936,
        0x081A or 0x181A or 0x1C1A => 1250,
        0x0C1A or 0x201A => 1251,
        _ => (locale & 0x3FF) switch
        {
            0x11 => 932,
            0x12 => 949,
            0x04 => 936,
            0x1E => 874,
            0x05 or 0x0E or 0x15 or 0x18 or 0x1A or 0x1B or 0x1C or 0x24 => 1250,
            0x02 or 0x19 or 0x22 or 0x23 or 0x2F or 0x3F or 0x40 => 1251,
            0x08 => 1253,
            0x1F or 0x2C or 0x43 => 1254,
            0x0D => 1255,
            0x01 or 0x20 or 0x29 => 1256,
            0x25 or 0x26 or 0x27 => 1257,
            0x2A => 1258,
            0x03 or 0x06 or 0x07 or 0x09 or 0x0A or 0x0B or 0x0C or 0x0F or 0x10 or 0x13 or 0x14 or 0x16 or 0x1D or 0x21 or 0x2D or 0x36 or 0x38 or 0x3E => 1252,
            _ => 0,
        },
    };
}
