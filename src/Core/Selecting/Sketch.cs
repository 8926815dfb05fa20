using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Lector.Core.Selecting;

/// <summary>A document's words in <see cref="Size"/> bytes: enough to find documents with the same words, and nearly the same.</summary>
/// <remarks>
/// One-permutation min-hash over runs of five words (Li, Owen and Zhang, NIPS 2012), empty slots filled from others by a fixed order (Shrivastava, Optimal
/// densification, ICML 2017), 16 bits a slot. The share of equal slots estimates the Jaccard likeness of two documents with a standard error of
/// <c>sqrt(j (1 - j) / 32)</c>: .05 at .9. It is an estimate, also of documents that differ by one amount: information, never a reason to drop a document.
/// </remarks>
public sealed class Sketch
{
    /// <summary>Bytes of a stored sketch.</summary>
    public const int Size = 8 + 4 + 4 + Slots * 2;

    internal const int Slots = 32;

    private readonly ushort[] slots;

    private Sketch(ulong fingerprint, int words, int quoted, ushort[] slots) => (Fingerprint, Words, Quoted, this.slots) = (fingerprint, words, quoted, slots);

    /// <summary>Hash of all words in order: equal where two documents have the same words.</summary>
    public ulong Fingerprint { get; }

    /// <summary>Words.</summary>
    public int Words { get; }

    /// <summary>Of these, words in lines behind quote marks.</summary>
    public int Quoted { get; }

    /// <summary>Sketches a document in one pass and constant memory.</summary>
    /// <param name="text">Its text.</param>
    public static Sketch Of(ReadOnlySpan<char> text)
    {
        Span<ulong> last = stackalloc ulong[Shingles.Length];
        Span<ulong> least = stackalloc ulong[Slots];
        least.Fill(ulong.MaxValue);
        var reader = new WordReader(text);
        var (words, quoted, fingerprint) = (0, 0, 0UL);
        while (reader.Next())
        {
            last[words++ % Shingles.Length] = reader.Word;
            quoted += reader.Quoted ? 1 : 0;
            fingerprint = Wording.Join(fingerprint, reader.Word);
            if (words < Shingles.Length)
                continue;
            ulong run = 0;
            for (var k = 0; k < Shingles.Length; k++)
                run = Wording.Join(run, last[(words + k) % Shingles.Length]);
            Put(least, run);
        }

        if (words < Shingles.Length)
            Put(least, fingerprint);
        return new Sketch(fingerprint, words, quoted, Dense(least));
    }

    /// <summary>Reads a stored sketch.</summary>
    /// <param name="bytes"><see cref="Size"/> bytes written by <see cref="Write"/>.</param>
    public static Sketch Read(ReadOnlySpan<byte> bytes)
    {
        var slots = new ushort[Slots];
        for (var i = 0; i < Slots; i++)
            slots[i] = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(16 + 2 * i)..]);
        return new Sketch(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]), slots);
    }

    /// <summary>Stores the sketch.</summary>
    /// <param name="bytes">At least <see cref="Size"/> bytes; little-endian on every machine.</param>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Fingerprint);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], Words);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], Quoted);
        for (var i = 0; i < Slots; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[(16 + 2 * i)..], slots[i]);
    }

    /// <summary>Estimated Jaccard likeness of the two documents' runs of five words.</summary>
    /// <returns>0 to 1 in steps of 1/32.</returns>
    public double Likeness(Sketch other)
    {
        var same = 0;
        for (var i = 0; i < Slots; i++)
            same += slots[i] == other.slots[i] ? 1 : 0;
        return (double)same / Slots;
    }

    /// <summary>Four slots as one key: documents that share one are worth comparing.</summary>
    internal ulong Band(int band) => MemoryMarshal.Cast<ushort, ulong>(slots)[band];

    private static void Put(Span<ulong> least, ulong run)
    {
        ref var slot = ref least[(int)(run % Slots)];
        slot = Math.Min(slot, run / Slots);
    }

    private static ushort[] Dense(ReadOnlySpan<ulong> least)
    {
        var slots = new ushort[Slots];
        for (var i = 0; i < Slots; i++)
        {
            var from = i;
            for (ulong attempt = 1; least[from] == ulong.MaxValue; attempt++)
                from = (int)(WordReader.Mix((ulong)i * 65537 + attempt) % Slots);
            slots[i] = (ushort)WordReader.Mix(least[from] + (ulong)(from == i ? 0 : i));
        }

        return slots;
    }
}
