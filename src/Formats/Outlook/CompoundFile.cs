using System.Buffers.Binary;
using System.Text;

namespace Lector.Formats.Outlook;

/// <summary>Reads the compound file binary format ([MS-CFB] versions 3 and 4): a file system of storages and streams in one file.</summary>
/// <remarks>Every chain is bounded by the sectors that the file has, and each sector counts once, so that loops and invented sizes end; what a broken chain still yields is returned.</remarks>
internal sealed class CompoundFile
{
    private const uint EndOfChain = 0xFFFFFFFE;
    private const uint NoStream = 0xFFFFFFFF;
    private const int LargestDirectory = 200_000;

    private static readonly byte[] Signature = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    private readonly ReadOnlyMemory<byte> file;
    private readonly int sectorShift;
    private readonly int miniShift;
    private readonly uint miniCutoff;
    private readonly uint[] fat;
    private uint[] miniFat = [];
    private ReadOnlyMemory<byte> miniStream;
    private long budget;

    private CompoundFile(ReadOnlyMemory<byte> file, int sectorShift, int miniShift, uint miniCutoff, uint[] fat)
    {
        (this.file, this.sectorShift, this.miniShift, this.miniCutoff, this.fat) = (file, sectorShift, miniShift, miniCutoff, fat);
        // A hostile directory names one chain many times; an honest file is read once or twice.
        budget = 8L * file.Length + (1 << 20);
    }

    /// <summary>The storage that holds all others.</summary>
    public Storage Root { get; private set; } = new("", []);

    /// <summary>Whether a chain broke off, or a size was not what the chain held.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>A directory of named streams and storages.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Children">Each name once, ignoring case.</param>
    internal sealed record Storage(string Name, Dictionary<string, Entry> Children);

    /// <summary>A stream, or a storage where <paramref name="Inside"/> is not null.</summary>
    internal sealed record Entry(string Name, uint Start, ulong Size, Storage? Inside);

    /// <summary>Whether the bytes begin like a compound file.</summary>
    public static bool HasSignature(ReadOnlySpan<byte> head) => head.StartsWith(Signature);

    /// <summary>Opens a file.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="defect">Why it cannot be opened, in words that end a sentence beginning with "unreadable:"; null when it can.</param>
    public static CompoundFile? Open(ReadOnlyMemory<byte> file, out string? defect)
    {
        var head = file.Span;
        if (!HasSignature(head))
            return Refuse("it is no compound file", out defect);
        if (head.Length < 512)
            return Refuse("the compound file ends within its header", out defect);
        int version = U16(head, 26), shift = U16(head, 30), mini = U16(head, 32);
        if (shift is not (9 or 12) || mini is < 4 or > 9)
            return Refuse($"the compound file states a sector size that does not exist (version {version})", out defect);

        var read = new CompoundFile(file, shift, mini, Math.Min(U32(head, 56), 1 << 16), ReadFat(file, shift));
        if (read.fat.Length == 0)
            return Refuse("the compound file has no allocation table", out defect);
        var directory = read.Chain(U32(head, 48), ulong.MaxValue);
        if (directory.Length < 128)
            return Refuse("the compound file has no directory", out defect);
        read.ReadDirectory(directory.Span, U32(head, 60));
        defect = null;
        return read;
    }

    /// <summary>The bytes of a stream; what its chain holds where that is less than its size says.</summary>
    public ReadOnlyMemory<byte> Read(Entry entry)
    {
        if (entry.Inside is not null || entry.Size == 0)
            return default;
        var bytes = entry.Size < miniCutoff ? MiniChain(entry.Start, entry.Size) : Chain(entry.Start, entry.Size);
        IsDamaged |= (ulong)bytes.Length < entry.Size;
        return bytes;
    }

    /// <summary>The bytes of a named stream of a storage; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Read(Storage storage, string name) =>
        storage.Children.TryGetValue(name, out var entry) ? Read(entry) : default;

    private static CompoundFile? Refuse(string why, out string defect)
    {
        defect = why;
        return null;
    }

    private static uint[] ReadFat(ReadOnlyMemory<byte> file, int shift)
    {
        var bytes = file.Span;
        var size = 1 << shift;
        var sectors = (file.Length + size - 1) / size;
        var perSector = size / 4;
        var places = new List<uint>();
        for (var i = 0; i < 109; i++)
            AddPlace(U32(bytes, 76 + (i * 4)));
        var next = U32(bytes, 68);
        for (var seen = 0; next < EndOfChain - 3 && seen <= sectors / perSector + 1; seen++)
        {
            var at = ((long)next + 1) << shift;
            if (at + size > bytes.Length)
                break;
            for (var i = 0; i < perSector - 1; i++)
                AddPlace(U32(bytes, (int)at + (i * 4)));
            next = U32(bytes, (int)at + size - 4);
        }

        var fat = new uint[Math.Min(places.Count * (long)perSector, sectors)];
        var filled = 0;
        foreach (var place in places)
        {
            var at = ((long)place + 1) << shift;
            for (var i = 0; i < perSector && filled < fat.Length; i++, filled++)
                fat[filled] = at + (i * 4) + 4 <= bytes.Length ? U32(bytes, (int)at + (i * 4)) : NoStream;
        }

        return fat;

        void AddPlace(uint sector)
        {
            if (sector < EndOfChain - 3 && sector < sectors && places.Count <= sectors / perSector)
                places.Add(sector);
        }
    }

