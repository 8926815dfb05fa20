using System.Runtime.Intrinsics;

namespace Lector.Models.Encoders;

/// <summary>The functions between a BERT layer's matrix products, eight numbers at a time.</summary>
/// <remarks>Lengths are multiples of 8 unless said otherwise. No result depends on other rows.</remarks>
internal static unsafe class Activations
{
    private const int Step = 8;

    /// <summary>GELU in its exact form, x/2 * (1 + erf(x / sqrt 2)), in place.</summary>
    /// <remarks>Hendrycks and Gimpel 2016 (arXiv:1606.08415). erf after Abramowitz and Stegun 7.1.26, absolute error under 1.5e-7.</remarks>
    public static void Gelu(Span<float> numbers)
    {
        fixed (float* at = numbers)
            for (var i = 0; i < numbers.Length; i += Step)
            {
                var x = Vector256.Load(at + i);
                var z = Vector256.Abs(x) * 0.70710678f;
                var t = Vector256<float>.One / Vector256.MultiplyAddEstimate(z, Vector256.Create(0.3275911f), Vector256<float>.One);
                var polynomial = Vector256.MultiplyAddEstimate(t, Vector256.Create(1.061405429f), Vector256.Create(-1.453152027f));
                polynomial = Vector256.MultiplyAddEstimate(polynomial, t, Vector256.Create(1.421413741f));
                polynomial = Vector256.MultiplyAddEstimate(polynomial, t, Vector256.Create(-0.284496736f));
                polynomial = Vector256.MultiplyAddEstimate(polynomial, t, Vector256.Create(0.254829592f));
                // What 1 lacks to erf|z|; for a negative x it is all that 1 + erf(z) holds, without cancellation.
                var rest = polynomial * t * Exp(-z * z);
                var sum = Vector256.ConditionalSelect(Vector256.LessThan(x, default), rest, Vector256.Create(2f) - rest);
                (x * 0.5f * sum).Store(at + i);
            }
    }

    /// <summary>Softmax of scaled scores, in place: e^(scale * (x - max)) over their sum.</summary>
    /// <param name="scores">A row with room up to the next multiple of 16; what lies past <paramref name="count"/> becomes 0.</param>
    /// <param name="count">Scores, at least one.</param>
    /// <param name="scale">Above 0.</param>
    public static void Softmax(float* scores, int count, float scale)
    {
        var end = Panels.RoundWidth(count);
        for (var i = count; i < end; i++)
            scores[i] = float.NegativeInfinity;
        var max = Vector256.Load(scores);
        for (var i = Step; i < end; i += Step)
            max = Vector256.Max(max, Vector256.Load(scores + i));
        var top = Vector256.Create(Largest(max) * scale);
        var sum = Vector256<float>.Zero;
        for (var i = 0; i < end; i += Step)
        {
            var power = Exp(Vector256.Load(scores + i) * scale - top);
            sum += power;
            power.Store(scores + i);
        }

        var share = 1 / Vector256.Sum(sum);
        for (var i = 0; i < end; i += Step)
            (Vector256.Load(scores + i) * share).Store(scores + i);
        for (var i = count; i < end; i++)
            scores[i] = 0;
    }

    /// <summary>Layer normalisation of a sum: ((x + added) - mean) / sqrt(variance + epsilon) * weight + bias, written over x.</summary>
    /// <remarks>Ba, Kiros and Hinton 2016 (arXiv:1607.06450).</remarks>
    public static void AddAndNormalize(float* x, float* added, float* weight, float* bias, int count, float epsilon)
    {
        var sum = Vector256<float>.Zero;
        for (var i = 0; i < count; i += Step)
        {
            var total = Vector256.Load(x + i) + Vector256.Load(added + i);
            sum += total;
            total.Store(x + i);
        }

        var mean = Vector256.Create(Vector256.Sum(sum) / count);
        var squares = Vector256<float>.Zero;
        for (var i = 0; i < count; i += Step)
        {
            var distance = Vector256.Load(x + i) - mean;
            squares += distance * distance;
        }

        var scale = 1 / MathF.Sqrt(Vector256.Sum(squares) / count + epsilon);
        for (var i = 0; i < count; i += Step)
            ((Vector256.Load(x + i) - mean) * scale * Vector256.Load(weight + i) + Vector256.Load(bias + i)).Store(x + i);
    }

    /// <summary>e^x for x at most 88; 0 below -87. Relative error under 2e-7 (the Cephes library's expf).</summary>
    private static Vector256<float> Exp(Vector256<float> x)
    {
        var tiny = Vector256.LessThan(x, Vector256.Create(-87f));
        x = Vector256.Max(x, Vector256.Create(-87f));
        var whole = Vector256.Round(x * 1.44269504f);
        var rest = Vector256.MultiplyAddEstimate(whole, Vector256.Create(-0.693359375f), x);
        rest = Vector256.MultiplyAddEstimate(whole, Vector256.Create(2.12194440e-4f), rest);
        var polynomial = Vector256.MultiplyAddEstimate(rest, Vector256.Create(1.9875691500e-4f), Vector256.Create(1.3981999507e-3f));
        polynomial = Vector256.MultiplyAddEstimate(polynomial, rest, Vector256.Create(8.3334519073e-3f));
        polynomial = Vector256.MultiplyAddEstimate(polynomial, rest, Vector256.Create(4.1665795894e-2f));
        polynomial = Vector256.MultiplyAddEstimate(polynomial, rest, Vector256.Create(1.6666665459e-1f));
        polynomial = Vector256.MultiplyAddEstimate(polynomial, rest, Vector256.Create(5.0000001201e-1f));
        polynomial = Vector256.MultiplyAddEstimate(polynomial, rest * rest, rest + Vector256<float>.One);
        var power = Vector256.ShiftLeft(Vector256.ConvertToInt32(whole) + Vector256.Create(127), 23).AsSingle();
        return Vector256.ConditionalSelect(tiny, default, polynomial * power);
    }

    private static float Largest(Vector256<float> numbers)
    {
        var largest = numbers[0];
        for (var i = 1; i < Step; i++)
            largest = Math.Max(largest, numbers[i]);
        return largest;
    }
}
