using System.Buffers.Binary;
using System.Text;

namespace Lector.Hosts.Tests.Formats.Outlook;

/// <summary>Writes compound files ([MS-CFB], version 3) for tests: everything below 4,096 bytes in the mini stream, siblings in one chain.</summary>
internal sealed class CompoundFileWriter
{
    private const uint End = 0xFFFFFFFE, Free = 0xFFFFFFFF;
    private readonly List<(string Name, byte Type, byte[] Data, List<int> Children)> entries = [("Root Entry", 5, [], [])];

    /// <summary>Adds a storage; 0 is the root.</summary>
    public int Storage(int parent, string name) => Add(parent, name, 1, []);

    /// <summary>Adds a stream.</summary>
    public CompoundFileWriter Stream(int parent, string name, byte[] data)
    {
        Add(parent, name, 2, data);
        return this;
    }

    public byte[] Write()
    {
        List<uint> fat = [], miniFat = [];
        List<byte> sectors = [], mini = [];
        var starts = entries.Select(entry => entry.Type != 2 || entry.Data.Length == 0 ? End
            : entry.Data.Length < 4096 ? Put(entry.Data, mini, miniFat, 64) : Put(entry.Data, sectors, fat, 512)).ToArray();
        starts[0] = mini.Count == 0 ? End : Put([.. mini], sectors, fat, 512);
        var miniFatStart = miniFat.Count == 0 ? End : Put([.. miniFat.SelectMany(BitConverter.GetBytes)], sectors, fat, 512, 0xFF);
        var directory = new byte[(entries.Count + 3) / 4 * 512];
        for (var i = 0; i < entries.Count; i++)
            Entry(directory.AsSpan(i * 128, 128), i, starts[i], i == 0 ? mini.Count : entries[i].Data.Length);
        var directoryStart = Put(directory, sectors, fat, 512);
        var fatSectors = (fat.Count + 127) / 127;
        var fatStart = (uint)fat.Count;
        for (var i = 0; i < fatSectors; i++)
            fat.Add(0xFFFFFFFD);
        var table = Enumerable.Repeat((byte)0xFF, fatSectors * 512).ToArray();
        Buffer.BlockCopy(fat.SelectMany(BitConverter.GetBytes).ToArray(), 0, table, 0, fat.Count * 4);

        var header = new byte[512];
        new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 }.CopyTo(header, 0);
        (header[24], header[26], header[28], header[29], header[30], header[32]) = (0x3E, 3, 0xFE, 0xFF, 9, 6);
        foreach (var (at, value) in new[] { (44, (uint)fatSectors), (48, directoryStart), (56, 4096u), (60, miniFatStart), (64, (uint)(miniFat.Count + 127) / 128), (68, End) })
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(at), value);
        for (var i = 0; i < 109; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(76 + (i * 4)), i < fatSectors ? fatStart + (uint)i : Free);
        return [.. header, .. sectors, .. table];
    }

    private int Add(int parent, string name, byte type, byte[] data)
    {
        entries.Add((name, type, data, []));
        entries[parent].Children.Add(entries.Count - 1);
        return entries.Count - 1;
    }

    private static uint Put(byte[] data, List<byte> sectors, List<uint> fat, int size, byte fill = 0)
    {
        var start = (uint)fat.Count;
        for (var at = 0; at < data.Length; at += size)
        {
            var piece = data[at..Math.Min(data.Length, at + size)];
            sectors.AddRange(piece);
            sectors.AddRange(Enumerable.Repeat(fill, size - piece.Length));
            fat.Add(at + size < data.Length ? (uint)fat.Count + 1 : End);
        }

        return start;
    }

    private void Entry(Span<byte> at, int index, uint start, int size)
    {
        var (name, type, _, children) = entries[index];
        Encoding.Unicode.GetBytes(name, at);
        BinaryPrimitives.WriteUInt16LittleEndian(at[64..], (ushort)((name.Length + 1) * 2));
        (at[66], at[67]) = (type, 1);
        var siblings = entries.Select(entry => entry.Children).FirstOrDefault(list => list.Contains(index));
        var next = siblings is null ? -1 : siblings.IndexOf(index) + 1;
        BinaryPrimitives.WriteUInt32LittleEndian(at[68..], Free);
        BinaryPrimitives.WriteUInt32LittleEndian(at[72..], siblings is not null && next < siblings.Count ? (uint)siblings[next] : Free);
        BinaryPrimitives.WriteUInt32LittleEndian(at[76..], children.Count > 0 ? (uint)children[0] : Free);
        BinaryPrimitives.WriteUInt32LittleEndian(at[116..], start);
        BinaryPrimitives.WriteUInt32LittleEndian(at[120..], (uint)size);
    }
}
