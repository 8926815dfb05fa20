using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lector.Models.Encoders;

/// <summary>Matrix products of 16-bit whole numbers: rows of activations, each with one scale, times weights in blocks of 32 with a scale each.</summary>
/// <remarks>
/// Q8_0 weights are kept exactly as they are, activations keep 16 bits, and the 32 products of a block are summed without rounding: twice the products
/// an instruction of 32-bit floats, at an error far below that of the weights. A panel holds 16 columns: for each pair of rows 16 pairs of numbers side by side.
/// Every number of the result is computed in an order of its own, so it does not depend on the rows beside it.
/// </remarks>
internal static unsafe class ShortPanels
{
    /// <summary>Rows of the inner dimension that share a scale.</summary>
    public const int Block = 32;

    /// <summary>The largest weight: 32 products with the largest activation stay below 2^31.</summary>
    public const int MaxWeight = 2047;

    private const int MaxActivation = short.MaxValue;
    private const int Width = Panels.Width;

    /// <summary>Whether the processor has what this needs.</summary>
    public static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    /// <summary>Rounds a row to 16 bits.</summary>
    /// <param name="from">The row, a multiple of 16 numbers.</param>
    /// <param name="to">Whole numbers from -32,767 to 32,767.</param>
    /// <param name="count">Numbers.</param>
    /// <returns>What a whole number is worth.</returns>
    public static float Round(float* from, short* to, int count)
    {
        var largest = Vector256<float>.Zero;
        for (var i = 0; i < count; i += 8)
            largest = Vector256.Max(largest, Vector256.Abs(Vector256.Load(from + i)));
        var half = Vector128.Max(largest.GetLower(), largest.GetUpper());
        var top = Math.Max(Math.Max(half[0], half[1]), Math.Max(half[2], half[3]));
        var factor = Vector256.Create(top > 0 ? MaxActivation / top : 0);
        for (var i = 0; i < count; i += 16)
        {
            var (low, high) = (Avx.ConvertToVector256Int32(Vector256.Load(from + i) * factor), Avx.ConvertToVector256Int32(Vector256.Load(from + i + 8) * factor));
            // Packing works on halves; the permutation puts them in order.
            Avx2.Permute4x64(Avx2.PackSignedSaturate(low, high).AsInt64(), 0b11_01_10_00).AsInt16().Store(to + i);
        }

        return top / MaxActivation;
    }

    /// <summary>result = left * scales * right + bias.</summary>
    /// <param name="left">Rows of <paramref name="inner"/> whole numbers, one after the other.</param>
    /// <param name="leftScales">One number a row.</param>
    /// <param name="right">Panels.</param>
    /// <param name="rightScales">For each panel, for each block of 32 rows, 16 numbers.</param>
    /// <param name="bias">One number a column.</param>
    /// <param name="result">Rows of <paramref name="columns"/> numbers, one after the other.</param>
    /// <param name="rows">A multiple of 6.</param>
    /// <param name="inner">A multiple of 32.</param>
    /// <param name="columns">A multiple of 16.</param>
    public static void Multiply(short* left, float* leftScales, short* right, float* rightScales, float* bias, float* result, int rows, int inner, int columns)
    {
        for (var column = 0; column < columns; column += Width)
            for (var row = 0; row < rows; row += Panels.Rows)
                Tile(left + (long)row * inner, leftScales + row, right + (long)column * inner, rightScales + column * (inner / Block), bias + column, result + (long)row * columns + column, columns, inner);
    }

    private static void Tile(short* left, float* leftScales, short* panel, float* scales, float* bias, float* to, int toStride, int inner)
    {
        Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default;
        Vector256<float> d0 = default, d1 = default, e0 = default, e1 = default, f0 = default, f1 = default;
        var pairs = (int*)left;
        var stride = inner / 2;
        for (var end = pairs + stride; pairs < end; scales += Width)
        {
            Vector256<int> sa0 = default, sa1 = default, sb0 = default, sb1 = default, sc0 = default, sc1 = default;
            Vector256<int> sd0 = default, sd1 = default, se0 = default, se1 = default, sf0 = default, sf1 = default;
            for (var stop = pairs + Block / 2; pairs < stop; pairs++, panel += 2 * Width)
            {
                var (p0, p1) = (Vector256.Load(panel), Vector256.Load(panel + Width));
                var x = Vector256.Create(*pairs).AsInt16();
                (sa0, sa1) = (sa0 + Avx2.MultiplyAddAdjacent(x, p0), sa1 + Avx2.MultiplyAddAdjacent(x, p1));
                x = Vector256.Create(pairs[stride]).AsInt16();
                (sb0, sb1) = (sb0 + Avx2.MultiplyAddAdjacent(x, p0), sb1 + Avx2.MultiplyAddAdjacent(x, p1));
                x = Vector256.Create(pairs[2 * stride]).AsInt16();
                (sc0, sc1) = (sc0 + Avx2.MultiplyAddAdjacent(x, p0), sc1 + Avx2.MultiplyAddAdjacent(x, p1));
                x = Vector256.Create(pairs[3 * stride]).AsInt16();
                (sd0, sd1) = (sd0 + Avx2.MultiplyAddAdjacent(x, p0), sd1 + Avx2.MultiplyAddAdjacent(x, p1));
                x = Vector256.Create(pairs[4 * stride]).AsInt16();
                (se0, se1) = (se0 + Avx2.MultiplyAddAdjacent(x, p0), se1 + Avx2.MultiplyAddAdjacent(x, p1));
                x = Vector256.Create(pairs[5 * stride]).AsInt16();
                (sf0, sf1) = (sf0 + Avx2.MultiplyAddAdjacent(x, p0), sf1 + Avx2.MultiplyAddAdjacent(x, p1));
            }

            var (w0, w1) = (Vector256.Load(scales), Vector256.Load(scales + 8));
            (a0, a1) = (Add(sa0, w0, a0), Add(sa1, w1, a1));
            (b0, b1) = (Add(sb0, w0, b0), Add(sb1, w1, b1));
            (c0, c1) = (Add(sc0, w0, c0), Add(sc1, w1, c1));
            (d0, d1) = (Add(sd0, w0, d0), Add(sd1, w1, d1));
            (e0, e1) = (Add(se0, w0, e0), Add(se1, w1, e1));
            (f0, f1) = (Add(sf0, w0, f0), Add(sf1, w1, f1));
        }

        Store(a0, a1, leftScales[0], bias, to);
        Store(b0, b1, leftScales[1], bias, to + toStride);
        Store(c0, c1, leftScales[2], bias, to + 2 * toStride);
        Store(d0, d1, leftScales[3], bias, to + 3 * toStride);
        Store(e0, e1, leftScales[4], bias, to + 4 * toStride);
        Store(f0, f1, leftScales[5], bias, to + 5 * toStride);

        static Vector256<float> Add(Vector256<int> sum, Vector256<float> scale, Vector256<float> to) => Fma.MultiplyAdd(Avx.ConvertToVector256Single(sum), scale, to);

        static void Store(Vector256<float> low, Vector256<float> high, float scale, float* bias, float* to)
        {
            Fma.MultiplyAdd(low, Vector256.Create(scale), Vector256.Load(bias)).Store(to);
            Fma.MultiplyAdd(high, Vector256.Create(scale), Vector256.Load(bias + 8)).Store(to + 8);
        }
    }
}
