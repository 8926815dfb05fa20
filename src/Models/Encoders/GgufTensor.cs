namespace Lector.Models.Encoders;

/// <summary>A tensor as the header of a GGUF file names it.</summary>
/// <param name="Name">Unique within the file.</param>
/// <param name="Shape">One to four dimensions, the fastest first: a matrix of 384 inputs and 1,536 outputs is [384, 1536].</param>
/// <param name="Type">How the numbers are stored.</param>
/// <param name="Offset">First byte, counted from the beginning of the file.</param>
public sealed record GgufTensor(string Name, IReadOnlyList<long> Shape, GgufTensorType Type, long Offset)
{
    /// <summary>Numbers in the tensor.</summary>
    public long Count => Shape.Aggregate(1L, (product, dimension) => product * dimension);
}

/// <summary>How a tensor's numbers are stored (<c>ggml_type</c>). Values without a name exist; Lector does not read those.</summary>
public enum GgufTensorType
{
    /// <summary>32 bits, IEEE 754.</summary>
    F32 = 0,

    /// <summary>16 bits, IEEE 754.</summary>
    F16 = 1,

    /// <summary>Blocks of 32: a 16-bit scale, then 32 signed bytes; 34 bytes a block.</summary>
    Q8_0 = 8,
}
