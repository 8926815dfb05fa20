using System.Text;

namespace Lector.Hosts.Tests.Models.Encoders;

/// <summary>Writes GGUF files of version 3 for tests.</summary>
internal sealed class GgufBuilder
{
    private readonly List<(string Key, object Value)> values = [];
    private readonly List<(string Name, long[] Shape, int Type, byte[] Bytes)> tensors = [];

    public uint Version { get; init; } = 3;

    public GgufBuilder Set(string key, object value)
    {
        values.RemoveAll(v => v.Key == key);
        values.Add((key, value));
        return this;
    }

    public GgufBuilder Remove(string tensor)
    {
        tensors.RemoveAll(t => t.Name == tensor);
        return this;
    }

    public GgufBuilder Raw(string name, int type, byte[] bytes, params long[] shape)
    {
        Remove(name);
        tensors.Add((name, shape, type, bytes));
        return this;
    }

    public GgufBuilder F32(string name, float[] numbers, params long[] shape) => Raw(name, 0, [.. numbers.SelectMany(BitConverter.GetBytes)], shape);

    public GgufBuilder F16(string name, float[] numbers, params long[] shape) => Raw(name, 1, [.. numbers.SelectMany(n => BitConverter.GetBytes((Half)n))], shape);

    /// <summary>Writes Q8_0, and rounds <paramref name="numbers"/> to what is stored.</summary>
    public GgufBuilder Q8(string name, float[] numbers, params long[] shape)
    {
        var bytes = new List<byte>();
        for (var block = 0; block < numbers.Length; block += 32)
        {
            var scale = (Half)(numbers.Skip(block).Take(32).Max(Math.Abs) / 127);
            bytes.AddRange(BitConverter.GetBytes(scale));
            for (var i = block; i < block + 32; i++)
            {
                var whole = (sbyte)Math.Clamp(Math.Round(numbers[i] / (float)scale), -127, 127);
                bytes.Add((byte)whole);
                numbers[i] = whole * (float)scale;
            }
        }

        return Raw(name, 8, [.. bytes], shape);
    }

    public byte[] Build()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write((long)tensors.Count);
        writer.Write((long)values.Count);
        foreach (var (key, value) in values)
        {
            Text(key);
            Value(value);
        }

        var offset = 0L;
        foreach (var (name, shape, type, bytes) in tensors)
        {
            Text(name);
            writer.Write(shape.Length);
            foreach (var dimension in shape)
                writer.Write(dimension);
            writer.Write(type);
            writer.Write(offset);
            offset += (bytes.Length + 31) / 32 * 32;
        }

        foreach (var (_, _, _, bytes) in tensors)
        {
            Pad();
            writer.Write(bytes);
        }

        Pad();
        return stream.ToArray();

        void Pad() => writer.Write(new byte[(32 - stream.Position % 32) % 32]);

        void Text(string text)
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            writer.Write((long)utf8.Length);
            writer.Write(utf8);
        }

        void Value(object value)
        {
            switch (value)
            {
                case string text:
                    writer.Write(8);
                    Text(text);
                    break;
                case uint number:
                    writer.Write(4);
                    writer.Write(number);
                    break;
                case float number:
                    writer.Write(6);
                    writer.Write(number);
                    break;
                case bool flag:
                    writer.Write(7);
                    writer.Write(flag);
                    break;
                case string[] texts:
                    writer.Write(9);
                    writer.Write(8);
                    writer.Write((long)texts.Length);
                    foreach (var text in texts)
                        Text(text);
                    break;
                case int[] numbers:
                    writer.Write(9);
                    writer.Write(5);
                    writer.Write((long)numbers.Length);
                    foreach (var number in numbers)
                        writer.Write(number);
                    break;
                default:
                    throw new ArgumentException(value.GetType().Name);
            }
        }
    }
}
