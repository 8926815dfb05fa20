namespace Lector.Models.Encoders;

/// <summary>Self-attention of one text: each token gathers the values of all tokens, weighted by how its query fits their keys.</summary>
/// <remarks>Vaswani et al. 2017 (arXiv:1706.03762), section 3.2: softmax(Q K^T / sqrt(d)) V, head by head, without a mask.</remarks>
internal static unsafe class Attention
{
    /// <summary>Fills the text's rows of <see cref="BertWorkspace.Context"/> from those of <see cref="BertWorkspace.QueryKeyValue"/>.</summary>
    /// <param name="model">The shape.</param>
    /// <param name="space">The buffers.</param>
    /// <param name="row">The text's first row.</param>
    /// <param name="tokens">Its tokens; its rows are rounded up to a multiple of six.</param>
    public static void Run(BertModel model, BertWorkspace space, int row, int tokens)
    {
        var (hidden, width, stride) = (model.Hidden, model.Hidden / model.Heads, 3 * model.Hidden);
        var keys = Panels.RoundWidth(tokens);
        var scale = 1 / MathF.Sqrt(width);
        for (var head = 0; head < model.Heads; head++)
        {
            var query = space.QueryKeyValue.At + (long)row * stride + head * width;
            PackKeys(query + hidden, stride, tokens, width, space.Keys.At);
            PackValues(query + 2 * hidden, stride, tokens, width, space.Values.At);
            var scores = space.Scores.At;
            for (var from = 0; from < tokens; from += Panels.Rows)
            {
                Panels.Multiply(query + (long)from * stride, stride, space.Keys.At, null, scores, keys, Panels.Rows, width, keys);
                for (var r = 0; r < Panels.Rows; r++)
                    Activations.Softmax(scores + r * keys, tokens, scale);
                var context = space.Context.At + (long)(row + from) * hidden + head * width;
                Panels.Multiply(scores, keys, space.Values.At, null, context, hidden, Panels.Rows, tokens, width);
            }
        }
    }

    // Key j of the text is column j of the right-hand matrix; the columns that round up to a panel are zeros.
    private static void PackKeys(float* from, int stride, int tokens, int width, float* to)
    {
        for (var token = 0; token < Panels.RoundWidth(tokens); token++)
        {
            var panel = to + token / Panels.Width * Panels.Width * width + token % Panels.Width;
            for (var k = 0; k < width; k++)
                panel[k * Panels.Width] = token < tokens ? from[(long)token * stride + k] : 0;
        }
    }

    private static void PackValues(float* from, int stride, int tokens, int width, float* to)
    {
        for (var column = 0; column < width; column += Panels.Width)
            for (var token = 0; token < tokens; token++, to += Panels.Width)
                new ReadOnlySpan<float>(from + (long)token * stride + column, Panels.Width).CopyTo(new Span<float>(to, Panels.Width));
    }
}
