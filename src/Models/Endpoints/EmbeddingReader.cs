using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using Lector.Core.Reading;

namespace Lector.Models.Endpoints;

/// <summary>Embeds by <c>POST /v1/embeddings</c>, in batches.</summary>
/// <remarks>What does not fit is embedded in halves whose vectors are averaged by their tokens. Vectors are asked for as base64, which is a tenth of the work to read; servers that answer numbers are read too.</remarks>
internal sealed class EmbeddingReader : IEmbedder, IDisposable
{
    private const int Batch = 16;
    private const int RequestsAtOnce = 2;

    private readonly Endpoint endpoint;
    private readonly string model;
    private readonly TokenCounter? counter;
    private readonly int? context;
    private readonly (string Question, string Passage) prefixes;
    private readonly SemaphoreSlim lanes = new(RequestsAtOnce, RequestsAtOnce);
    private int dimensions;

    /// <param name="identity">Who reads.</param>
    /// <param name="endpoint">The server.</param>
    /// <param name="model">The model's name there.</param>
    /// <param name="counter">Its tokenizer, where it offers one.</param>
    /// <param name="context">Tokens of its window, where known.</param>
    public EmbeddingReader(ReaderIdentity identity, Endpoint endpoint, string model, TokenCounter? counter, int? context)
    {
        (Identity, this.endpoint, this.model, this.counter, this.context) = (identity, endpoint, model, counter, context);
        prefixes = EmbeddingPrefixes.Of(model);
    }

    /// <inheritdoc/>
    public ReaderIdentity Identity { get; internal set; }

    /// <summary>Tokens that the server adds to each text, such as those for its beginning and end; null until <see cref="Measure"/> found them.</summary>
    public int? SpecialTokens { get; private set; }

    /// <summary>Longest framed text that the canary showed to be read to its end, by <see cref="Canary.LengthOf"/>; longer ones are halved where the window or the tokens are not known.</summary>
    public int ProvenLength { get; set; } = int.MaxValue;

    /// <summary>Whether the server's token counts agreed at the canary: texts of which some are missing were cut, and are halved.</summary>
    public bool CountsHold { get; set; }

    /// <summary>The grade of a vector whose token counts were not compared.</summary>
    public FullReading Grade { get; set; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Embedding>> Embed(IReadOnlyList<PassageInContext> passages, CancellationToken cancel)
    {
        var embeddings = new Embedding[passages.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, (passages.Count + Batch - 1) / Batch),
            new ParallelOptions { MaxDegreeOfParallelism = RequestsAtOnce, CancellationToken = cancel },
            async (batch, stop) =>
            {
                var from = batch * Batch;
                Text[] texts = [.. passages.Skip(from).Take(Batch).Select(p => new Text(p, PassageFraming.Context(p), 0, p.Text))];
                (await EmbedAll(texts, stop)).CopyTo(embeddings, from);
            });
        return embeddings;
    }

    /// <inheritdoc/>
    public async Task<float[]> EmbedQuestion(string question, CancellationToken cancel)
    {
        var vectors = await Send([prefixes.Question + question], cancel);
        return vectors.Cause == UnreadCause.None
            ? vectors.Items[0]
            : throw new ReaderUnavailableException($"The reader {endpoint.Shown} does not embed the question: {Words(vectors)}.");
    }

    /// <summary>Finds out how many tokens the server adds to a text.</summary>
    public async Task Measure(CancellationToken cancel)
    {
        if (counter is null)
            return;
        const string one = "The office will be closed on Friday.";
        var vectors = await Send([one], cancel);
        var added = vectors.Tokens - (await counter.Ids(one, cancel)).Length;
        SpecialTokens = vectors.Cause == UnreadCause.None && vectors.Tokens > 0 && added is >= 0 and < 16 ? added : null;
    }

    /// <inheritdoc/>
    public void Dispose() => lanes.Dispose();

