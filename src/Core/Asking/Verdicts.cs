using System.Buffers.Binary;
using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>What a model said of one text shard's passages, stored as numbers: a row a passage of its readable documents, in order.</summary>
/// <remarks>
/// Little-endian. Header: dimensions (int32, 0 for verdicts). Row: score (float32; absent for embeddings), tokens (int32), grade (byte), cause (byte),
/// then for embeddings the vector as that many float16, zeros where unread.
/// </remarks>
public static class Verdicts
{
    private const int MostDimensions = 65_536;

    /// <summary>The blob's name for the host's model, or null when no model reads.</summary>
    public static string? Name(AskPorts ports, Ask ask, string shard)
    {
        var paths = new MatterPaths(ask.Matter);
        return ports switch
        {
            { Embedder: { } embedder } => paths.Embeddings(Key(embedder.Identity), shard),
            { Reader: { } reader } => paths.Verdicts(MatterPaths.Key(ask.Question), Key(reader.Identity), shard),
            _ => null,
        };
    }

    /// <summary>The blob's name for the model that a planned run is read by: the reader at the queue that was appointed, else the host's; null when no model reads.</summary>
    public static string? Name(AskPorts ports, RunPlan plan, string shard) => plan.Queued is { } queued ? $"{Folder(plan.Ask, queued.Identity)}/{shard}" : Name(ports, plan.Ask, shard);

    /// <summary>Folder of a reader's verdicts on an ask's question.</summary>
    public static string Folder(Ask ask, ReaderIdentity reader) => new MatterPaths(ask.Matter).Verdicts(MatterPaths.Key(ask.Question), Key(reader), "").TrimEnd('/');

    /// <summary>Name of the mark beside verdicts of which some are missing: another run asks for them again.</summary>
    public static string Unread(string name) => name + ".unread";

    /// <summary>Whether every passage of a shard has its verdict.</summary>
    public static async Task<bool> AreThere(IStore store, string name, CancellationToken cancel) =>
        await store.Exists(name, cancel) && !await store.Exists(Unread(name), cancel);

    /// <summary>Key of a reader: everything that changes its scores, and not where it runs.</summary>
    public static string Key(ReaderIdentity reader) => MatterPaths.Key(reader.Kind, reader.Model, reader.Version);

    /// <summary>Writes a reader's verdicts behind the header.</summary>
    public static void Write(BinaryWriter writer, IEnumerable<Verdict> verdicts)
    {
        foreach (var verdict in verdicts)
        {
            writer.Write(verdict.Score);
            Write(writer, verdict.Tokens, verdict.Grade, verdict.Cause);
        }
    }

    /// <summary>Writes an embedder's vectors behind the header.</summary>
    /// <param name="writer">The blob.</param>
    /// <param name="dimensions">Length of every vector.</param>
    /// <param name="embeddings">One a passage.</param>
    public static void Write(BinaryWriter writer, int dimensions, IEnumerable<Embedding> embeddings)
    {
        foreach (var embedding in embeddings)
        {
            Write(writer, embedding.Tokens, embedding.Grade, embedding.Cause);
            for (var i = 0; i < dimensions; i++)
                writer.Write(embedding.Cause == UnreadCause.None ? (Half)embedding.Vector[i] : (Half)0f);
        }
    }

    /// <summary>Reads rows back.</summary>
    /// <param name="name">The blob's name, for the message.</param>
    /// <param name="stream">The blob; closed at the end.</param>
    /// <exception cref="InvalidDataException">The blob is cut, or is none of these.</exception>
    public static IEnumerable<JudgedPassage> Read(string name, Stream stream)
    {
        using var reader = new BinaryReader(stream);
        var dimensions = stream.Length >= sizeof(int) ? reader.ReadInt32() : -1;
        var size = (dimensions == 0 ? sizeof(float) : 2 * dimensions) + sizeof(int) + 2;
        if (dimensions is < 0 or > MostDimensions || (stream.Length - sizeof(int)) % size != 0)
            throw Damaged(name);
        var row = new byte[size];
        for (var left = (stream.Length - sizeof(int)) / size; left > 0; left--)
        {
            stream.ReadExactly(row);
            var score = dimensions == 0 ? BinaryPrimitives.ReadSingleLittleEndian(row) : 0;
            var rest = row.AsSpan(dimensions == 0 ? sizeof(float) : 0);
            var verdict = new Verdict(score, BinaryPrimitives.ReadInt32LittleEndian(rest), (FullReading)rest[4], (UnreadCause)rest[5]);
            var vector = verdict.IsRead && dimensions > 0 ? new float[dimensions] : [];
            for (var i = 0; i < vector.Length; i++)
                vector[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(rest[(6 + (2 * i))..]);
            yield return new JudgedPassage(verdict, vector);
        }
    }

    /// <summary>The failure of a blob that does not hold a row for each passage.</summary>
    public static InvalidDataException Damaged(string name) => new($"{name} is damaged: what the model said of some passages is missing. Delete it and give the command again; the model reads them again.");

    private static void Write(BinaryWriter writer, int tokens, FullReading grade, UnreadCause cause)
    {
        writer.Write(tokens);
        writer.Write((byte)grade);
        writer.Write((byte)cause);
    }
}

/// <summary>A stored row.</summary>
/// <param name="Verdict">What the model said; the score is 0 where it embeds, for it depends on the question.</param>
/// <param name="Vector">The passage's vector at unit length, rounded to float16; empty for verdicts and where unread.</param>
public readonly record struct JudgedPassage(Verdict Verdict, float[] Vector);
