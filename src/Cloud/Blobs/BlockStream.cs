using System.Buffers.Binary;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Lector.Cloud.Blobs;

/// <summary>Content on its way into a block blob: seen by nobody before it is committed, and then whole.</summary>
/// <remarks>
/// What fits into one block goes up as one request. More is staged block by block, so that memory stays at one block; what is never committed is dropped by the service after a week.
/// Staged blocks belong to the blob and not to the writer: their ids begin with a number of this writer's own, or two writers would mix.
/// </remarks>
internal sealed class BlockStream(BlockBlobClient blob, Uri container, CancellationToken cancel) : Stream
{
    /// <summary>Bytes of a block. 50,000 blocks, the most of a blob, are 200 GB.</summary>
    public const int Block = 4 << 20;

    private readonly Guid writer = Guid.NewGuid();
    private readonly MemoryStream held = new();
    private readonly List<string> staged = [];
    private long length;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    /// <remarks>Bytes written so far, as a writer may ask.</remarks>
    public override long Position
    {
        get => length;
        set => throw new NotSupportedException();
    }

    /// <summary>Makes what was written the blob's content.</summary>
    /// <param name="conditions">On which it is done.</param>
    /// <param name="metadata">Kept with the blob.</param>
    public async Task Commit(BlobRequestConditions? conditions, IDictionary<string, string> metadata)
    {
        held.Position = 0;
        if (staged.Count == 0)
        {
            await blob.UploadAsync(held, new BlobUploadOptions { Conditions = conditions, Metadata = metadata }, cancel);
            return;
        }

        if (held.Length > 0)
            await blob.StageBlockAsync(NextId(), held, cancellationToken: cancel);
        await blob.CommitBlockListAsync(staged, new CommitBlockListOptions { Conditions = conditions, Metadata = metadata }, cancel);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            buffer = buffer[Hold(buffer)..];
            if (held.Length < Block)
                continue;
            BlobFaults.Guard(container, "write", () => blob.StageBlock(NextId(), held, cancellationToken: cancel));
            held.SetLength(0);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            buffer = buffer[Hold(buffer.Span)..];
            if (held.Length < Block)
                continue;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, cancellationToken);
            await BlobFaults.Guard(container, "write", () => blob.StageBlockAsync(NextId(), held, cancellationToken: either.Token));
            held.SetLength(0);
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private int Hold(ReadOnlySpan<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, Block - held.Length);
        held.Position = held.Length;
        held.Write(buffer[..count]);
        length += count;
        if (held.Length == Block)
            held.Position = 0;
        return count;
    }

    // All ids of a blob must be equally long.
    private string NextId()
    {
        Span<byte> id = stackalloc byte[20];
        writer.TryWriteBytes(id);
        BinaryPrimitives.WriteInt32BigEndian(id[16..], staged.Count);
        staged.Add(Convert.ToBase64String(id));
        return staged[^1];
    }
}
