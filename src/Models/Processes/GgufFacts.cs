using System.Security.Cryptography;
using Lector.Core;
using Lector.Models.Encoders;

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
    private const int Rank = 4;
    private const long LargeFile = 1 << 30;

    // As llama.cpp names the tensors of layers that carry a state (src/llama-arch.cpp).
    private static readonly string[] StateTensors = [".ssm_", ".shortconv.", ".time_mix_"];

    private static readonly string[] Types =
        ["F32", "F16", "Q4_0", "Q4_1", "", "", "", "Q8_0", "Q5_0", "Q5_1", "Q2_K", "Q3_K_S", "Q3_K_M", "Q3_K_L", "Q4_K_S", "Q4_K_M", "Q5_K_S", "Q5_K_M", "Q6_K"];

    /// <summary>Whether some of its layers carry a state instead of a cache of keys and values (Mamba, RWKV, LFM2, Qwen3-Next, Qwen3.5 and other hybrids): such a model cannot keep a part of a prompt.</summary>
    public bool IsRecurrent { get; init; }

    /// <summary>The chat template, or null.</summary>
    public string? Template { get; init; }

    /// <summary>Reads a file's header.</summary>
    /// <exception cref="UserErrorException">There is no such file, or it is no whole GGUF.</exception>
    public static GgufFacts Read(string path)
    {
        using var file = GgufFile.Open(path);
        var architecture = file.Text("general.architecture") ?? "unknown";
        var pooling = file.Integer(architecture + ".pooling_type");
        return new GgufFacts(
            architecture,
            file.Text(architecture + ".decision.type") is not null ? GgufKind.Decision
                : pooling == Rank || file.Tensors.ContainsKey("cls.weight") || file.Tensors.ContainsKey("cls.output.weight") ? GgufKind.Rerank
                : pooling > 0 || architecture.Contains("bert", StringComparison.Ordinal) || architecture.EndsWith("-embedding", StringComparison.Ordinal) ? GgufKind.Embedding
                : GgufKind.Chat,
            file.Text("general.name"),
            file.Text("general.organization") ?? file.Text("general.author"),
            file.Text("general.license"),
            file.Integer("general.file_type") is { } type and >= 0 && type < Types.Length && Types[type].Length > 0 ? Types[type] : null,
            file.Integer(architecture + ".context_length") is { } context and > 0 and < int.MaxValue ? (int)context : null)
        {
            IsRecurrent = file.Tensors.Keys.Any(name => StateTensors.Any(part => name.Contains(part, StringComparison.Ordinal))),
            Template = file.Text("tokenizer.chat_template"),
        };
    }

    /// <summary>SHA-256 of a file, lower-case hex.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancel">Stops at once.</param>
    /// <param name="say">Told in a sentence where the file is so large that it takes seconds.</param>
    public static async Task<string> Hash(string path, CancellationToken cancel, Action<string>? say = null)
    {
        if (new FileInfo(path).Length is > LargeFile and var bytes)
            say?.Invoke(FormattableString.Invariant($"Taking the hash of {Path.GetFileName(path)} ({bytes / 1e9:0.0} GB), so that the record names the file that reads."));
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan | FileOptions.Asynchronous);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel));
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
