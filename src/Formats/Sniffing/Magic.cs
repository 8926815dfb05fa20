namespace Lector.Formats.Sniffing;

/// <summary>Formats that Lector knows by their first bytes and does not read, with what a person can do.</summary>
internal static class Magic
{
    private const string Picture = "a picture: run OCR on it and add the text that it finds";
    private const string Sound = "a sound or film: add a transcript";
    private const string Program = "not a document Lector reads (a program)";

    private static readonly (int Offset, byte[] Bytes, string Reason)[] Known =
    [
        (0, "{\\rtf"u8.ToArray(), "rich text (.rtf), which Lector does not read: save it as .docx or PDF"),
        (0, "!BDN"u8.ToArray(), "an Outlook data file (.pst or .ost): export its mails as .eml, .msg or .mbox and add those"),
        (0, [0x78, 0x9F, 0x3E, 0x22], "an Outlook TNEF wrapper (winmail.dat): open it in Outlook and save what it holds, or ask the sender for plain MIME mail"),
        (0, [0x89, 0x50, 0x4E, 0x47], Picture), (0, [0xFF, 0xD8, 0xFF], Picture), (0, "GIF8"u8.ToArray(), Picture), (0, "II*\0"u8.ToArray(), Picture),
        (0, "MM\0*"u8.ToArray(), Picture), (8, "WEBP"u8.ToArray(), Picture), (4, "ftypheic"u8.ToArray(), Picture), (4, "ftypmif1"u8.ToArray(), Picture),
        (4, "ftypavif"u8.ToArray(), Picture), (0, "8BPS"u8.ToArray(), Picture), (0, [0, 0, 1, 0, 1], Picture), (0, [0xD7, 0xCD, 0xC6, 0x9A], Picture),
        (40, " EMF"u8.ToArray(), Picture), (0, "AT&TFORM"u8.ToArray(), "a DjVu scan: save it as PDF with a text layer"),
        (4, "ftyp"u8.ToArray(), Sound), (0, "ID3"u8.ToArray(), Sound), (0, [0xFF, 0xFB], Sound), (0, "OggS"u8.ToArray(), Sound), (0, "fLaC"u8.ToArray(), Sound),
        (0, "RIFF"u8.ToArray(), Sound), (0, "#!AMR"u8.ToArray(), Sound), (0, [0x1A, 0x45, 0xDF, 0xA3], Sound), (0, [0x30, 0x26, 0xB2, 0x75], Sound), (0, [0, 0, 1, 0xBA], Sound),
        (0, [0x7F, 0x45, 0x4C, 0x46], Program), (0, [0xCA, 0xFE, 0xBA, 0xBE], Program), (0, [0xCF, 0xFA, 0xED, 0xFE], Program), (0, "\0asm"u8.ToArray(), Program),
        (0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], Archive("7z")), (0, "Rar!"u8.ToArray(), Archive("RAR")),
        (0, [0x1F, 0x8B], Archive("gzip")), (0, "BZh"u8.ToArray(), Archive("bzip2")), (0, [0xFD, 0x37, 0x7A, 0x58, 0x5A], Archive("xz")),
        (0, [0x28, 0xB5, 0x2F, 0xFD], Archive("zstd")), (257, "ustar"u8.ToArray(), Archive("tar")), (0, "MSCF"u8.ToArray(), Archive("cabinet")),
        (0, "SQLite format 3\0"u8.ToArray(), "a database: export what matters as .csv or text"),
        (4, "Standard Jet DB"u8.ToArray(), "an Access database: export what matters as .csv or text"), (4, "Standard ACE DB"u8.ToArray(), "an Access database: export what matters as .csv or text"),
        (0, "%!PS"u8.ToArray(), "PostScript: save it as PDF"), (0, [0xC5, 0xD0, 0xD3, 0xC6], "PostScript: save it as PDF"),
        (0, [0xFF, 0x57, 0x50, 0x43], "a WordPerfect document: save it as .docx or PDF"), (0, [0xE4, 0x52, 0x5C, 0x7B], "a OneNote notebook: export it as PDF"),
        (0, "AC10"u8.ToArray(), "a drawing (.dwg): export it as PDF with text"), (0, [0, 5, 0x16, 7], "a by-product of macOS (resource fork), not a document"),
        (0, [0, 0, 0, 1, 0x42, 0x75, 0x64, 0x31], "a by-product of macOS (.DS_Store), not a document"),
        (0, [0xCF, 0xAD, 0x12, 0xFE], "an Outlook Express mailbox (.dbx): export its mails as .eml and add those"),
        (0, "-----BEGIN PGP MESSAGE"u8.ToArray(), "encrypted (PGP): decrypt it and add the result"),
    ];

    /// <summary>Why a file with this beginning is not read, or null when it is none of the known.</summary>
    public static string? Refusal(ReadOnlySpan<byte> head)
    {
        foreach (var (offset, bytes, reason) in Known)
            if (head.Length >= offset + bytes.Length && head.Slice(offset, bytes.Length).SequenceEqual(bytes))
                return reason;
        return IsWindowsProgram(head) ? Program : null;
    }

    // "MZ" alone may begin a text.
    private static bool IsWindowsProgram(ReadOnlySpan<byte> head) => head.StartsWith("MZ"u8) && head.Length > 64 && head[2..64].Contains((byte)0);

    private static string Archive(string kind) => $"a {kind} archive, which Lector does not open: unpack it and add the files";
}
