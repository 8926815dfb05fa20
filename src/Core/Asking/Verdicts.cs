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

    /// <summary>Reads rows; vectors become verdicts by their cosine with the question's.</summary>
    /// <param name="stream">The blob.</param>
    /// <param name="question">The question's vector, or empty for a reader's verdicts.</param>
    public static IEnumerable<Verdict> Read(Stream stream, float[] question)
    {
        using var reader = new BinaryReader(stream);
        var dimensions = reader.ReadInt32();
        if (dimensions != question.Length)
            throw new InvalidDataException($"The stored vectors have {dimensions} numbers and the question's has {question.Length}.");
        while (stream.Position < stream.Length)
        {
            var score = dimensions == 0 ? reader.ReadSingle() : 0;
            var (tokens, grade, cause) = (reader.ReadInt32(), (FullReading)reader.ReadByte(), (UnreadCause)reader.ReadByte());
            for (var i = 0; i < dimensions; i++)
                score += question[i] * (float)reader.ReadHalf();
            yield return new Verdict(score, tokens, grade, cause);
        }
    }

    private static void Write(BinaryWriter writer, int tokens, FullReading grade, UnreadCause cause)
    {
        writer.Write(tokens);
        writer.Write((byte)grade);
        writer.Write((byte)cause);
    }
}
