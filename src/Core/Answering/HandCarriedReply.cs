using System.Text;

namespace Lector.Core.Answering;

/// <summary>A reply that a person carried by hand from some chat window into a file: the JSON answer itself, or an answer in a fence or in prose.</summary>
public static class HandCarriedReply
{
    /// <summary>The largest file, in bytes; a larger one is refused unread.</summary>
    public const int MostBytes = 1024 * 1024;

    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
    private static readonly Encoding LittleEndian = new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true);
    private static readonly Encoding BigEndian = new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true);

    /// <summary>Reads the file's bytes: UTF-8 with or without a byte order mark, or UTF-16 with one (what Windows' Notepad saves).</summary>
    /// <param name="file">All bytes of the file.</param>
    public static ReplyReading Read(ReadOnlySpan<byte> file)
    {
        if (file.Length > MostBytes)
            return new ReplyReading.Unusable(ReplyFault.TooMuch);
        try
        {
            return ReplyText.Read(file switch
            {
                [0xFF, 0xFE, ..] => LittleEndian.GetString(file[2..]),
                [0xFE, 0xFF, ..] => BigEndian.GetString(file[2..]),
                _ => StrictUtf8.GetString(file),
            });
        }
        catch (DecoderFallbackException)
        {
            return new ReplyReading.Unusable(ReplyFault.NotText);
        }
    }
}
