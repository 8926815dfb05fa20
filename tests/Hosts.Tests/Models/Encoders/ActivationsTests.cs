using Lector.Models.Encoders;

namespace Lector.Hosts.Tests.Models.Encoders;

public sealed unsafe class ActivationsTests
{
    [Fact]
    public void Gelu_is_exact_to_six_digits()
    {
        var numbers = Enumerable.Range(0, 4_000).Select(i => (i - 2_000) / 150f).ToArray();
        var gelu = numbers.ToArray();
        Activations.Gelu(gelu);
        for (var i = 0; i < numbers.Length; i++)
            Assert.Equal(numbers[i] / 2.0 * (1 + Erf(numbers[i] / Math.Sqrt(2))), gelu[i], 2e-6);
        float[] far = [-1e30f, 1e30f, -100, 100, 0, -0f, -15, 15];
        Activations.Gelu(far);
        Assert.Equal([0, 1e30f, 0, 100, 0, 0, 0, 15], far.Select(x => x + 0f));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(250)]
    public void Softmax_sums_to_one_and_ignores_what_lies_past_its_end(int count)
    {
        var scores = new float[256];
        Array.Fill(scores, 1e6f);
        for (var i = 0; i < count; i++)
            scores[i] = i % 13 * 3 - 300;
        var expected = scores.Take(count).Select(s => Math.Exp((s - scores.Take(count).Max()) * .5)).ToArray();
        fixed (float* at = scores)
            Activations.Softmax(at, count, .5f);
        for (var i = 0; i < Panels.RoundWidth(count); i++)
            Assert.Equal(i < count ? expected[i] / expected.Sum() : 0, scores[i], 1e-6);
    }

    // Composite Simpson over the defining integral.
    private static double Erf(double x)
    {
        const int steps = 2_000;
        var (width, sum) = (x / steps, 1 + Math.Exp(-x * x));
        for (var i = 1; i < steps; i++)
            sum += (i % 2 == 0 ? 2 : 4) * Math.Exp(-(i * width) * (i * width));
        return 2 / Math.Sqrt(Math.PI) * sum * width / 3;
    }
}
