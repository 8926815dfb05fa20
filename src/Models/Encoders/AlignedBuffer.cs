using System.Runtime.InteropServices;

namespace Lector.Models.Encoders;

/// <summary>An array that does not move and begins at a cache line, so that vector loads never straddle one.</summary>
/// <remarks>Whoever uses <see cref="At"/> keeps the buffer reachable meanwhile.</remarks>
internal sealed unsafe class AlignedBuffer<T> where T : unmanaged
{
    private const int Line = 64;
    private readonly T[] storage;

    /// <summary>Allocates zeros.</summary>
    public AlignedBuffer(int length)
    {
        storage = GC.AllocateArray<T>(length + Line / sizeof(T), pinned: true);
        var address = (nuint)Marshal.UnsafeAddrOfPinnedArrayElement(storage, 0);
        At = (T*)((address + Line - 1) / Line * Line);
        Length = length;
    }

    /// <summary>The first element.</summary>
    public T* At { get; }

    /// <summary>Elements.</summary>
    public int Length { get; }

    /// <summary>All elements.</summary>
    public Span<T> Span => new(At, Length);
}
