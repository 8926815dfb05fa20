using System.ClientModel;

namespace Lector.Models.Frontiers;

/// <summary>A request body that is written byte for byte, and once: a second writing, by whichever layer below, fails before a byte of it leaves.</summary>
/// <param name="body">The bytes.</param>
internal sealed class OnceContent(ReadOnlyMemory<byte> body) : BinaryContent
{
    private int begun;

    /// <summary>Whether a byte may have left. While it is false, no server has seen anything of the body.</summary>
    public bool Begun => Volatile.Read(ref begun) > 0;

    public override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }

    public override void WriteTo(Stream stream, CancellationToken cancellationToken = default)
    {
        Begin();
        stream.Write(body.Span);
    }

    public override Task WriteToAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        Begin();
        return stream.WriteAsync(body, cancellationToken).AsTask();
    }

    public override void Dispose()
    {
    }

    private void Begin()
    {
        if (Interlocked.Increment(ref begun) > 1)
            throw new InvalidOperationException("The request was about to be sent a second time.");
    }
}
