namespace Lector.Models.Processes;

/// <summary>A model file that Lector serves or that lies on this machine: what its header says, and its hash.</summary>
/// <param name="Header">The header; null for a model that llama-server downloads itself.</param>
/// <param name="FileHash">SHA-256 of the file, lower-case hex; null where there is none.</param>
internal sealed record ModelFacts(GgufFacts? Header, string? FileHash)
{
    /// <summary>What changes when a file is replaced: its length and when it was last written; empty where there is none.</summary>
    public static string Stamp(string path) => new FileInfo(path) is { Exists: true } file ? $"{file.Length} {file.LastWriteTimeUtc:O}" : "";
}