    private async Task<Embedding[]> EmbedAll(Text[] texts, CancellationToken cancel)
    {
        var embeddings = new Embedding[texts.Length];
        var counts = new int[texts.Length];
        var whole = new List<int>();
        for (var i = 0; i < texts.Length; i++)
        {
            var framed = Framed(texts[i]);
            Carrying.Set((texts[i].Passage, texts[i].Offset, texts[i].Body));
            counts[i] = counter is null ? 0 : (await counter.Ids(framed, cancel)).Length;
            var tooLong = counter is null || context is null ? Canary.LengthOf(framed) > ProvenLength : counts[i] + (SpecialTokens ?? CountProof.EdgeTokens) > context;
            if (tooLong)
                embeddings[i] = await Halved(texts[i], cancel);
            else
                whole.Add(i);
        }

        if (whole.Count == 0)
            return embeddings;
        Carrying.Set(whole.Select(i => (texts[i].Passage, texts[i].Offset, texts[i].Body)));
        var vectors = await Send([.. whole.Select(i => Framed(texts[i]))], cancel);
        var expected = whole.Sum(i => counts[i] + (SpecialTokens ?? 0));
        var isCut = CountsHold && SpecialTokens is not null && vectors.Tokens > 0 && vectors.Tokens < expected - CountProof.EdgeTokens;
        if (vectors.Cause == UnreadCause.None && !isCut)
        {
            var grade = SpecialTokens is not null && vectors.Tokens == expected ? FullReading.CountsAgree : Grade;
            for (var n = 0; n < whole.Count; n++)
                embeddings[whole[n]] = new Embedding(vectors.Items[n], counts[whole[n]] > 0 ? counts[whole[n]] : vectors.Tokens / whole.Count, grade, UnreadCause.None);
            return embeddings;
        }

        // One text can make a server refuse the whole list, or be the one that it cut: they are asked one by one to find it.
        foreach (var i in whole)
            embeddings[i] = whole.Count > 1 ? (await EmbedAll([texts[i]], cancel))[0]
                : isCut || vectors.Cause == UnreadCause.TooLong ? await Halved(texts[i], cancel)
                : new Embedding([], 0, FullReading.Unproven, vectors.Cause);
        return embeddings;
    }

    private async Task<Embedding> Halved(Text text, CancellationToken cancel)
    {
        if (PassageHalves.Of(text.Body) is not var (first, second))
            return new Embedding([], 0, FullReading.Unproven, UnreadCause.TooLong);
        var a = (await EmbedAll([text with { Body = first }], cancel))[0];
        var b = (await EmbedAll([text with { Body = second, Offset = text.Offset + text.Body.Length - second.Length }], cancel))[0];
        if (a.Cause != UnreadCause.None || b.Cause != UnreadCause.None)
            return a.Cause != UnreadCause.None ? a : b;
        var mean = new float[a.Vector.Length];
        TensorPrimitives.Multiply(a.Vector, Math.Max(a.Tokens, 1), mean);
        TensorPrimitives.MultiplyAdd(b.Vector, Math.Max(b.Tokens, 1), mean, mean);
        return Unit(mean)
            ? new Embedding(mean, a.Tokens + b.Tokens, (FullReading)Math.Min((int)a.Grade, (int)b.Grade), UnreadCause.None)
            : new Embedding([], 0, FullReading.Unproven, UnreadCause.OutOfRange);
    }

    private string Framed(Text text) => prefixes.Passage + PassageFraming.Framed(text.Context, text.Body);

    /// <summary>One request.</summary>
    internal async Task<VectorReply> Send(IReadOnlyList<string> texts, CancellationToken cancel)
    {
        await lanes.WaitAsync(cancel);
        try
        {
            return await Post(texts, cancel);
        }
        finally
        {
            lanes.Release();
        }
    }

    /// <summary>The cosines of a question and some texts, asked past the lanes; null when there is no vector for each.</summary>
    internal async Task<IEnumerable<double>?> AskOnce(string question, IReadOnlyList<string> texts, CancellationToken cancel)
    {
        var vectors = await Post([prefixes.Question + question, .. texts.Select(text => prefixes.Passage + text)], cancel);
        return vectors.Cause == UnreadCause.None ? vectors.Items.Skip(1).Select(vector => (double)TensorPrimitives.Dot(vectors.Items[0], vector)) : null;
    }

