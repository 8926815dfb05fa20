using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LLama.Native;

namespace Lector.Reader.Engines;

/// <summary>A flag that llama.cpp looks at between two nodes of its graph, so that a batch can be broken off within milliseconds on a CPU; a GPU's batch is short enough.</summary>
internal sealed unsafe class AbortFlag : IDisposable
{
    // Outside of the collector's memory, for the library keeps its address.
    private readonly int* flag = (int*)NativeMemory.AllocZeroed(sizeof(int));

    /// <summary>Whether the batch under way is to be broken off.</summary>
    public bool IsSet
    {
        get => Volatile.Read(ref *flag) != 0;
        set => Volatile.Write(ref *flag, value ? 1 : 0);
    }

    /// <summary>Has a context look at the flag; the flag must outlive it.</summary>
    public void Attach(SafeLLamaContextHandle context) =>
        NativeApi.llama_set_abort_callback(context, (nint)(delegate* unmanaged[Cdecl]<void*, byte>)&Look, (nint)flag);

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.Free(flag);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte Look(void* flag) => (byte)Volatile.Read(ref *(int*)flag);
}
