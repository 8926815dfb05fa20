using System.Collections.Concurrent;
using System.Numerics.Tensors;

namespace Lector.Models.Encoders;

/// <summary>The forward pass of a BERT encoder: token ids in, one unit vector a text out.</summary>
/// <remarks>
/// Devlin et al. 2018 (arXiv:1810.04805), pooled after Reimers and Gurevych 2019 (arXiv:1908.10084). Texts are laid one after the other, without
/// padding to a common length, and each number is computed in an order that depends on its own text alone: a vector has the same bits whatever its neighbours and the thread count.
/// Safe for use by several threads.
/// </remarks>
internal sealed class BertEncoder(BertModel model)
{
    // Rows that go through the layers together: enough to use each weight often, few enough to stay in the processor's cache.
    private const int BatchRows = 240;

    private readonly ConcurrentBag<BertWorkspace> workspaces = [];

    /// <summary>Embeds texts.</summary>
    /// <param name="texts">Token ids with [CLS] and [SEP], 1 to <see cref="BertModel.Positions"/> each.</param>
    /// <param name="threads">The most threads to use at once, 1 or more.</param>
    /// <param name="cancel">Looked at between layers: some milliseconds apart.</param>
    /// <returns>One vector a text, in the order given.</returns>
    public async Task<float[][]> Embed(IReadOnlyList<int[]> texts, int threads, CancellationToken cancel)
    {
        var vectors = new float[texts.Count][];
        var batches = Batches(texts, threads);
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(threads, batches.Count)).Select(_ => Task.Run(Work, cancel))).ConfigureAwait(false);
        return vectors;

        void Work()
        {
            if (!workspaces.TryTake(out var space))
                space = new BertWorkspace(model, BatchRows);
            for (int batch; (batch = Interlocked.Increment(ref next)) < batches.Count;)
                Run(space, texts, batches[batch], vectors, cancel);
            workspaces.Add(space);
        }
    }

    /// <summary>Groups texts of like length, the longest first, so that the threads end together.</summary>
    private static List<List<int>> Batches(IReadOnlyList<int[]> texts, int threads)
    {
        var order = Enumerable.Range(0, texts.Count).OrderByDescending(i => texts[i].Length).ToList();
        var rows = Math.Clamp(order.Sum(i => Panels.RoundRows(texts[i].Length)) / (4 * threads), 48, BatchRows);
        var batches = new List<List<int>>();
        var filled = int.MaxValue;
        foreach (var i in order)
        {
            var needed = Panels.RoundRows(texts[i].Length);
            if (filled > rows - needed)
            {
                batches.Add([]);
                filled = 0;
            }

            batches[^1].Add(i);
            filled += needed;
        }

        return batches;
    }

    private unsafe void Run(BertWorkspace space, IReadOnlyList<int[]> texts, List<int> batch, float[][] vectors, CancellationToken cancel)
    {
        var rows = batch.Sum(i => Panels.RoundRows(texts[i].Length));
        space.Grow(rows);
        var hidden = model.Hidden;
        float* state = space.State.At, added = space.Added.At;

        var row = 0;
        foreach (var i in batch)
        {
            for (var position = 0; position < texts[i].Length; position++)
                model.Begin(texts[i][position], position, new Span<float>(state + (row + position) * hidden, hidden), new Span<float>(added + (row + position) * hidden, hidden));
            var spare = Panels.RoundRows(texts[i].Length) - texts[i].Length;
            new Span<float>(state + (row + texts[i].Length) * hidden, spare * hidden).Clear();
            new Span<float>(added + (row + texts[i].Length) * hidden, spare * hidden).Clear();
            row += texts[i].Length + spare;
        }

        Normalize(model.EmbeddingNorm);
        foreach (var layer in model.Layers)
        {
            cancel.ThrowIfCancellationRequested();
            layer.QueryKeyValue.Apply(state, space.QueryKeyValue.At, rows, space.Rounded);
            row = 0;
            foreach (var i in batch)
            {
                Attention.Run(model, space, row, texts[i].Length);
                row += Panels.RoundRows(texts[i].Length);
            }

            layer.Join.Apply(space.Context.At, added, rows, space.Rounded);
            Normalize(layer.AttentionNorm);
            for (var from = 0; from < rows; from += BertWorkspace.InnerRows)
            {
                var count = Math.Min(BertWorkspace.InnerRows, rows - from);
                layer.Up.Apply(state + from * hidden, space.Inner.At, count, space.Rounded);
                Activations.Gelu(space.Inner.Span[..(count * model.FeedForward)]);
                layer.Down.Apply(space.Inner.At, added + from * hidden, count, space.Rounded);
            }

            Normalize(layer.OutputNorm);
        }

        row = 0;
        foreach (var i in batch)
        {
            vectors[i] = Pool(new ReadOnlySpan<float>(state + row * hidden, texts[i].Length * hidden));
            row += Panels.RoundRows(texts[i].Length);
        }

        GC.KeepAlive(space);

        void Normalize(BertModel.Norm norm)
        {
            fixed (float* weight = norm.Weight, bias = norm.Bias)
                for (var r = 0; r < rows; r++)
                    Activations.AddAndNormalize(state + r * hidden, added + r * hidden, weight, bias, hidden, model.Epsilon);
        }
    }

    private float[] Pool(ReadOnlySpan<float> states)
    {
        var vector = states[..model.Hidden].ToArray();
        for (var at = model.Hidden; at < states.Length && !model.FirstTokenOnly; at += model.Hidden)
            TensorPrimitives.Add(vector, states.Slice(at, model.Hidden), vector);
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }
}
