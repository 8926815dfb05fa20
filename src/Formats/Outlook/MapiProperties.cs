using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Lector.Formats.Mail;

namespace Lector.Formats.Outlook;

/// <summary>The properties of a message, recipient or attachment in a .msg file ([MS-OXMSG] 2.1, 2.4; types in [MS-OXCDATA] 2.11).</summary>
internal sealed class MapiProperties
{
    private readonly CompoundFile file;
    private readonly CompoundFile.Storage storage;
    private readonly Dictionary<uint, ulong> fixedValues = [];

    /// <summary>Reads the properties of a storage.</summary>
    /// <param name="file">The file.</param>
    /// <param name="storage">Where they are.</param>
    /// <param name="headerSize">Bytes before the first property: 32 for a message, 24 for one inside another, 8 for recipients and attachments.</param>
    public MapiProperties(CompoundFile file, CompoundFile.Storage storage, int headerSize)
    {
        (this.file, this.storage) = (file, storage);
        var table = file.Read(storage, "__properties_version1.0").Span;
        for (var at = headerSize; at + 16 <= table.Length; at += 16)
            fixedValues.TryAdd(BinaryPrimitives.ReadUInt32LittleEndian(table[at..]), BinaryPrimitives.ReadUInt64LittleEndian(table[(at + 8)..]));
    }

    /// <summary>Code page of 8-bit strings; 0 when the message does not say.</summary>
    public int CodePage { get; set; }

    /// <summary>Where the properties are.</summary>
    public CompoundFile.Storage Storage => storage;

    /// <summary>A string property, of either string type; null when there is none or it is blank.</summary>
    /// <param name="id">Property id, 16 bits.</param>
    public string? Text(int id) => RawText(id) is { } text && Lines.Normalize(text).Trim() is { Length: > 0 } trimmed ? trimmed : null;

    /// <summary>A string property as stored, white space included; null when there is none.</summary>
    public string? RawText(int id) => DecodedText(id)?.Text;

    /// <summary>A string property with what was used to decode it; null when there is none.</summary>
    public DecodedText? DecodedText(int id)
    {
        if (Stream(id, 0x001F) is { } unicode)
            return new(Encoding.Unicode.GetString(unicode.Span[..(unicode.Length & ~1)]).TrimEnd('\0'), "utf-16le", null);
        if (Stream(id, 0x001E) is not { } narrow)
            return null;
        var decoded = Charsets.Decode(narrow.Span.TrimEnd((byte)0), CodePage);
        return decoded;
    }

    /// <summary>A binary property; null when there is none.</summary>
    public ReadOnlyMemory<byte>? Binary(int id) => Stream(id, 0x0102);

    /// <summary>An integer property; null when there is none.</summary>
    public int? Integer(int id) => fixedValues.TryGetValue(Tag(id, 0x0003), out var value) ? (int)value : null;

    /// <summary>A point in time (UTC); null when there is none or it is outside the years 1900 to 9998.</summary>
    public DateTimeOffset? Time(int id)
    {
        if (!fixedValues.TryGetValue(Tag(id, 0x0040), out var ticks) || ticks > 3_000_000_000_000_000_000)
            return null;
        var time = DateTimeOffset.FromFileTime((long)ticks).ToUniversalTime();
        return time.Year is >= 1900 and <= 9998 ? time : null;
    }

    /// <summary>The storage of an object property; null when there is none.</summary>
    public CompoundFile.Storage? Object(int id) =>
        storage.Children.TryGetValue(StreamName(id, 0x000D), out var entry) ? entry.Inside : null;

    private static uint Tag(int id, int type) => ((uint)id << 16) | (uint)type;

    private static string StreamName(int id, int type) => string.Create(CultureInfo.InvariantCulture, $"__substg1.0_{id:X4}{type:X4}");

    private ReadOnlyMemory<byte>? Stream(int id, int type) =>
        storage.Children.TryGetValue(StreamName(id, type), out var entry) && entry.Inside is null ? file.Read(entry) : default(ReadOnlyMemory<byte>?);   // A bare null would be an empty value.
}
