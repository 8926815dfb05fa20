using System.Text;

namespace Lector.Hosts.Tests.Models;

/// <summary>Writes llama-architecture models of 285 kB whose weights are set by hand, so that a real llama-server answers what is known beforehand.</summary>
/// <remarks>
/// Chat and decision: P(yes) is .99 when <c>zebra</c> or <c>giraffe</c> was read, .39 for <c>horse</c>, near 0 else, wherever the word stands among a thousand. Rerank:
/// a logit near 4.6, 2.7, 0. The question is not looked at. Embedding: texts that name the same animal, by its name or its look, point the same way.
/// </remarks>
internal sealed class TinyGguf
{
    private const int D = 64, Heads = 2, HeadDim = D / Heads, FeedForward = 32;
    private const int Constant = 5, Needle = 1, Strength = 4, Verdict = 2, Plain = 3;

    private readonly Kind kind;
    private readonly List<(string Text, int Type)> tokens = [("<unk>", 2), ("<s>", 3), ("</s>", 3)];
    private readonly List<Action<BinaryWriter>> values = [];

    private TinyGguf(Kind kind) => this.kind = kind;

    public enum Kind { Chat, Decision, Rerank, Embedding }

    private static IReadOnlyDictionary<string, float> Needles { get; } = new Dictionary<string, float> { ["zebra"] = 1f, ["giraffe"] = 1f, ["horse"] = .5f };

    private static IReadOnlyDictionary<string, int> Directions { get; } =
        new Dictionary<string, int> { ["zebra"] = 10, ["striped"] = 10, ["stripes"] = 10, ["giraffe"] = 11, ["long-necked"] = 11, ["horse"] = 12 };

    /// <summary>Writes a model.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="labels">The words that stand for yes and no, other than Yes and No.</param>
    /// <returns>The file's path.</returns>
    public static string Write(string folder, Kind kind, (string Yes, string No)? labels = null)
    {
        var path = Path.Combine(folder, $"tiny-{kind.ToString().ToLowerInvariant()}.gguf");
        new TinyGguf(kind).Save(path, labels ?? (kind == Kind.Decision ? ("A", "B") : ("Yes", "No")));
        return path;
    }

    private void Save(string path, (string Yes, string No) labels)
    {
        for (var i = 0; i < 256; i++)
            tokens.Add(($"<0x{i:X2}>", 6));
        for (var c = 0x20; c < 0x7f; c++)
            tokens.Add((c == 0x20 ? "\u2581" : ((char)c).ToString(), 1));
        foreach (var control in (string[])["<|im_start|>", "<|im_end|>"])
            tokens.Add((control, 3));
        foreach (var word in new[] { labels.Yes, labels.No }.Where(l => l.Length > 1).Concat(kind == Kind.Embedding ? Directions.Keys : Needles.Keys))
            tokens.Add((word, 4));
        var vocabulary = tokens.Count;
        var (embeddings, head) = (new float[vocabulary * D], new float[vocabulary * D]);
        var (q, k, v, o) = (new float[D * D], new float[D * D], new float[D * D], new float[D * D]);
        if (kind == Kind.Embedding)
        {
            // After the norm a plain token is a thousandth of a word that counts: 1e-6 / sqrt(1e-12 / D + 1e-6).
            for (var i = 0; i < vocabulary; i++)
                embeddings[i * D + Constant] = 1e-6f;
            foreach (var (word, direction) in Directions)
                embeddings[Id(word) * D + direction] = 1;
        }
        else
        {
            for (var i = 0; i < vocabulary; i++)
                embeddings[i * D + Constant] = embeddings[i * D + Plain] = 1;
            foreach (var (word, strength) in Needles)
            {
                var row = Id(word) * D;
                (embeddings[row + Plain], embeddings[row + Needle], embeddings[row + Strength]) = (0, 1, strength);
            }

            // One head looks for needles with a weight that outdoes thousands of other tokens, and carries their strength on.
            var g = MathF.Sqrt(D / 2f);
            q[30 * D + Constant] = 1;
            k[30 * D + Needle] = 25 * MathF.Sqrt(HeadDim) / (g * g);
            v[Strength] = 1 / g;
            o[(kind == Kind.Rerank ? 0 : Verdict) * D] = 1;
            head[Id(labels.Yes) * D + Verdict] = 3;
            head[Id(labels.No) * D + Constant] = 1.5f;
        }

        float[] ones = [.. Enumerable.Repeat(1f, D)];
        (string Name, int[] Shape, float[] Data)[] tensors =
        [
            ("token_embd.weight", [D, vocabulary], embeddings), ("output_norm.weight", [D], ones), ("output.weight", [D, vocabulary], head),
            ("blk.0.attn_norm.weight", [D], ones), ("blk.0.attn_q.weight", [D, D], q), ("blk.0.attn_k.weight", [D, D], k),
            ("blk.0.attn_v.weight", [D, D], v), ("blk.0.attn_output.weight", [D, D], o), ("blk.0.ffn_norm.weight", [D], ones),
            ("blk.0.ffn_gate.weight", [D, FeedForward], new float[D * FeedForward]), ("blk.0.ffn_up.weight", [D, FeedForward], new float[D * FeedForward]),
            ("blk.0.ffn_down.weight", [FeedForward, D], new float[D * FeedForward]),
        ];
        Describe();

        using var file = new BinaryWriter(File.Create(path));
        file.Write("GGUF"u8);
        file.Write(3u);
        file.Write((ulong)tensors.Length);
        file.Write((ulong)values.Count);
        foreach (var write in values)
            write(file);
        var offset = 0UL;
        foreach (var (name, shape, data) in tensors)
        {
            Text(file, name);
            file.Write((uint)shape.Length);
            foreach (var dimension in shape)
                file.Write((ulong)dimension);
            file.Write(0u);
            file.Write(offset);
            offset += (ulong)((data.Length * sizeof(float) + 31) / 32 * 32);
        }

        Pad(file);
        foreach (var (_, _, data) in tensors)
        {
            foreach (var number in data)
                file.Write(number);
            Pad(file);
        }
    }

