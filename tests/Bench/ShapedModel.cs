using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Lector.Bench;

/// <summary>A chat model of the shape of Qwen2.5-0.5B with random weights: what it answers is noise, what a token of it costs is what a token of a real model costs.</summary>
/// <remarks>
/// 24 layers of 896 numbers, 14 heads of 64 over 2 key-value heads, 4,864 in the feed-forward part, 151,936 tokens, output tied to the embeddings: 494 million weights.
/// Written as 16-bit numbers (1 GB) and brought to Q4_0 by llama-quantize, as such files are made. Words that are given are one token each, as common words are
/// in a real vocabulary; what else is written is taken letter by letter; the rest of the vocabulary stands for nothing and is computed all the same.
/// </remarks>
internal sealed class ShapedModel
{
    private const int Layers = 24, Width = 896, Heads = 14, KeyValueHeads = 2, HeadWidth = 64, FeedForward = 4864, Vocabulary = 151_936;
    private const int Text = 8, Number = 4, Real = 6, Truth = 7, List = 9, Whole = 5;
    private const int Normal = 1, Control = 3, UserDefined = 4, Unused = 5, Byte = 6;

    private readonly List<(string Text, int Type)> tokens = [("<unk>", 2), ("<s>", Control), ("</s>", Control), ("<|im_start|>", Control), ("<|im_end|>", Control)];
    private readonly List<(string Name, int[] Shape)> tensors = [];
    private readonly BinaryWriter file;

    private ShapedModel(BinaryWriter file) => this.file = file;

