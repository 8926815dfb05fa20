using Lector.Models.Encoders;

namespace Lector.Hosts.Tests.Models.Encoders;

public sealed unsafe class PanelsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(383)]
    public void Wide_and_narrow_registers_compute_the_same_product(int inner)
    {
        var random = new Random(inner);
        var (left, panel, bias) = (Fill(random, Panels.Rows * inner), Fill(random, inner * Panels.Width), Fill(random, Panels.Width));
        var (wide, narrow) = (new AlignedBuffer<float>(Panels.Rows * Panels.Width), new AlignedBuffer<float>(Panels.Rows * Panels.Width));
        Panels.Tile256(left.At, inner, panel.At, bias.At, wide.At, Panels.Width, inner);
        Panels.Tile128(left.At, inner, panel.At, bias.At, narrow.At, Panels.Width, inner);
        Panels.Tile128(left.At + 3 * inner, inner, panel.At, bias.At, narrow.At + 3 * Panels.Width, Panels.Width, inner);
        Assert.Equal(wide.Span.ToArray(), narrow.Span.ToArray());
        for (var row = 0; row < Panels.Rows; row++)
            for (var column = 0; column < Panels.Width; column++)
            {
                var sum = (double)bias.Span[column];
                for (var k = 0; k < inner; k++)
                    sum += (double)left.Span[row * inner + k] * panel.Span[k * Panels.Width + column];
                Assert.Equal(sum, wide.Span[row * Panels.Width + column], 1e-4);
            }
    }

    [Fact]
    public void The_largest_weights_and_activations_do_not_overflow()
    {
        if (!ShortPanels.IsSupported)
            Assert.Skip("needs AVX2");
        const int inner = 64;
        var (row, weights, scales, bias) = (new AlignedBuffer<float>(Panels.Rows * inner), new AlignedBuffer<short>(inner * Panels.Width), new AlignedBuffer<float>(2 * Panels.Width), new AlignedBuffer<float>(Panels.Width));
        row.Span.Fill(-3);
        weights.Span.Fill(ShortPanels.MaxWeight);
        scales.Span.Fill(1);
        var (rounded, result) = (new RoundedRows(), new AlignedBuffer<float>(Panels.Rows * Panels.Width));
        rounded.Fill(row.At, Panels.Rows, inner);
        Assert.All(rounded.Numbers.Span[..inner].ToArray(), n => Assert.Equal(-short.MaxValue, n));
        ShortPanels.Multiply(rounded.Numbers.At, rounded.Scales.At, weights.At, scales.At, bias.At, result.At, Panels.Rows, inner, Panels.Width);
        Assert.All(result.Span.ToArray(), n => Assert.Equal(-3.0 * inner * ShortPanels.MaxWeight, n, 1));
    }

    [Fact]
    public void Zeros_stay_zeros_and_order_is_kept_when_a_row_is_rounded()
    {
        if (!ShortPanels.IsSupported)
            Assert.Skip("needs AVX2");
        var (row, rounded) = (new AlignedBuffer<float>(6 * 32), new RoundedRows());
        for (var i = 0; i < 32; i++)
            row.Span[i] = i - 16;
        rounded.Fill(row.At, 6, 32);
        for (var i = 0; i < 32; i++)
            Assert.Equal(i - 16, rounded.Numbers.Span[i] * rounded.Scales.Span[0], 1e-3);
        Assert.Equal((0f, (short)0), (rounded.Scales.Span[1], rounded.Numbers.Span[40]));
    }

    private static AlignedBuffer<float> Fill(Random random, int count)
    {
        var buffer = new AlignedBuffer<float>(count);
        foreach (ref var number in buffer.Span)
            number = random.NextSingle() - .5f;
        return buffer;
    }
}