    private void ReadDirectory(ReadOnlySpan<byte> directory, uint miniFatStart)
    {
        var count = Math.Min(directory.Length / 128, LargestDirectory);
        var root = EntryAt(directory, 0, out _);
        miniStream = Chain(root.Start, Math.Min(root.Size, int.MaxValue));
        var table = Chain(miniFatStart, ulong.MaxValue).Span;
        miniFat = new uint[table.Length / 4];
        for (var i = 0; i < miniFat.Length; i++)
            miniFat[i] = U32(table, i * 4);

        // The red-black tree of each storage only orders it: walked as a graph, each entry once, so that loops end.
        Root = new("", new(StringComparer.OrdinalIgnoreCase));
        var seen = new bool[count];
        seen[0] = true;
        var waiting = new Stack<(uint Index, Storage Parent)>();
        waiting.Push((ChildOf(directory, 0), Root));
        while (waiting.TryPop(out var item))
        {
            if (item.Index >= count || seen[item.Index])
                continue;
            seen[item.Index] = true;
            var index = (int)item.Index;
            var entry = EntryAt(directory, index, out var type);
            waiting.Push((U32(directory, (index * 128) + 68), item.Parent));
            waiting.Push((U32(directory, (index * 128) + 72), item.Parent));
            if (type is not (1 or 2) || entry.Name.Length == 0)
                continue;
            if (type == 1)
            {
                var storage = new Storage(entry.Name, new(StringComparer.OrdinalIgnoreCase));
                entry = entry with { Inside = storage };
                waiting.Push((ChildOf(directory, index), storage));
            }

            item.Parent.Children.TryAdd(entry.Name, entry);
        }
    }

    private static uint ChildOf(ReadOnlySpan<byte> directory, int index) => U32(directory, (index * 128) + 76);

    private Entry EntryAt(ReadOnlySpan<byte> directory, int index, out byte type)
    {
        var at = directory.Slice(index * 128, 128);
        type = at[66];
        var length = Math.Clamp(U16(at, 64) - 2, 0, 62);
        var size = BinaryPrimitives.ReadUInt64LittleEndian(at[120..]);
        // Version 3 leaves the upper half of the size undefined.
        return new(Encoding.Unicode.GetString(at[..(length & ~1)]), U32(at, 116), sectorShift == 9 ? size & 0xFFFFFFFF : size, null);
    }

    private ReadOnlyMemory<byte> Chain(uint start, ulong size)
    {
        var sector = 1 << sectorShift;
        var most = (ulong)file.Length;
        var wanted = Math.Min(Math.Min(size, most), (ulong)Math.Max(0, budget));
        if (start >= fat.Length)
            return default;
        var bytes = new byte[size == ulong.MaxValue ? Count(start) * sector : (int)wanted];
        var written = 0;
        for (var steps = 0; start < fat.Length && written < bytes.Length && steps <= fat.Length; steps++)
        {
            var at = ((long)start + 1) << sectorShift;
            if (at >= file.Length || budget <= 0)
                break;
            var take = (int)Math.Min(Math.Min(sector, bytes.Length - written), file.Length - at);
            file.Span.Slice((int)at, take).CopyTo(bytes.AsSpan(written));
            written += take;
            budget -= take;
            start = fat[start];
        }

        return bytes.AsMemory(0, written);
    }

    private int Count(uint start)
    {
        var steps = 0;
        for (; start < fat.Length && steps < fat.Length; steps++)
            start = fat[start];
        return Math.Min(steps, (file.Length >> sectorShift) + 1);
    }

    private ReadOnlyMemory<byte> MiniChain(uint start, ulong size)
    {
        var sector = 1 << miniShift;
        if (start >= miniFat.Length || budget <= 0)
            return default;
        var bytes = new byte[(int)size];
        var written = 0;
        for (var steps = 0; start < miniFat.Length && written < bytes.Length && steps <= miniFat.Length; steps++)
        {
            var at = (long)start << miniShift;
            if (at >= miniStream.Length || budget <= 0)
                break;
            var take = (int)Math.Min(Math.Min(sector, bytes.Length - written), miniStream.Length - at);
            miniStream.Span.Slice((int)at, take).CopyTo(bytes.AsSpan(written));
            written += take;
            budget -= take;
            start = miniFat[start];
        }

        return bytes.AsMemory(0, written);
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
