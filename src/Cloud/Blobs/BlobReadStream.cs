using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Lector.Core;

namespace Lector.Cloud.Blobs;

/// <summary>One version of a blob, read by ranges.</summary>
/// <remarks>
/// Whoever reads on front to back gets ever larger ranges, up to <see cref="Most"/>, so that a shard of term counts costs few requests; whoever jumps gets a small
/// one, or just what is asked for, so that one passage of a large text costs one. A blob of at most <see cref="Least"/> bytes has come with the request that opened it.
/// </remarks>
internal sealed class BlobReadStream : Stream
{
    /// <summary>Bytes of the first range, and of one after a jump.</summary>
    public const int Least = 64 << 10;

    /// <summary>Most bytes of a range, and so of memory.</summary>
    public const int Most = 4 << 20;

    private readonly BlobBaseClient blob;
    private readonly Uri container;
    private readonly ETag version;
    private byte[] window;
    private long start;
    private int held;
    private int ahead = Least;
    private long position;

    private BlobReadStream(BlobBaseClient blob, Uri container, ETag version, long length, byte[] window, int held) =>
        (this.blob, this.container, this.version, Length, this.window, this.held) = (blob, container, version, length, window, held);

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Position
    {
        get => position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            position = value;
        }
    }

    /// <summary>Opens a blob by reading its beginning.</summary>
    /// <returns>Null when there is no such blob.</returns>
    /// <exception cref="UserErrorException">As <see cref="BlobFaults"/>.</exception>
    public static async Task<BlobReadStream?> Open(BlobBaseClient blob, Uri container, CancellationToken cancel)
    {
        try
        {
            return await BlobFaults.Guard(container, "read", async () =>
            {
                var response = await blob.DownloadStreamingAsync(new BlobDownloadOptions { Range = new HttpRange(0, Least) }, cancel);
                using var result = response.Value;
                var window = new byte[(int)result.Details.ContentLength];
                await result.Content.ReadExactlyAsync(window, cancel);
                // "bytes 0-65535/123456", and nothing of the kind where the range was more than there is.
                var whole = result.Details.ContentRange is { } range ? long.Parse(range.AsSpan(range.LastIndexOf('/') + 1)) : window.Length;
                return new BlobReadStream(blob, container, result.Details.ETag, whole, window, window.Length);
            });
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.InvalidRange)
        {
            // It is there and has no first byte.
            return new BlobReadStream(blob, container, default, 0, [], 0);
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var wanted = buffer.Length;
        if (!Has(wanted))
            Guard(() => Take(blob.DownloadStreaming(Next(wanted)).Value));
        return Copy(buffer);
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!Has(buffer.Length))
        {
            await Guard(async () =>
            {
                using var result = (await blob.DownloadStreamingAsync(Next(buffer.Length), cancellationToken)).Value;
                Make((int)result.Details.ContentLength);
                await result.Content.ReadExactlyAsync(window.AsMemory(0, held), cancellationToken);
                return held;
            });
        }

        return Copy(buffer.Span);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        _ => Length + offset,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool Has(int wanted) => wanted == 0 || position >= Length || (position >= start && position < start + held);

    private int Copy(Span<byte> into)
    {
        if (position >= Length)
            return 0;
        var count = (int)Math.Min(into.Length, start + held - position);
        window.AsSpan((int)(position - start), count).CopyTo(into);
        position += count;
        return count;
    }

    private BlobDownloadOptions Next(int wanted)
    {
        ahead = position == start + held ? Math.Min(ahead * 4, Most) : Least;
        var count = Math.Min(Math.Min(Math.Max(ahead, wanted), Most), Length - position);
        return new BlobDownloadOptions { Range = new HttpRange(position, count), Conditions = new BlobRequestConditions { IfMatch = version } };
    }

    private int Take(BlobDownloadStreamingResult result)
    {
        using (result)
        {
            Make((int)result.Details.ContentLength);
            result.Content.ReadExactly(window.AsSpan(0, held));
            return held;
        }
    }

    // A window that was begun and not filled is none.
    private void Make(int count)
    {
        if (window.Length < count)
            window = new byte[count];
        (start, held) = (position, count);
    }

    private void Guard(Func<int> fetch)
    {
        try
        {
            BlobFaults.Guard(container, "read", fetch);
        }
        catch (Exception e)
        {
            held = 0;
            if (Changed(e) is { } changed)
                throw changed;
            throw;
        }
    }

    private async Task Guard(Func<Task<int>> fetch)
    {
        try
        {
            await BlobFaults.Guard(container, "read", fetch);
        }
        catch (Exception e)
        {
            held = 0;
            if (Changed(e) is { } changed)
                throw changed;
            throw;
        }
    }

    private IOException? Changed(Exception e) => e is RequestFailedException { Status: 404 or 412 or 416 } ? new IOException($"{blob.Name} was replaced or deleted while it was read.", e) : null;
}
