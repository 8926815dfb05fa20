using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Lector.Core.Documents;

namespace Lector.Core.Reading.Lexical;

/// <summary>How often each term occurs in each passage and field of one document: what the lexical reader keeps of a document, whatever the question and the folder.</summary>
/// <remarks>
/// An inverted index of one document: terms in ascending order of their hashes, and for each the places that hold it. Places count
/// the fields first (<see cref="TermField"/>), then the passages. The encoding is about 10 bytes a distinct term of a mail.
/// </remarks>
public sealed class DocumentTerms
{
    private const byte Format = 1;

    private readonly ulong[] terms;
    private readonly int[] ends;
    private readonly byte[] places;
    private readonly int[] lengths;
    private readonly int[] passageEnds;

    internal DocumentTerms(ulong[] terms, int[] ends, byte[] places, int[] lengths, int[] passageEnds, ulong messageId, ulong inReplyTo)
    {
        (this.terms, this.ends, this.places, this.lengths, this.passageEnds) = (terms, ends, places, lengths, passageEnds);
        (MessageId, InReplyTo) = (messageId, inReplyTo);
        for (var i = Fields; i < lengths.Length; i++)
            Length += lengths[i];
    }

    /// <summary>Number of places before the first passage.</summary>
    internal const int Fields = (int)TermField.Head + 1;

    /// <summary>Number of passages.</summary>
    public int Passages => passageEnds.Length;

    /// <summary>Terms in the text, repetitions counted, function words not.</summary>
    public int Length { get; }

    /// <summary>Hash of the Message-ID, 0 where there is none.</summary>
    internal ulong MessageId { get; }

    /// <summary>Hash of the Message-ID that this mail answers, 0 where there is none.</summary>
    internal ulong InReplyTo { get; }

    /// <summary>Distinct terms of text and fields, ascending.</summary>
    internal ReadOnlySpan<ulong> Terms => terms;

    /// <summary>Offsets of a passage.</summary>
    /// <param name="index">From 0.</param>
    public Passage this[int index] => new(index == 0 ? 0 : passageEnds[index - 1], passageEnds[index]);

    /// <summary>Offsets of all passages, in text order.</summary>
    public IReadOnlyList<Passage> AllPassages() => [.. Enumerable.Range(0, Passages).Select(i => this[i])];

    /// <summary>Terms in a passage, repetitions counted.</summary>
    internal int PassageLength(int index) => lengths[Fields + index];

    /// <summary>Terms in a field, repetitions counted.</summary>
    internal int FieldLength(TermField field) => lengths[(int)field];

    /// <summary>Position of a term among <see cref="Terms"/>, or a negative number.</summary>
    internal int Find(ulong term) => terms.AsSpan().BinarySearch(term);

    /// <summary>Where a term occurs.</summary>
    /// <param name="index">Its position among <see cref="Terms"/>.</param>
    internal PlaceReader PlacesOf(int index) => new(places.AsSpan((index == 0 ? 0 : ends[index - 1])..ends[index]));

    /// <summary>Writes the document; <see cref="Read"/> reads it back.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Format);
        writer.Write(MessageId);
        writer.Write(InReplyTo);
        writer.Write7BitEncodedInt(terms.Length);
        writer.Write7BitEncodedInt(passageEnds.Length);
        writer.Write7BitEncodedInt(places.Length);
        foreach (var length in lengths)
            writer.Write7BitEncodedInt(length);
        for (var i = 0; i < passageEnds.Length; i++)
            writer.Write7BitEncodedInt(this[i].Length);
        for (var i = 0; i < ends.Length; i++)
            writer.Write7BitEncodedInt(ends[i] - (i == 0 ? 0 : ends[i - 1]));
        writer.Write(MemoryMarshal.AsBytes(InLittleEndian(terms).AsSpan()));
        writer.Write(places);
    }

    /// <summary>Reads a document that <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such a document.</exception>
    /// <exception cref="EndOfStreamException">They end within it.</exception>
    public static DocumentTerms Read(BinaryReader reader)
    {
        if (reader.ReadByte() != Format)
            throw new InvalidDataException("These are not the term counts of a document.");
        var (messageId, inReplyTo) = (reader.ReadUInt64(), reader.ReadUInt64());
        var (termCount, passageCount, placeBytes) = (reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt());
        if ((termCount | passageCount | placeBytes) < 0 || termCount > placeBytes)
            throw new InvalidDataException("The term counts of a document are damaged.");
        var lengths = new int[Fields + passageCount];
        for (var i = 0; i < lengths.Length; i++)
            lengths[i] = reader.Read7BitEncodedInt();
        var passageEnds = ReadSums(reader, passageCount);
        var ends = ReadSums(reader, termCount);
        if (termCount > 0 && ends[^1] != placeBytes)
            throw new InvalidDataException("The term counts of a document are damaged.");
        var terms = new ulong[termCount];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(terms.AsSpan()));
        var places = new byte[placeBytes];
        reader.BaseStream.ReadExactly(places);
        return new DocumentTerms(InLittleEndian(terms), ends, places, lengths, passageEnds, messageId, inReplyTo);
    }

    private static int[] ReadSums(BinaryReader reader, int count)
    {
        var (sums, sum) = (new int[count], 0);
        for (var i = 0; i < count; i++)
            sums[i] = sum += reader.Read7BitEncodedInt();
        return sums;
    }

    private static ulong[] InLittleEndian(ulong[] values)
    {
        if (BitConverter.IsLittleEndian)
            return values;
        var reversed = new ulong[values.Length];
        BinaryPrimitives.ReverseEndianness(values, reversed);
        return reversed;
    }
}
