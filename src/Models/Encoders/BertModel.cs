using Lector.Core;

namespace Lector.Models.Encoders;

/// <summary>An embedding model of the BERT family, loaded: shape, weights, tokenizer.</summary>
internal sealed class BertModel
{
    private readonly byte[] tokenRows;
    private readonly GgufTensorType tokenType;
    private readonly float[] positionRows;
    private readonly float[] segmentRow;

    private BertModel(GgufFile file, WeightForm form)
    {
        if (file.Text("general.architecture") is not "bert")
            throw new UserErrorException($"{file.Name} holds a {file.Text("general.architecture") ?? "nameless"} model, not a BERT embedding model: take one such as all-MiniLM-L6-v2.");
        Name = file.Text("general.name") ?? Path.GetFileNameWithoutExtension(file.Name);
        Licence = file.Text("general.license");
        Hidden = Size("embedding_length", 16, 8192);
        FeedForward = Size("feed_forward_length", 16, 32768);
        Heads = Size("attention.head_count", 1, Hidden / 16);
        Positions = Size("context_length", 8, 8192);
        Epsilon = (float)(file.Number("bert.attention.layer_norm_epsilon") ?? 1e-12);
        if (Hidden % Heads != 0 || Hidden / Heads % Panels.Width != 0 || Hidden % ShortPanels.Block != 0 || FeedForward % ShortPanels.Block != 0)
            throw new UserErrorException($"{file.Name} has an unusual shape ({Hidden} numbers, {Heads} heads, {FeedForward} inside) that Lector does not compute.");
        FirstTokenOnly = (file.Integer("bert.pooling_type") ?? 1) switch
        {
            1 => false,
            2 => true,
            var other => throw new UserErrorException($"{file.Name} pools its tokens in a way that Lector does not know (type {other}): mean (1) or first token (2) is needed."),
        };

        Tokenizer = WordPiece.From(file);
        var tokens = file.Tensor("token_embd.weight", Hidden, file.Texts("tokenizer.ggml.tokens")!.Count);
        (tokenRows, tokenType) = (file.Bytes(tokens), tokens.Type);
        positionRows = file.Floats("position_embd.weight", Hidden, Positions);
        var segments = file.Tensors.TryGetValue("token_types.weight", out var types) && types.Shape.Count == 2 ? types.Shape[1] : 2;
        segmentRow = file.Floats("token_types.weight", Hidden, segments)[..Hidden];
        EmbeddingNorm = new Norm(file, "token_embd_norm", Hidden);
        Layers = new Layer[Size("block_count", 1, 128)];
        for (var i = 0; i < Layers.Length; i++)
            Layers[i] = new Layer(file, form, i, Hidden, FeedForward);

        int Size(string key, int least, int most) => file.Integer("bert." + key) is { } value && value >= least && value <= most
            ? (int)value
            : throw new UserErrorException($"{file.Name} is broken: bert.{key} is missing or out of range.");
    }

    /// <summary>The model's name as its file states it.</summary>
    public string Name { get; }

    /// <summary>The model's licence as its file states it, or null.</summary>
    public string? Licence { get; }

    /// <summary>Numbers of a token's state and of an embedding.</summary>
    public int Hidden { get; }

    /// <summary>Numbers inside the feed-forward part.</summary>
    public int FeedForward { get; }

    /// <summary>Attention heads.</summary>
    public int Heads { get; }

    /// <summary>The most tokens of a text.</summary>
    public int Positions { get; }

    /// <summary>What layer normalisation adds to the variance.</summary>
    public float Epsilon { get; }

    /// <summary>Whether the embedding is the state of [CLS] instead of the mean of all tokens.</summary>
    public bool FirstTokenOnly { get; }

    /// <summary>Cuts texts into this model's tokens.</summary>
    public WordPiece Tokenizer { get; }

    /// <summary>The normalisation of the token's first state.</summary>
    public Norm EmbeddingNorm { get; }

    /// <summary>The layers, in order.</summary>
    public Layer[] Layers { get; }

    /// <summary>Loads a model with its weights in a given form.</summary>
    /// <exception cref="UserErrorException">The file is no BERT embedding model that Lector computes.</exception>
    public static BertModel Load(GgufFile file, WeightForm form) => new(file, form);

    /// <summary>Writes a token's first state, before normalisation: its own row and the sum of position and segment.</summary>
    public void Begin(int token, int position, Span<float> state, Span<float> place)
    {
        var bytes = (int)GgufFile.Size(tokenType, Hidden);
        GgufFile.Widen(tokenType, tokenRows.AsSpan(token * bytes, bytes), state);
        System.Numerics.Tensors.TensorPrimitives.Add(positionRows.AsSpan(position * Hidden, Hidden), segmentRow, place);
    }

    /// <summary>Weights of a layer normalisation.</summary>
    internal sealed class Norm(GgufFile file, string name, int size)
    {
        /// <summary>Factors.</summary>
        public float[] Weight { get; } = file.Floats(name + ".weight", size);

        /// <summary>Summands.</summary>
        public float[] Bias { get; } = file.Floats(name + ".bias", size);
    }

    /// <summary>Weights of one layer.</summary>
    internal sealed class Layer(GgufFile file, WeightForm form, int index, int hidden, int feedForward)
    {
        /// <summary>Queries, keys and values side by side.</summary>
        public Linear QueryKeyValue { get; } = Linear.Read(file, form, hidden, hidden, $"blk.{index}.attn_q", $"blk.{index}.attn_k", $"blk.{index}.attn_v");

        /// <summary>Joins the heads.</summary>
        public Linear Join { get; } = Linear.Read(file, form, hidden, hidden, $"blk.{index}.attn_output");

        /// <summary>After attention.</summary>
        public Norm AttentionNorm { get; } = new(file, $"blk.{index}.attn_output_norm", hidden);

        /// <summary>Widens.</summary>
        public Linear Up { get; } = Linear.Read(file, form, hidden, feedForward, $"blk.{index}.ffn_up");

        /// <summary>Narrows.</summary>
        public Linear Down { get; } = Linear.Read(file, form, feedForward, hidden, $"blk.{index}.ffn_down");

        /// <summary>After the feed-forward part.</summary>
        public Norm OutputNorm { get; } = new(file, $"blk.{index}.layer_output_norm", hidden);
    }
}
