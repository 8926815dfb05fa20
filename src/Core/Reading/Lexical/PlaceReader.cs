namespace Lector.Core.Reading.Lexical;

/// <summary>Reads the places of one term: places ascending, each with the term's count there.</summary>
/// <remarks>A place is a variable-length integer of <c>4 * distance + min(count, 4) - 1</c>; counts from 4 on follow as another, less 4. Nearly always one byte.</remarks>
/// <param name="bytes">The encoded places.</param>
internal ref struct PlaceReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    /// <summary>Place of the last entry: a <see cref="TermField"/>, or <see cref="DocumentTerms.Fields"/> plus a passage's index.</summary>
    public int Place { get; private set; } = -1;

    /// <summary>Occurrences there, at least 1.</summary>
    public int Count { get; private set; }

    /// <summary>Goes to the next entry; false after the last.</summary>
    public bool Next()
    {
        if (rest.IsEmpty)
            return false;
        var entry = ReadNumber();
        Place += (int)(entry >> 2);
        Count = (int)(entry & 3) + 1;
        if (Count == 4)
            Count += (int)ReadNumber();
        return true;
    }

    /// <summary>Appends an entry.</summary>
    /// <param name="bytes">Where to.</param>
    /// <param name="previous">Place of the entry before, or -1.</param>
    /// <param name="place">Its place.</param>
    /// <param name="count">Its count, at least 1.</param>
    public static void Append(List<byte> bytes, int previous, int place, int count)
    {
        AppendNumber(bytes, ((uint)(place - previous) << 2) | (uint)(Math.Min(count, 4) - 1));
        if (count >= 4)
            AppendNumber(bytes, (uint)(count - 4));
    }

    private uint ReadNumber()
    {
        var (number, shift, at) = (0u, 0, 0);
        while (true)
        {
            var b = rest[at++];
            number |= (uint)(b & 0x7F) << shift;
            if (b < 0x80)
                break;
            shift += 7;
        }
        rest = rest[at..];
        return number;
    }

    private static void AppendNumber(List<byte> bytes, uint number)
    {
        for (; number >= 0x80; number >>= 7)
            bytes.Add((byte)(number | 0x80));
        bytes.Add((byte)number);
    }
}