    private async Task<VectorReply> Post(IReadOnlyList<string> texts, CancellationToken cancel)
    {
        var reply = await endpoint.Post("v1/embeddings", json =>
        {
            json.WriteString("model", model);
            json.WriteStartArray("input");
            foreach (var text in texts)
                json.WriteStringValue(text);
            json.WriteEndArray();
            json.WriteString("encoding_format", "base64");
        }, cancel);
        if (!reply.Ok)
            return (int)reply.Status is 401 or 403 or >= 300 and < 400
                ? throw new ReaderUnavailableException($"The reader {endpoint.Shown} cannot be used: {Diagnosis.Of(reply, "/v1/embeddings", model)}.")
                : new VectorReply([], 0, reply.SaysTooLong ? UnreadCause.TooLong : UnreadCause.ServerError, reply);
        using var json = reply.Json();
        var vectors = Parse(json?.RootElement ?? default, texts.Count) with { Reply = reply };
        return vectors.Items.All(IsOfOneSpace) ? vectors : vectors with { Items = [], Cause = UnreadCause.NoVerdict };
    }

    // Vectors of another length than the first cannot be compared with it.
    private bool IsOfOneSpace(float[] vector) => Interlocked.CompareExchange(ref dimensions, vector.Length, 0) is var first && (first == 0 || first == vector.Length);

    /// <summary>Why there are no vectors, in words.</summary>
    internal string Words(VectorReply vectors) => vectors.Reply is { } reply && !reply.Ok ? Diagnosis.Of(reply, "/v1/embeddings", model) : vectors.Cause switch
    {
        UnreadCause.OutOfRange => "it answers vectors of length 0 or with numbers that are none",
        _ => "its answer lacks a vector for each text",
    };

    private static VectorReply Parse(JsonElement reply, int count)
    {
        if (reply.ValueKind != JsonValueKind.Object || !reply.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array || data.GetArrayLength() != count)
            return new VectorReply([], 0, UnreadCause.NoVerdict, null);
        var vectors = new float[count][];
        foreach (var item in data.EnumerateArray())
        {
            if (ReplyMembers.Integer(item, "index") is not { } index || index < 0 || index >= count || vectors[index] is not null
                || !item.TryGetProperty("embedding", out var numbers) || Numbers(numbers) is not { Length: > 0 } vector)
                return new VectorReply([], 0, UnreadCause.NoVerdict, null);
            if (!Unit(vector))
                return new VectorReply([], 0, UnreadCause.OutOfRange, null);
            vectors[index] = vector;
        }

        var tokens = ReplyMembers.Tokens(reply, "prompt_tokens");
        return new VectorReply(vectors, tokens, UnreadCause.None, null);
    }

    private static float[]? Numbers(JsonElement numbers) => numbers.ValueKind switch
    {
        JsonValueKind.String when numbers.TryGetBytesFromBase64(out var bytes) && bytes.Length % sizeof(float) == 0 => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
        JsonValueKind.Array when numbers.EnumerateArray().All(n => n.ValueKind == JsonValueKind.Number) => [.. numbers.EnumerateArray().Select(n => n.GetSingle())],
        _ => null,
    };

    private static bool Unit(float[] vector)
    {
        var length = TensorPrimitives.Norm(vector);
        if (!float.IsFinite(length) || length < 1e-12f)
            return false;
        TensorPrimitives.Divide(vector, length, vector);
        return true;
    }

    private sealed record Text(PassageInContext Passage, string Context, int Offset, string Body);
}

/// <summary>What an embedding server said.</summary>
/// <param name="Items">Unit vectors in the order of the texts; empty where there is a <paramref name="Cause"/>.</param>
/// <param name="Tokens">Tokens of all texts by the server's usage, or 0.</param>
/// <param name="Cause">Why there are none.</param>
/// <param name="Reply">The reply, for diagnoses.</param>
internal readonly record struct VectorReply(float[][] Items, int Tokens, UnreadCause Cause, Reply? Reply);
