namespace Lector.Bench;

/// <summary>llama.cpp's programs on this machine.</summary>
/// <param name="Server">llama-server.</param>
internal sealed record LlamaTools(string Server)
{
    /// <summary>llama-bench, which lies beside it.</summary>
    public string Bench => Beside("llama-bench");

    /// <summary>llama-quantize, which lies beside it.</summary>
    public string Quantize => Beside("llama-quantize");

    /// <summary>Those of a path, or by default the first llama-server on PATH.</summary>
    /// <exception cref="Core.UserErrorException">There is none.</exception>
    public static LlamaTools Find(string? server) =>
        (server ?? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "llama-server")).FirstOrDefault(File.Exists)) is { } found
            ? new LlamaTools(Path.GetFullPath(found))
            : throw new Core.UserErrorException("There is no llama-server on PATH. Install llama.cpp, or name its program with --llama-server.");

    private string Beside(string program) => Path.Combine(Path.GetDirectoryName(Server)!, program);
}
