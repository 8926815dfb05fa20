using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Lector.Core;

namespace Lector.Models.Encoders;

/// <summary>A model file in the GGUF format, version 3, little-endian: named values, and tensors of type F32, F16 and Q8_0.</summary>
/// <remarks>
/// Everything in the file is a claim until it is checked against the file's length; a broken or hostile file is a <see cref="UserErrorException"/>
/// of one sentence. The file is read, not mapped: a mapped file that another program shortens would end the process.
/// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
/// </remarks>
public sealed class GgufFile : IDisposable
{
    private const int BlockNumbers = 32;
    private const int BlockBytes = 34;
    private const long MaxNumbers = 1 << 28;

    private readonly Stream stream;
    private readonly GgufHeader header;

    private GgufFile(Stream stream, string name)
    {
        (this.stream, Name) = (stream, name);
        header = GgufHeader.Read(stream, name);
    }

    /// <summary>The file's name without its folder, for messages.</summary>
    public string Name { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, GgufTensor> Tensors => header.Tensors;

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="UserErrorException">The file cannot be opened, or is no GGUF file that Lector reads.</exception>
    public static GgufFile Open(string path)
    {
        try
        {
            return Read(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16), Path.GetFileName(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The model file {path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads the header of a file that is open already.</summary>
    /// <param name="stream">Seekable, at its beginning; owned from now on.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="UserErrorException">It is no GGUF file that Lector reads.</exception>
    public static GgufFile Read(Stream stream, string name)
    {
        try
        {
            return new GgufFile(stream, name);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>A text of the metadata, or null when the key is absent or of another type.</summary>
    public string? Text(string key) => header.Values.GetValueOrDefault(key) as string;

    /// <summary>A list of texts of the metadata, or null.</summary>
    public IReadOnlyList<string>? Texts(string key) => header.Values.GetValueOrDefault(key) as string[];

    /// <summary>A whole number of the metadata, of any width, or null.</summary>
    public long? Integer(string key) => header.Values.GetValueOrDefault(key) as long?;

    /// <summary>A real number of the metadata, or null.</summary>
    public double? Number(string key) => header.Values.GetValueOrDefault(key) as double?;

    /// <summary>A yes or no of the metadata, or null.</summary>
    public bool? Flag(string key) => header.Values.GetValueOrDefault(key) as bool?;

    /// <summary>The tensor of a name, if it has the shape that the model asks for.</summary>
    /// <exception cref="UserErrorException">It is missing, has another shape, or a type that Lector does not read.</exception>
    public GgufTensor Tensor(string name, params ReadOnlySpan<long> shape)
    {
        if (!Tensors.TryGetValue(name, out var tensor))
            throw new UserErrorException($"{Name} lacks the tensor {name}: it is no whole BERT model.");
        var wanted = shape.ToArray();
        if (!tensor.Shape.SequenceEqual(wanted))
            throw new UserErrorException($"{Name} is broken: its tensor {name} is {string.Join(" x ", tensor.Shape)} numbers, not {string.Join(" x ", wanted)}.");
        if (!Enum.IsDefined(tensor.Type))
            throw new UserErrorException($"{Name} stores {name} in a form that Lector does not read (ggml type {(int)tensor.Type}): take the Q8_0 or F16 file of the model.");
        return tensor.Count <= MaxNumbers ? tensor : throw new UserErrorException($"{Name} is too large to be read in process: its tensor {name} has {tensor.Count:N0} numbers.");
    }

    /// <summary>A tensor's bytes as they are stored.</summary>
    /// <exception cref="UserErrorException">The file ends too soon.</exception>
    public byte[] Bytes(GgufTensor tensor)
    {
        var bytes = new byte[Size(tensor.Type, tensor.Count)];
        try
        {
            stream.Position = tensor.Offset;
            stream.ReadExactly(bytes);
        }
        catch (Exception e) when (e is IOException)
        {
            throw new UserErrorException($"{Name} cannot be read to its end: {e.Message}", e);
        }

        return bytes;
    }

    /// <summary>SHA-256 of the whole file, 64 lower-case hex digits.</summary>
    /// <exception cref="UserErrorException">The file cannot be read.</exception>
    public string Sha256()
    {
        try
        {
            stream.Position = 0;
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException)
        {
            throw new UserErrorException($"{Name} cannot be read to its end: {e.Message}", e);
        }
    }

    /// <summary>A tensor's numbers.</summary>
    /// <exception cref="UserErrorException">It is missing, has another shape or type, or holds a number that is not finite.</exception>
    public float[] Floats(string name, params ReadOnlySpan<long> shape)
    {
        var tensor = Tensor(name, shape);
        var numbers = new float[tensor.Count];
        Widen(tensor.Type, Bytes(tensor), numbers);
        return TensorPrimitives.IsFiniteAll<float>(numbers) ? numbers : throw new UserErrorException($"{Name} is broken: its tensor {name} holds a number that is not finite.");
    }

    /// <summary>Bytes that so many numbers take.</summary>
    /// <param name="type">A named value; Q8_0 needs a multiple of 32 numbers.</param>
    /// <param name="count">Numbers.</param>
    public static long Size(GgufTensorType type, long count) => type switch
    {
        GgufTensorType.F32 => count * sizeof(float),
        GgufTensorType.F16 => count * sizeof(short),
        GgufTensorType.Q8_0 => count / BlockNumbers * BlockBytes,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no size known"),
    };

    /// <summary>Turns stored bytes into numbers.</summary>
    /// <param name="type">How they are stored.</param>
    /// <param name="bytes">Exactly <see cref="Size"/> of <paramref name="numbers"/>.</param>
    /// <param name="numbers">Filled whole.</param>
    public static void Widen(GgufTensorType type, ReadOnlySpan<byte> bytes, Span<float> numbers)
    {
        switch (type)
        {
            case GgufTensorType.F32:
                bytes.CopyTo(MemoryMarshal.AsBytes(numbers));
                break;
            case GgufTensorType.F16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), numbers);
                break;
            case GgufTensorType.Q8_0:
                for (; !bytes.IsEmpty; bytes = bytes[BlockBytes..], numbers = numbers[BlockNumbers..])
                {
                    TensorPrimitives.ConvertChecked<sbyte, float>(MemoryMarshal.Cast<byte, sbyte>(bytes[2..BlockBytes]), numbers[..BlockNumbers]);
                    TensorPrimitives.Multiply(numbers[..BlockNumbers], (float)BinaryPrimitives.ReadHalfLittleEndian(bytes), numbers[..BlockNumbers]);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "not read");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
