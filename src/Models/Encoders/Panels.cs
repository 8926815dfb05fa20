using System.Runtime.Intrinsics;

namespace Lector.Models.Encoders;

/// <summary>Matrix products over panels: 16 columns of the right-hand matrix side by side, row after row, so that the inner loop reads memory in order.</summary>
/// <remarks>
/// Goto and van de Geijn 2008, "Anatomy of high-performance matrix multiplication": a tile of the result stays in registers over the whole inner dimension.
/// Every number of the result is one chain of fused multiply-adds in the order of the inner dimension, so it does not depend on the rows beside it.
/// </remarks>
internal static unsafe class Panels
{
    /// <summary>Columns of a panel.</summary>
    public const int Width = 16;

    /// <summary>Rows that are computed at once: row counts are rounded up to a multiple.</summary>
    public const int Rows = 6;

    /// <summary>The next multiple of <see cref="Rows"/>.</summary>
    public static int RoundRows(int rows) => (rows + Rows - 1) / Rows * Rows;

    /// <summary>The next multiple of <see cref="Width"/>.</summary>
    public static int RoundWidth(int columns) => (columns + Width - 1) / Width * Width;

    /// <summary>result = left * right + bias.</summary>
    /// <param name="left">Rows of <paramref name="inner"/> numbers, <paramref name="leftStride"/> apart.</param>
    /// <param name="leftStride">Numbers from a row to the next.</param>
    /// <param name="right">Panels of <paramref name="inner"/> times 16 numbers, one after the other.</param>
    /// <param name="bias">One number a column, or null for zeros.</param>
    /// <param name="result">Rows of <paramref name="columns"/> numbers, <paramref name="resultStride"/> apart.</param>
    /// <param name="resultStride">Numbers from a row to the next.</param>
    /// <param name="rows">A multiple of 6.</param>
    /// <param name="inner">Numbers that are multiplied and summed for one number of the result.</param>
    /// <param name="columns">A multiple of 16.</param>
    public static void Multiply(float* left, int leftStride, float* right, float* bias, float* result, int resultStride, int rows, int inner, int columns)
    {
        for (var column = 0; column < columns; column += Width)
        {
            var panel = right + (long)column * inner;
            var panelBias = bias == null ? null : bias + column;
            for (var row = 0; row < rows; row += Rows)
            {
                float* from = left + (long)row * leftStride, to = result + (long)row * resultStride + column;
                if (Vector256.IsHardwareAccelerated)
                    Tile256(from, leftStride, panel, panelBias, to, resultStride, inner);
                else
                {
                    Tile128(from, leftStride, panel, panelBias, to, resultStride, inner);
                    Tile128(from + 3 * leftStride, leftStride, panel, panelBias, to + 3 * resultStride, resultStride, inner);
                }
            }
        }
    }

    /// <summary>Six rows by 16 columns in twelve registers of 256 bits.</summary>
    internal static void Tile256(float* left, int stride, float* panel, float* bias, float* to, int toStride, int inner)
    {
        Vector256<float> s0 = bias == null ? default : Vector256.Load(bias), s1 = bias == null ? default : Vector256.Load(bias + 8);
        Vector256<float> a0 = s0, a1 = s1, b0 = s0, b1 = s1, c0 = s0, c1 = s1, d0 = s0, d1 = s1, e0 = s0, e1 = s1, f0 = s0, f1 = s1;
        for (var k = 0; k < inner; k++, panel += Width)
        {
            var (p0, p1) = (Vector256.Load(panel), Vector256.Load(panel + 8));
            var x = Vector256.Create(left[k]);
            (a0, a1) = (Vector256.MultiplyAddEstimate(x, p0, a0), Vector256.MultiplyAddEstimate(x, p1, a1));
            x = Vector256.Create(left[k + stride]);
            (b0, b1) = (Vector256.MultiplyAddEstimate(x, p0, b0), Vector256.MultiplyAddEstimate(x, p1, b1));
            x = Vector256.Create(left[k + 2 * stride]);
            (c0, c1) = (Vector256.MultiplyAddEstimate(x, p0, c0), Vector256.MultiplyAddEstimate(x, p1, c1));
            x = Vector256.Create(left[k + 3 * stride]);
            (d0, d1) = (Vector256.MultiplyAddEstimate(x, p0, d0), Vector256.MultiplyAddEstimate(x, p1, d1));
            x = Vector256.Create(left[k + 4 * stride]);
            (e0, e1) = (Vector256.MultiplyAddEstimate(x, p0, e0), Vector256.MultiplyAddEstimate(x, p1, e1));
            x = Vector256.Create(left[k + 5 * stride]);
            (f0, f1) = (Vector256.MultiplyAddEstimate(x, p0, f0), Vector256.MultiplyAddEstimate(x, p1, f1));
        }

        a0.Store(to);
        a1.Store(to + 8);
        to += toStride;
        b0.Store(to);
        b1.Store(to + 8);
        to += toStride;
        c0.Store(to);
        c1.Store(to + 8);
        to += toStride;
        d0.Store(to);
        d1.Store(to + 8);
        to += toStride;
        e0.Store(to);
        e1.Store(to + 8);
        to += toStride;
        f0.Store(to);
        f1.Store(to + 8);
    }

    /// <summary>Three rows by 16 columns in twelve registers of 128 bits, for processors without wider ones (ARM).</summary>
    internal static void Tile128(float* left, int stride, float* panel, float* bias, float* to, int toStride, int inner)
    {
        Vector128<float> a0 = default, a1 = default, a2 = default, a3 = default;
        if (bias != null)
            (a0, a1, a2, a3) = (Vector128.Load(bias), Vector128.Load(bias + 4), Vector128.Load(bias + 8), Vector128.Load(bias + 12));
        Vector128<float> b0 = a0, b1 = a1, b2 = a2, b3 = a3, c0 = a0, c1 = a1, c2 = a2, c3 = a3;
        for (var k = 0; k < inner; k++, panel += Width)
        {
            var (p0, p1, p2, p3) = (Vector128.Load(panel), Vector128.Load(panel + 4), Vector128.Load(panel + 8), Vector128.Load(panel + 12));
            var x = Vector128.Create(left[k]);
            (a0, a1) = (Vector128.MultiplyAddEstimate(x, p0, a0), Vector128.MultiplyAddEstimate(x, p1, a1));
            (a2, a3) = (Vector128.MultiplyAddEstimate(x, p2, a2), Vector128.MultiplyAddEstimate(x, p3, a3));
            x = Vector128.Create(left[k + stride]);
            (b0, b1) = (Vector128.MultiplyAddEstimate(x, p0, b0), Vector128.MultiplyAddEstimate(x, p1, b1));
            (b2, b3) = (Vector128.MultiplyAddEstimate(x, p2, b2), Vector128.MultiplyAddEstimate(x, p3, b3));
            x = Vector128.Create(left[k + 2 * stride]);
            (c0, c1) = (Vector128.MultiplyAddEstimate(x, p0, c0), Vector128.MultiplyAddEstimate(x, p1, c1));
            (c2, c3) = (Vector128.MultiplyAddEstimate(x, p2, c2), Vector128.MultiplyAddEstimate(x, p3, c3));
        }

        Store(a0, a1, a2, a3, to);
        Store(b0, b1, b2, b3, to + toStride);
        Store(c0, c1, c2, c3, to + 2 * toStride);

        static void Store(Vector128<float> first, Vector128<float> second, Vector128<float> third, Vector128<float> fourth, float* to)
        {
            first.Store(to);
            second.Store(to + 4);
            third.Store(to + 8);
            fourth.Store(to + 12);
        }
    }
}
