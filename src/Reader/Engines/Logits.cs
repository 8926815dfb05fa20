using System.Buffers;
using System.Numerics.Tensors;
using Lector.Core.Reading;

namespace Lector.Reader.Engines;

/// <summary>The verdict in a model's raw output for the next token.</summary>
internal static class Logits
{
    /// <summary>P(yes) and P(no) over the whole vocabulary, each by log-sum-exp over its spellings: <c>exp(lse(spellings) - lse(all))</c>.</summary>
    /// <param name="logits">One number a token of the vocabulary; not changed.</param>
    /// <param name="yes">Tokens that spell yes, at least one.</param>
    /// <param name="no">Tokens that spell no, at least one.</param>
    /// <returns>Null where a number is not finite: the model's file is damaged, or its arithmetic overflowed.</returns>
    public static YesNo? Verdict(ReadOnlySpan<float> logits, ReadOnlySpan<int> yes, ReadOnlySpan<int> no)
    {
        if (!TensorPrimitives.IsFiniteAll(logits))
            return null;
        var all = LogSumExp(logits);
        return new YesNo(Math.Exp(LogSumExp(Chosen(logits, yes)) - all), Math.Exp(LogSumExp(Chosen(logits, no)) - all));
    }

    /// <summary><c>log Σ exp(x)</c>, without overflow.</summary>
    /// <param name="numbers">At least one, finite.</param>
    public static double LogSumExp(ReadOnlySpan<float> numbers)
    {
        var most = TensorPrimitives.Max(numbers);
        var spare = ArrayPool<float>.Shared.Rent(numbers.Length);
        var exponentials = spare.AsSpan(0, numbers.Length);
        TensorPrimitives.Subtract(numbers, most, exponentials);
        TensorPrimitives.Exp(exponentials, exponentials);
        double sum = TensorPrimitives.Sum<float>(exponentials);
        ArrayPool<float>.Shared.Return(spare);
        return most + Math.Log(sum);
    }

    private static float[] Chosen(ReadOnlySpan<float> logits, ReadOnlySpan<int> tokens)
    {
        var chosen = new float[tokens.Length];
        for (var i = 0; i < tokens.Length; i++)
            chosen[i] = logits[tokens[i]];
        return chosen;
    }
}
