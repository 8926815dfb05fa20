namespace Lector.Formats.Archives;

/// <summary>What the containers of one input file may still hold, all levels together.</summary>
internal sealed class Budget(ExtractionLimits limits)
{
    private long _entries;
    private long _bytes;

    /// <summary>The limits that it was made from.</summary>
    public ExtractionLimits Limits { get; } = limits;

    /// <summary>Takes the attachments of a mail.</summary>
    /// <returns>Whether they are still within the limit; they are counted all the same.</returns>
    public bool TakeAttachments(int count) => (_entries += count) <= Limits.MaxEntries;

    /// <summary>Takes what a container says it holds.</summary>
    /// <param name="entries">Its entries.</param>
    /// <param name="unpacked">Bytes of all of them, unpacked.</param>
    /// <param name="packed">Bytes of the container.</param>
    /// <returns>Null, or why it is not opened.</returns>
    public string? Take(long entries, long unpacked, long packed)
    {
        if (unpacked > 50_000_000 && unpacked / Math.Max(1, packed) >= Limits.MaxRatio)
            return $"it unpacks to {unpacked / Math.Max(1, packed)} times its size, as archives do that are made to fill disks: unpack it yourself and add the files if you trust it";
        if (_entries + entries > Limits.MaxEntries)
            return $"it holds more than {Limits.MaxEntries} files: unpack it and add the files";
        if (_bytes + unpacked > Limits.MaxUnpackedBytes)
            return $"it unpacks to more than {Limits.MaxUnpackedBytes / 1_000_000} MB: unpack it and add the files";
        (_entries, _bytes) = (_entries + entries, _bytes + unpacked);
        return null;
    }
}
