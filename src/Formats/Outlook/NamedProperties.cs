using System.Buffers.Binary;

namespace Lector.Formats.Outlook;

/// <summary>Which ids a message gives to the named properties that it uses ([MS-OXMSG] 2.2.3): appointments, tasks and contacts keep their facts there.</summary>
internal sealed class NamedProperties
{
    /// <summary>PSETID_Appointment.</summary>
    public static readonly Guid Appointment = new("00062002-0000-0000-C000-000000000046");

    /// <summary>PSETID_Task.</summary>
    public static readonly Guid Task = new("00062003-0000-0000-C000-000000000046");

    /// <summary>PSETID_Address.</summary>
    public static readonly Guid Address = new("00062004-0000-0000-C000-000000000046");

    private const int LargestTable = 8 * 4096;
    private readonly Dictionary<(Guid Set, uint Id), int> ids = [];

    /// <summary>Reads the mapping; it stands once in a file, for the messages inside too.</summary>
    public NamedProperties(CompoundFile file)
    {
        if (!file.Root.Children.TryGetValue("__nameid_version1.0", out var entry) || entry.Inside is not { } storage)
            return;
        var sets = file.Read(storage, "__substg1.0_00020102").Span;
        var entries = file.Read(storage, "__substg1.0_00030102").Span;
        for (var at = 0; at + 8 <= Math.Min(entries.Length, LargestTable); at += 8)
        {
            var kind = BinaryPrimitives.ReadUInt16LittleEndian(entries[(at + 4)..]);
            var isString = (kind & 1) == 1;
            var set = ((kind >> 1) - 3) * 16;   // 1 and 2 stand for sets that are not listed.
            if (!isString && set >= 0 && set + 16 <= sets.Length)
                ids.TryAdd((new Guid(sets.Slice(set, 16)), BinaryPrimitives.ReadUInt32LittleEndian(entries[at..])), 0x8000 + BinaryPrimitives.ReadUInt16LittleEndian(entries[(at + 6)..]));
        }
    }

    /// <summary>The property id of a named property, or -1 when the file does not use it.</summary>
    /// <param name="set">Property set.</param>
    /// <param name="id">Long id within it.</param>
    public int Of(Guid set, uint id) => ids.GetValueOrDefault((set, id), -1);
}