    private int Id(string token) => tokens.FindIndex(t => t.Text == token);

    private void Describe()
    {
        Add("general.architecture", "llama");
        Add("general.name", "tiny");
        Add("general.license", "mit");
        Add("general.organization", "Lector's tests");
        Add("general.file_type", 0u);
        foreach (var (key, value) in new[] { ("block_count", 1), ("context_length", 32768), ("embedding_length", D), ("feed_forward_length", FeedForward), ("attention.head_count", Heads), ("attention.head_count_kv", Heads), ("vocab_size", tokens.Count), ("rope.dimension_count", HeadDim) })
            Add("llama." + key, (uint)value);
        Add("llama.attention.layer_norm_rms_epsilon", 1e-6f);
        Add("llama.rope.freq_base", 1e6f);
        Add("tokenizer.ggml.model", "llama");
        Add("tokenizer.ggml.pre", "default");
        AddList("tokenizer.ggml.tokens", 8, tokens, (w, t) => Text(w, t.Text));
        AddList("tokenizer.ggml.scores", 6, [.. tokens.Select((t, i) => t.Type == 1 ? -(float)i : 0f)], (w, x) => w.Write(x));
        AddList("tokenizer.ggml.token_type", 5, tokens, (w, t) => w.Write(t.Type));
        Add("tokenizer.ggml.bos_token_id", 1u);
        Add("tokenizer.ggml.eos_token_id", (uint)Id("<|im_end|>"));
        Add("tokenizer.ggml.unknown_token_id", 0u);
        Add("tokenizer.ggml.add_bos_token", true);
        Add("tokenizer.ggml.add_space_prefix", false);
        Add("tokenizer.chat_template", "{% for m in messages %}{{'<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>\n'}}{% endfor %}{% if add_generation_prompt %}{{'<|im_start|>assistant\n'}}{% endif %}");
        if (kind == Kind.Decision)
        {
            Add("llama.decision.type", "openjev");
            AddList("tokenizer.chat_templates", 8, ["systemone"], Text);
            Add("tokenizer.chat_template.systemone", "<|im_start|>user\n{{ state if state is string else state | tojson }}\n{{ instructions if instructions is string else instructions | tojson }}\n<|im_end|>\n<|im_start|>assistant\n");
        }
        else if (kind is Kind.Rerank or Kind.Embedding)
            Add("llama.pooling_type", kind == Kind.Rerank ? 4u : 1u);
    }

    private void Add(string key, object value) => values.Add(file =>
    {
        Text(file, key);
        switch (value)
        {
            case string text: file.Write(8u); Text(file, text); break;
            case uint number: file.Write(4u); file.Write(number); break;
            case float real: file.Write(6u); file.Write(real); break;
            case bool flag: file.Write(7u); file.Write(flag); break;
        }
    });

    private void AddList<T>(string key, uint type, IReadOnlyList<T> list, Action<BinaryWriter, T> one) => values.Add(file =>
    {
        Text(file, key);
        file.Write(9u);
        file.Write(type);
        file.Write((ulong)list.Count);
        foreach (var item in list)
            one(file, item);
    });

    private static void Text(BinaryWriter file, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        file.Write((ulong)bytes.Length);
        file.Write(bytes);
    }

    private static void Pad(BinaryWriter file)
    {
        while (file.BaseStream.Position % 32 != 0)
            file.Write((byte)0);
    }
}
