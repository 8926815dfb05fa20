using System.Numerics.Tensors;
using Lector.Core;
using Lector.Core.Reading;

namespace Lector.Models.Encoders;

/// <summary>Reads with a BERT embedding model in Lector's own process: no server, no network.</summary>
/// <remarks>
/// A passage that has more tokens than the model was trained for is cut before a word into
/// pieces of like length; its vector is the mean of the pieces' vectors, weighted by their tokens, at unit length: each token counts once, as it does in the
/// mean within a piece, and the vector still does not depend on the question. What is known of its mail (<see cref="PassageFraming.Context"/>) is one more
/// piece, embedded once and not with each passage. Safe for use by several threads.
/// </remarks>
public sealed class EncoderReader : IEmbedder
{
    /// <summary>Tokens of a piece, [CLS] and [SEP] included: the length that sentence-transformers trained all-MiniLM-L6-v2 for.</summary>
    public const int PieceTokens = 256;

    private readonly BertModel model;
    private readonly BertEncoder encoder;
    private readonly int threads;

    private EncoderReader(BertModel model, string sha256, int threads)
    {
        (this.model, this.threads) = (model, threads);
        encoder = new BertEncoder(model);
        Sha256 = sha256;
        Identity = new ReaderIdentity("encoder", model.Name, $"sha256-{sha256} pieces-{PieceTokens} {PassageFraming.Version}", ReaderPlace.InProcess, null) { Licence = model.Licence };
    }

    /// <inheritdoc/>
    public ReaderIdentity Identity { get; }

    /// <summary>SHA-256 of the model file, 64 lower-case hex digits.</summary>
    public string Sha256 { get; }

    /// <summary>Numbers in a vector.</summary>
    public int Dimensions => model.Hidden;

    /// <summary>Whether a model file is one that this reader is for.</summary>
    /// <param name="path">A GGUF file.</param>
    /// <exception cref="UserErrorException">The file cannot be read, or is no GGUF.</exception>
    public static bool Reads(string path)
    {
        using var file = GgufFile.Open(path);
        return file.Text("general.architecture") == "bert";
    }

    /// <summary>Loads a model file.</summary>
    /// <param name="path">A GGUF file of a BERT embedding model.</param>
    /// <param name="threads">The most threads to compute with, 1 or more.</param>
    /// <exception cref="UserErrorException">The file cannot be read, is broken, or holds another kind of model.</exception>
    public static EncoderReader Open(string path, int threads) => Open(path, threads, ShortPanels.IsSupported ? WeightForm.Int16 : WeightForm.Float32);

    /// <summary>Loads a model file with its weights in a given form: the vectors of the forms differ by rounding only.</summary>
    /// <exception cref="UserErrorException">The file cannot be read, is broken, or holds another kind of model.</exception>
    internal static EncoderReader Open(string path, int threads, WeightForm form)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        using var file = GgufFile.Open(path);
        var model = BertModel.Load(file, form);
        return new EncoderReader(model, file.Sha256(), threads);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Embedding>> Embed(IReadOnlyList<PassageInContext> passages, CancellationToken cancel)
    {
        string[] known = [.. passages.Select(PassageFraming.Context)];
        string[] contexts = [.. known.Where(context => context.Length > 0).Distinct(StringComparer.Ordinal)];
        var texts = new List<WordToken>[passages.Count + contexts.Length];
        Parallel.For(0, texts.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel },
            i => texts[i] = model.Tokenizer.Tokenize(i < passages.Count ? passages[i].Text : contexts[i - passages.Count]));
        var embeddings = await Embed(texts, cancel).ConfigureAwait(false);
        var places = contexts.Select((context, i) => (context, embeddings[passages.Count + i])).ToDictionary(StringComparer.Ordinal);
        return [.. known.Select((context, i) => context.Length == 0 ? embeddings[i] : Joined(embeddings[i], places[context]))];
    }

    /// <inheritdoc/>
    public async Task<float[]> EmbedQuestion(string question, CancellationToken cancel)
    {
        var embeddings = await Embed([model.Tokenizer.Tokenize(question)], cancel).ConfigureAwait(false);
        return embeddings[0].Cause == UnreadCause.None
            ? embeddings[0].Vector
            : throw new ReaderUnavailableException($"{model.Name} gave no finite vector for the question: its file is damaged. Fetch the model again.");
    }

    /// <summary>Counts a text's tokens, [CLS] and [SEP] included.</summary>
    public int CountTokens(string text) => model.Tokenizer.Tokenize(text).Count + 2;

    /// <summary>Embeds the first <see cref="PieceTokens"/> tokens of each text, as sentence-transformers does.</summary>
    /// <returns>One unit vector a text.</returns>
    internal Task<float[][]> EmbedBeginnings(IReadOnlyList<string> texts, CancellationToken cancel)
    {
        var most = Math.Min(PieceTokens, model.Positions) - 2;
        return encoder.Embed([.. texts.Select(model.Tokenizer.Tokenize).Select(tokens => Frame(tokens, 0, Math.Min(tokens.Count, most)))], threads, cancel);
    }

    private async Task<Embedding[]> Embed(List<WordToken>[] texts, CancellationToken cancel)
    {
        var pieces = new List<int[]>(texts.Length);
        var ends = new int[texts.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            foreach (var (start, end) in Pieces.Cut(texts[i], Math.Min(PieceTokens, model.Positions) - 2))
                pieces.Add(Frame(texts[i], start, end));
            ends[i] = pieces.Count;
        }

        var vectors = await encoder.Embed(pieces, threads, cancel).ConfigureAwait(false);
        var embeddings = new Embedding[texts.Length];
        for (var (i, first) = (0, 0); i < texts.Length; first = ends[i++])
        {
            var vector = vectors[first];
            if (ends[i] > first + 1)
                vector = Mean(vectors, pieces, first, ends[i]);
            embeddings[i] = TensorPrimitives.IsFiniteAll<float>(vector)
                ? new Embedding(vector, texts[i].Count + 2, FullReading.IdsCompared, UnreadCause.None)
                : new Embedding([], 0, FullReading.Unproven, UnreadCause.OutOfRange);
        }

        return embeddings;
    }

    private float[] Mean(float[][] vectors, List<int[]> pieces, int first, int end)
    {
        var mean = new float[model.Hidden];
        for (var piece = first; piece < end; piece++)
            TensorPrimitives.MultiplyAdd(vectors[piece], pieces[piece].Length - 2, mean, mean);
        TensorPrimitives.Divide(mean, TensorPrimitives.Norm<float>(mean), mean);
        return mean;
    }

    // Each of their tokens counts once, [CLS] and [SEP] not.
    private static Embedding Joined(Embedding passage, Embedding context)
    {
        if (passage.Cause != UnreadCause.None || context.Cause != UnreadCause.None)
            return passage.Cause != UnreadCause.None ? passage : context;
        var sum = new float[passage.Vector.Length];
        TensorPrimitives.Multiply(passage.Vector, passage.Tokens - 2, sum);
        TensorPrimitives.MultiplyAdd(context.Vector, context.Tokens - 2, sum, sum);
        TensorPrimitives.Divide(sum, TensorPrimitives.Norm<float>(sum), sum);
        return passage with { Vector = sum };
    }

    private int[] Frame(List<WordToken> tokens, int start, int end)
    {
        var ids = new int[end - start + 2];
        ids[0] = model.Tokenizer.Begin;
        for (var i = start; i < end; i++)
            ids[i - start + 1] = tokens[i].Id;
        ids[^1] = model.Tokenizer.End;
        return ids;
    }
}
