using LLama.Exceptions;
using LLama.Native;

namespace Lector.Reader.Engines;

/// <summary>llama.cpp's native library: loaded once a process, and silent.</summary>
internal static class LlamaNative
{
    private static readonly Lazy<string?> Found = new(Load);
    private static volatile string last = "";

    /// <summary>Why the library cannot be had on this machine, as a sentence; null when it can.</summary>
    public static string? Missing => Found.Value;

    /// <summary>The last error that the library told, without its line end: such as why a model file cannot be loaded.</summary>
    public static string LastError => last;

    /// <summary>What computes, as far as the library tells: a build for CUDA that finds no GPU computes on the CPU, and says so here.</summary>
    public static string Device
    {
        get
        {
            var library = NativeApi.GetLoadedNativeLibrary(NativeLibraryName.LLama)?.Metadata;
            return NativeApi.llama_supports_gpu_offload() ? library is { UseCuda: true } ? "on an NVIDIA GPU" : "on the GPU"
                : library is { AvxLevel: not AvxLevel.None and var level } ? $"on the CPU ({level.ToString().ToLowerInvariant()})"
                : "on the CPU";
        }
    }

    private static string? Load()
    {
        try
        {
            NativeLibraryConfig.All.WithLogCallback((level, text) =>
            {
                if (level == LLamaLogLevel.Error && text.Trim() is { Length: > 0 } said)
                    last = said;
            });
            NativeApi.llama_max_devices();
            return null;
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or RuntimeError or InvalidOperationException)
        {
            return "llama.cpp's library cannot be loaded on this machine (its folder runtimes/ must lie beside the program, and its C++ and OpenMP libraries, libstdc++ and libgomp, must be there): "
                + "take the container image or the published program, or serve the model with llama-server and set Reader__Engine=endpoint.";
        }
    }
}
