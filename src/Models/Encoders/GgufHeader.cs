using System.Buffers.Binary;
using System.Text;
using Lector.Core;

namespace Lector.Models.Encoders;

/// <summary>What stands before the numbers in a GGUF file: the named values and the table of tensors.</summary>
/// <param name="Values">Texts (<c>string</c>), lists of texts (<c>string[]</c>), whole numbers (<c>long</c>), reals (<c>double</c>), flags (<c>bool</c>); lists of numbers are skipped, for no BERT model needs them.</param>
/// <param name="Tensors">The tensors; those of a type that Lector reads lie inside the file.</param>
internal sealed record GgufHeader(IReadOnlyDictionary<string, object> Values, IReadOnlyDictionary<string, GgufTensor> Tensors)
{
    /// <summary>Reads a header.</summary>
    /// <param name="stream">Seekable, at its beginning.</param>
    /// <param name="name">What messages call the file.</param>
    /// <exception cref="UserErrorException">The file is broken, or is no GGUF file of version 3.</exception>
    public static GgufHeader Read(Stream stream, string name)
    {
        var reader = new Cursor(stream, name);
        if (stream.Length < 24 || reader.UInt32() != 0x46554747)
            throw new UserErrorException($"{name} is no GGUF file.");
        var version = reader.UInt32();
        if (version != 3)
            throw new UserErrorException(version == 3 << 24
                ? $"{name} is a GGUF file for big-endian machines, which Lector does not read."
                : $"{name} is a GGUF file of version {version}; Lector reads version 3.");
        var tensorCount = reader.Count(32);
        var valueCount = reader.Count(13);

        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        for (var i = 0; i < valueCount; i++)
        {
            var key = reader.Text();
            if (!values.TryAdd(key, reader.Value(reader.UInt32(), inList: false)))
                throw reader.Broken("a value is named twice");
        }

        var alignment = values.GetValueOrDefault("general.alignment") as long? ?? 32;
        if (alignment is < 1 or > 1 << 20 || (alignment & (alignment - 1)) != 0)
            throw reader.Broken("its alignment is no power of two");
        var tensors = new GgufTensor[tensorCount];
        for (var i = 0; i < tensors.Length; i++)
            tensors[i] = reader.Tensor();

        var begin = (reader.Position + alignment - 1) / alignment * alignment;
        var table = new Dictionary<string, GgufTensor>(StringComparer.Ordinal);
        foreach (var tensor in tensors)
        {
            if (tensor.Offset < 0 || tensor.Offset > stream.Length - begin || tensor.Offset % alignment != 0)
                throw reader.Broken("a tensor lies outside it");
            var placed = tensor with { Offset = begin + tensor.Offset };
            if (Enum.IsDefined(placed.Type))
            {
                if (placed.Type == GgufTensorType.Q8_0 && placed.Shape[0] % 32 != 0)
                    throw reader.Broken("a Q8_0 tensor is not made of blocks of 32");
                if (GgufFile.Size(placed.Type, placed.Count) > stream.Length - placed.Offset)
                    throw reader.Broken("it ends before its last tensor, so its download was cut");
            }

            if (!table.TryAdd(placed.Name, placed))
                throw reader.Broken("a tensor is named twice");
        }

        return new GgufHeader(values, table);
    }

    private sealed class Cursor(Stream stream, string name)
    {
        private const long MaxHeader = 256 << 20;
        private readonly byte[] word = new byte[8];

        public long Position { get; private set; }

        // No count in the file is believed before the bytes that it claims are there.
        private long Left => Math.Min(stream.Length, MaxHeader) - Position;

        public UserErrorException Broken(string what) => new($"{name} is a broken GGUF file: {what}.");

        public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

        public int Count(int leastBytesEach)
        {
            var count = BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));
            return count <= (ulong)Math.Max(0, Left / leastBytesEach) ? (int)count : throw Broken("it counts more entries than it has room for");
        }

        public string Text()
        {
            var length = Count(1);
            var bytes = length <= word.Length ? Bytes(length) : Fill(new byte[length]);
            return Encoding.UTF8.GetString(bytes);
        }

        public object Value(uint type, bool inList) => type switch
        {
            0 => (long)Bytes(1)[0],
            1 => (long)(sbyte)Bytes(1)[0],
            2 => (long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2)),
            3 => (long)BinaryPrimitives.ReadInt16LittleEndian(Bytes(2)),
            4 => (long)BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)),
            5 => (long)BinaryPrimitives.ReadInt32LittleEndian(Bytes(4)),
            6 => (double)BinaryPrimitives.ReadSingleLittleEndian(Bytes(4)),
            7 => Bytes(1)[0] != 0,
            8 => Text(),
            9 when !inList => List(),
            10 => (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8)), long.MaxValue),
            11 => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8)),
            12 => BinaryPrimitives.ReadDoubleLittleEndian(Bytes(8)),
            _ => throw Broken("it holds a value of an unknown type"),
        };

        public GgufTensor Tensor()
        {
            var name = Text();
            var dimensions = UInt32();
            if (dimensions is < 1 or > 4)
                throw Broken("a tensor has no dimension, or more than four");
            var shape = new long[dimensions];
            var count = 1L;
            for (var i = 0; i < shape.Length; i++)
            {
                shape[i] = BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));
                // Up to 2^40 numbers, no size in bytes overflows.
                if (shape[i] < 1 || shape[i] > (1L << 40) / count)
                    throw Broken("a tensor's dimensions are impossible");
                count *= shape[i];
            }

            var type = (GgufTensorType)UInt32();
            return new GgufTensor(name, shape, type, BinaryPrimitives.ReadInt64LittleEndian(Bytes(8)));
        }

        private object List()
        {
            var type = UInt32();
            var width = type switch { 0 or 1 or 7 => 1, 2 or 3 => 2, 4 or 5 or 6 => 4, 8 or 10 or 11 or 12 => 8, _ => throw Broken("it holds a list of an unknown type") };
            var count = Count(width);
            if (type == 8)
            {
                var texts = new string[count];
                for (var i = 0; i < count; i++)
                    texts[i] = Text();
                return texts;
            }

            var skipped = (long)count * width;
            Position += skipped;
            stream.Seek(skipped, SeekOrigin.Current);
            return Array.Empty<long>();
        }

        private ReadOnlySpan<byte> Bytes(int count) => Fill(word.AsSpan(0, count));

        private ReadOnlySpan<byte> Fill(Span<byte> bytes)
        {
            if (bytes.Length > Left)
                throw Broken("it ends in the middle of its header, so its download was cut");
            stream.ReadExactly(bytes);
            Position += bytes.Length;
            return bytes;
        }
    }
}
