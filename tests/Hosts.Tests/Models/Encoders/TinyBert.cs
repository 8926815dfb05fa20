namespace Lector.Hosts.Tests.Models.Encoders;

/// <summary>A BERT model of random weights, small enough to compute by hand: as a file, and as the plainest forward pass in double precision.</summary>
internal sealed class TinyBert
{
    public const int Hidden = 32;
    public const int Heads = 2;
    public const int Inner = 64;
    public const int Layers = 2;
    public const int Positions = 96;
    public static readonly string[] Vocabulary =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "▁the", "▁notice", "▁period", "▁is", "▁thirty", "▁days", "s", "ing", "▁can", "cel", "▁.", "▁,", "▁a", "b", "▁[", "▁]", "▁sep",
    ];

    private readonly Dictionary<string, float[]> weights = [];
    private readonly Random random;

    public TinyBert(int seed = 1, bool firstToken = false)
    {
        random = new Random(seed);
        File = new GgufBuilder()
            .Set("general.architecture", "bert").Set("general.name", "tiny").Set("general.license", "cc0-1.0")
            .Set("bert.block_count", (uint)Layers).Set("bert.context_length", (uint)Positions).Set("bert.embedding_length", (uint)Hidden)
            .Set("bert.feed_forward_length", (uint)Inner).Set("bert.attention.head_count", (uint)Heads).Set("bert.attention.layer_norm_epsilon", 1e-12f)
            .Set("bert.pooling_type", firstToken ? 2u : 1u).Set("tokenizer.ggml.model", "bert").Set("tokenizer.ggml.tokens", Vocabulary)
            .Set("tokenizer.ggml.token_type", new int[Vocabulary.Length])
            .Set("tokenizer.ggml.bos_token_id", 2u).Set("tokenizer.ggml.eos_token_id", 3u).Set("tokenizer.ggml.unknown_token_id", 1u);
        Add("token_embd.weight", Hidden, Vocabulary.Length);
        Add("position_embd.weight", Hidden, Positions);
        Add("token_types.weight", Hidden, 2);
        AddNorm("token_embd_norm");
        for (var layer = 0; layer < Layers; layer++)
        {
            foreach (var name in new[] { "attn_q", "attn_k", "attn_v", "attn_output" })
                AddDense($"blk.{layer}.{name}", Hidden, Hidden);
            AddDense($"blk.{layer}.ffn_up", Hidden, Inner);
            AddDense($"blk.{layer}.ffn_down", Inner, Hidden);
            AddNorm($"blk.{layer}.attn_output_norm");
            AddNorm($"blk.{layer}.layer_output_norm");
        }
    }

    public GgufBuilder File { get; }

    public double[] Embed(int[] ids, bool firstToken = false)
    {
        var states = ids.Select((id, p) => Norm("token_embd_norm", [.. Enumerable.Range(0, Hidden).Select(k =>
            (double)weights["token_embd.weight"][id * Hidden + k] + weights["position_embd.weight"][p * Hidden + k] + weights["token_types.weight"][k])])).ToArray();
        for (var layer = 0; layer < Layers; layer++)
        {
            var name = $"blk.{layer}.";
            var (q, k, v) = (states.Select(s => Dense(name + "attn_q", s)).ToArray(), states.Select(s => Dense(name + "attn_k", s)).ToArray(), states.Select(s => Dense(name + "attn_v", s)).ToArray());
            var width = Hidden / Heads;
            states = [.. states.Select((state, i) =>
            {
                var gathered = new double[Hidden];
                for (var head = 0; head < Heads; head++)
                {
                    var span = Enumerable.Range(head * width, width).ToArray();
                    var powers = k.Select(key => Math.Exp(span.Sum(d => q[i][d] * key[d]) / Math.Sqrt(width))).ToArray();
                    foreach (var d in span)
                        gathered[d] = powers.Select((p, j) => p * v[j][d]).Sum() / powers.Sum();
                }

                return Norm(name + "attn_output_norm", Sum(state, Dense(name + "attn_output", gathered)));
            })];
            states = [.. states.Select(s => Norm(name + "layer_output_norm", Sum(s, Dense(name + "ffn_down", [.. Dense(name + "ffn_up", s).Select(Gelu)]))))];
        }

        var pooled = Enumerable.Range(0, Hidden).Select(d => firstToken ? states[0][d] : states.Average(s => s[d])).ToArray();
        var length = Math.Sqrt(pooled.Sum(x => x * x));
        return [.. pooled.Select(x => x / length)];
    }

    private void AddDense(string name, int inputs, int outputs)
    {
        Add(name + ".weight", inputs, outputs);
        Add(name + ".bias", outputs);
    }

    private void AddNorm(string name)
    {
        Add(name + ".weight", Hidden);
        Add(name + ".bias", Hidden);
    }

    // Each form of storage is used by some tensor.
    private void Add(string name, params long[] shape)
    {
        var numbers = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = (float)(Half)((random.NextSingle() - .5f) * (name.Contains("norm.weight") ? 3 : 1));
        weights[name] = numbers;
        _ = shape.Length == 1 ? File.F32(name, numbers, shape) : name.Contains("ffn") || name.Contains("token_embd") ? File.Q8(name, numbers, shape) : File.F16(name, numbers, shape);
    }

    private double[] Dense(string name, double[] x) =>
        [.. weights[name + ".bias"].Select((b, o) => b + x.Select((n, k) => n * weights[name + ".weight"][o * x.Length + k]).Sum())];

    private double[] Norm(string name, double[] x)
    {
        var mean = x.Average();
        var deviation = Math.Sqrt(x.Average(n => (n - mean) * (n - mean)) + 1e-12);
        return [.. x.Select((n, d) => (n - mean) / deviation * weights[name + ".weight"][d] + weights[name + ".bias"][d])];
    }

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    // 1 + erf by the integral's Taylor series, exact enough for |x| < 6.
    private static double Gelu(double x)
    {
        var (z, term, sum) = (x / Math.Sqrt(2), x / Math.Sqrt(2), 0.0);
        for (var n = 0; n < 200; n++)
        {
            sum += term / (2 * n + 1);
            term *= -z * z / (n + 1);
        }

        return x / 2 * (1 + 2 / Math.Sqrt(Math.PI) * sum);
    }
}