    /// <summary>Makes the file, unless an earlier run has made it.</summary>
    /// <param name="folder">Where it is kept: 350 MB, and 1 GB more while it is made.</param>
    /// <param name="quantize">The llama-quantize program.</param>
    /// <param name="words">Words that are one token each.</param>
    /// <param name="cancel">Stops, and leaves no unfinished file.</param>
    /// <returns>Its path.</returns>
    public static async Task<string> Make(string folder, string quantize, IEnumerable<string> words, CancellationToken cancel)
    {
        string[] known = [.. words.Distinct(StringComparer.Ordinal)];
        // One of other words counts other tokens.
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', known))).AsSpan(0, 4));
        var (raw, path) = (Path.Combine(folder, $"random-0.5b-{key}-f16.gguf"), Path.Combine(folder, $"random-0.5b-{key}-q4_0.gguf"));
        if (File.Exists(path))
            return path;
        Directory.CreateDirectory(folder);
        try
        {
            using (var file = new BinaryWriter(File.Create(raw)))
                new ShapedModel(file).Write(known);
            using var process = Process.Start(new ProcessStartInfo(quantize, [raw, path + ".unfinished", "Q4_0"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            try
            {
                await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel), process.WaitForExitAsync(cancel));
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            if (process.ExitCode != 0)
                throw new InvalidOperationException($"llama-quantize ended with code {process.ExitCode}.");
            File.Move(path + ".unfinished", path);
            return path;
        }
        finally
        {
            File.Delete(raw);
            File.Delete(path + ".unfinished");
        }
    }

    private void Write(IEnumerable<string> words)
    {
        for (var i = 0; i < 256; i++)
            tokens.Add(($"<0x{i:X2}>", Byte));
        for (var letter = '!'; letter < 0x7f; letter++)
            tokens.Add((letter.ToString(), Normal));
        tokens.Add(("\u2581", Normal));
        foreach (var word in words)
            tokens.Add((" " + word, UserDefined));
        foreach (var verdict in (string[])["Yes", "No"])
            tokens.Add((verdict, UserDefined));
        while (tokens.Count < Vocabulary)
            tokens.Add(($"<unused{tokens.Count}>", Unused));

        Shape();
        file.Write("GGUF"u8);
        file.Write(3u);
        file.Write((ulong)tensors.Count);
        Describe();
        var offset = 0UL;
        foreach (var (name, shape) in tensors)
        {
            Say(name);
            file.Write((uint)shape.Length);
            foreach (var dimension in shape)
                file.Write((ulong)dimension);
            file.Write(shape.Length == 1 ? 0u : 1u);
            file.Write(offset);
            offset += (ulong)((Size(shape) + 31) / 32 * 32);
        }

        Pad();
        // One stretch of noise, from another place on for every tensor: drawing each weight anew would take longer than quantising.
        var random = new Random(1);
        var noise = new Half[1 << 20];
        for (var i = 0; i < noise.Length; i++)
            noise[i] = (Half)((random.NextDouble() - .5) * .07);
        foreach (var (name, shape) in tensors)
        {
            if (shape.Length == 1)
                foreach (var _ in Enumerable.Range(0, shape[0]))
                    file.Write(name.Contains("norm", StringComparison.Ordinal) ? 1f : 0f);
            else
                for (var left = Size(shape) / 2; left > 0;)
                {
                    var part = noise.AsSpan(random.Next(noise.Length / 2));
                    part = part[..(int)Math.Min(left, part.Length)];
                    file.Write(MemoryMarshal.AsBytes(part));
                    left -= part.Length;
                }
            Pad();
        }
    }

    private void Shape()
    {
        tensors.AddRange([("token_embd.weight", [Width, Vocabulary]), ("output_norm.weight", [Width])]);
        for (var i = 0; i < Layers; i++)
        {
            tensors.AddRange(
            [
                ($"blk.{i}.attn_norm.weight", [Width]), ($"blk.{i}.ffn_norm.weight", [Width]),
                ($"blk.{i}.attn_q.weight", [Width, Heads * HeadWidth]), ($"blk.{i}.attn_q.bias", [Heads * HeadWidth]),
                ($"blk.{i}.attn_k.weight", [Width, KeyValueHeads * HeadWidth]), ($"blk.{i}.attn_k.bias", [KeyValueHeads * HeadWidth]),
                ($"blk.{i}.attn_v.weight", [Width, KeyValueHeads * HeadWidth]), ($"blk.{i}.attn_v.bias", [KeyValueHeads * HeadWidth]),
                ($"blk.{i}.attn_output.weight", [Heads * HeadWidth, Width]),
                ($"blk.{i}.ffn_gate.weight", [Width, FeedForward]), ($"blk.{i}.ffn_up.weight", [Width, FeedForward]), ($"blk.{i}.ffn_down.weight", [FeedForward, Width]),
            ]);
        }
    }

    // Norms and biases are 32-bit numbers, all else 16-bit.
    private static long Size(int[] shape) => shape.Length == 1 ? 4L * shape[0] : 2L * shape[0] * shape[1];

    private void Describe()
    {
        (string Key, object Value)[] values =
        [
            ("general.architecture", "qwen2"), ("general.name", "random-0.5b"), ("general.license", "mit"), ("general.organization", "Lector's bench"), ("general.file_type", 1u),
            ("qwen2.block_count", (uint)Layers), ("qwen2.context_length", 32_768u), ("qwen2.embedding_length", (uint)Width), ("qwen2.feed_forward_length", (uint)FeedForward),
            ("qwen2.attention.head_count", (uint)Heads), ("qwen2.attention.head_count_kv", (uint)KeyValueHeads), ("qwen2.attention.layer_norm_rms_epsilon", 1e-6f), ("qwen2.rope.freq_base", 1e6f),
            ("tokenizer.ggml.model", "llama"), ("tokenizer.ggml.pre", "default"),
            ("tokenizer.ggml.tokens", tokens.ConvertAll(token => token.Text)), ("tokenizer.ggml.scores", Enumerable.Range(0, Vocabulary).Select(i => -(float)i).ToList()), ("tokenizer.ggml.token_type", tokens.ConvertAll(token => token.Type)),
            ("tokenizer.ggml.bos_token_id", 1u), ("tokenizer.ggml.eos_token_id", 4u), ("tokenizer.ggml.unknown_token_id", 0u), ("tokenizer.ggml.add_bos_token", false), ("tokenizer.ggml.add_space_prefix", false),
            ("tokenizer.chat_template", "{% for m in messages %}{{'<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>\n'}}{% endfor %}{% if add_generation_prompt %}{{'<|im_start|>assistant\n'}}{% endif %}"),
        ];
        file.Write((ulong)values.Length);
        foreach (var (key, value) in values)
        {
            Say(key);
            switch (value)
            {
                case string text: file.Write(Text); Say(text); break;
                case uint number: file.Write(Number); file.Write(number); break;
                case float real: file.Write(Real); file.Write(real); break;
                case bool truth: file.Write(Truth); file.Write(truth); break;
                case List<string> texts: Begin(Text, texts.Count); texts.ForEach(Say); break;
                case List<float> reals: Begin(Real, reals.Count); reals.ForEach(file.Write); break;
                case List<int> wholes: Begin(Whole, wholes.Count); wholes.ForEach(file.Write); break;
            }
        }

        void Begin(int type, int count)
        {
            file.Write(List);
            file.Write(type);
            file.Write((ulong)count);
        }
    }

    private void Say(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        file.Write((ulong)bytes.Length);
        file.Write(bytes);
    }

    private void Pad() => file.Write(new byte[(32 - (file.BaseStream.Position % 32)) % 32]);
}
