using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Lector.Core;

namespace Lector.Models.Processes;

/// <summary>What a GGUF file says of itself (github.com/ggml-org/ggml, docs/gguf.md), read without loading the model.</summary>
/// <param name="Architecture">Such as <c>llama</c> or <c>bert</c>.</param>
/// <param name="Kind">What it can be used as.</param>
/// <param name="Name">The model's name, or null.</param>
/// <param name="Publisher">Author or organisation, or null.</param>
/// <param name="Licence">Its licence, or null.</param>
/// <param name="Quantisation">How most of its numbers are stored, or null.</param>
/// <param name="Context">Tokens that it was trained on, or null.</param>
internal sealed record GgufFacts(string Architecture, GgufKind Kind, string? Name, string? Publisher, string? Licence, string? Quantisation, int? Context)
{
    private const uint Magic = 0x46554747;

    private static readonly string[] Types =
        ["F32", "F16", "Q4_0", "Q4_1", "", "", "", "Q8_0", "Q5_0", "Q5_1", "Q2_K", "Q3_K_S", "Q3_K_M", "Q3_K_L", "Q4_K_S", "Q4_K_M", "Q5_K_S", "Q5_K_M", "Q6_K"];

    /// <summary>Reads a file's metadata.</summary>
    /// <exception cref="UserErrorException">There is no such file, or it is no GGUF of a known version, or it is broken off.</exception>
    public static GgufFacts Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            return Read(file, path);
        }
        catch (EndOfStreamException e)
        {
            throw new UserErrorException($"{path} is broken off: its header is not whole. Download it again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The model {path} cannot be opened. Check the path.", e);
        }
    }

    /// <summary>SHA-256 of a file, lower-case hex.</summary>
    public static async Task<string> Hash(string path, CancellationToken cancel)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan | FileOptions.Asynchronous);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel));
    }

    private static GgufFacts Read(FileStream stream, string path)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        if (stream.Length < 24 || reader.ReadUInt32() != Magic || reader.ReadUInt32() is not (2 or 3))
            throw new UserErrorException($"{path} is no GGUF model file. --model takes a .gguf file or hf:OWNER/REPO[:QUANT].");
        var tensors = reader.ReadUInt64();
        var pairs = reader.ReadUInt64();
        if (pairs > 10_000 || tensors > 1_000_000)
            throw new UserErrorException($"{path} is broken: its header counts {pairs} entries. Download it again.");
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var i = 0UL; i < pairs; i++)
            values[Text(reader)] = Value(reader, reader.ReadUInt32());
        var head = false;
        for (var i = 0UL; i < tensors; i++)
        {
            head |= Text(reader) is "cls.weight" or "cls.output.weight";
            stream.Seek((long)reader.ReadUInt32() * 8 + 12, SeekOrigin.Current);
        }

        var architecture = values.GetValueOrDefault("general.architecture") as string ?? "unknown";
        var pooling = Number(architecture + ".pooling_type");
        var type = Number("general.file_type");
        return new GgufFacts(
            architecture,
            values.ContainsKey(architecture + ".decision.type") ? GgufKind.Decision
                : pooling == 4 || head ? GgufKind.Rerank
                : pooling is > 0 || architecture.Contains("bert", StringComparison.Ordinal) || architecture.EndsWith("-embedding", StringComparison.Ordinal) ? GgufKind.Embedding
                : GgufKind.Chat,
            values.GetValueOrDefault("general.name") as string,
            values.GetValueOrDefault("general.organization") as string ?? values.GetValueOrDefault("general.author") as string,
            values.GetValueOrDefault("general.license") as string,
            type is { } t && t < (ulong)Types.Length && Types[t].Length > 0 ? Types[t] : null,
            Number(architecture + ".context_length") is { } context and < int.MaxValue ? (int)context : null);

        ulong? Number(string key) => values.GetValueOrDefault(key) as ulong?;
    }

    private static string Text(BinaryReader reader)
    {
        var length = reader.ReadUInt64();
        if (length > 1 << 24)
            throw new EndOfStreamException();
        var bytes = reader.ReadBytes((int)length);
        return bytes.Length == (int)length ? Encoding.UTF8.GetString(bytes) : throw new EndOfStreamException();
    }

    // Integers as ulong, strings as string; floats, booleans and arrays are passed over.
    private static object? Value(BinaryReader reader, uint type)
    {
        Span<byte> bytes = stackalloc byte[8];
        switch (type)
        {
            case 8:
                return Text(reader);
            case 9:
                var of = reader.ReadUInt32();
                for (var left = reader.ReadUInt64(); left > 0; left--)
                    Value(reader, of);
                return null;
            case 6 or 7 or 12:
                reader.BaseStream.Seek(type == 6 ? 4 : type == 7 ? 1 : 8, SeekOrigin.Current);
                return null;
        }

        var size = type switch { 0 or 1 => 1, 2 or 3 => 2, 4 or 5 => 4, 10 or 11 => 8, _ => throw new EndOfStreamException() };
        reader.BaseStream.ReadExactly(bytes[..size]);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}

/// <summary>What a model file can be used as.</summary>
internal enum GgufKind
{
    /// <summary>Answers in words; read by its next token.</summary>
    Chat,

    /// <summary>Only output is a probability.</summary>
    Decision,

    /// <summary>Scores a pair of question and passage.</summary>
    Rerank,

    /// <summary>Places texts in a vector space.</summary>
    Embedding,
}
