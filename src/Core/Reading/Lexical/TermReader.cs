using System.Buffers;

namespace Lector.Core.Reading.Lexical;

/// <summary>Reads the terms of a text one after another, without a string for any of them. A term is the 64-bit hash of its normal form.</summary>
/// <remarks>
/// Words are runs of letters and digits in lower case, Latin letters without accents, stemmed where they are a to z; function words
/// are passed over. Numbers lose their grouping and a decimal part of zeros, so that <c>4,250.00</c>, <c>4.250,00</c> and <c>4250</c> are one term.
/// A mail address is its words and, after them, one term for the whole. Chinese and Japanese characters and kana, which no space parts, are read in
/// overlapping pairs. Of a word longer than 64 characters the first 64 count.
/// </remarks>
/// <param name="text">The text.</param>
internal ref struct TermReader(ReadOnlySpan<char> text)
{
    private const int MaxWord = 64;

    // Latin-1 Supplement and Latin Extended-A, U+00C0 to U+017F, without accents.
    private const string Unaccented =
        "aaaaaaaceeeeiiiidnooooo×ouuuuyþs" + "aaaaaaaceeeeiiiidnooooo÷ouuuuyþy" +
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll" + "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

    private static readonly SearchValues<char> AddressPart = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_+");

    private readonly ReadOnlySpan<char> text = text;
    private readonly char[] buffer = Buffer ??= new char[MaxWord];
    private int next;
    private int addressEnd;
    private ulong address;

    [ThreadStatic]
    private static char[]? Buffer;

    /// <summary>Where the last term begins in the text.</summary>
    public int Start { get; private set; }

    /// <summary>Goes to the next term.</summary>
    /// <param name="term">Its hash, never 0.</param>
    /// <returns>False at the end of the text.</returns>
    public bool Next(out ulong term)
    {
        while (true)
        {
            if (addressEnd != 0 && next >= addressEnd)
            {
                (term, addressEnd) = (address, 0);
                return true;
            }
            while (next < text.Length && !IsWordCharacter(text[next]))
                next++;
            if (next == text.Length)
            {
                term = 0;
                // An address that ends the text is still owed.
                if (addressEnd == 0)
                    return false;
                next = addressEnd;
                continue;
            }
            if (addressEnd != 0 && next >= addressEnd)
                continue;
            Start = next;
            if (ReadTerm(out term))
                return true;
        }
    }

    private bool ReadTerm(out ulong term)
    {
        var first = text[next];
        if (first >= '\u3040' && IsUnspaced(first))
            return ReadPair(out term);
        var (length, digits, plain) = (0, 0, true);
        while (next < text.Length && IsWordCharacter(text[next]) && !IsUnspaced(text[next]))
        {
            var c = Fold(text[next++]);
            plain &= c is >= 'a' and <= 'z';
            if (char.IsAsciiDigit(c))
                digits++;
            if (length < MaxWord)
                buffer[length++] = c;
        }
        if (digits == length && next - Start == length)
            length = ReadNumber(length);
        else if (next < text.Length && text[next] is '\'' or '’')
            SkipContraction();
        if (addressEnd == 0 && next < text.Length && text[next] is '@' or '.' or '-' or '_' or '+')
            FindAddress();
        var word = buffer.AsSpan(0, length);
        term = 0;
        if (plain && FunctionWords.Contain(word))
            return false;
        if (plain)
            word = word[..PorterStem.Apply(word)];
        term = Hash(word);
        return true;
    }

    private bool ReadPair(out ulong term)
    {
        Span<char> pair = [text[next], '\0'];
        next++;
        var follows = next < text.Length && IsUnspaced(text[next]);
        if (follows)
            pair[1] = text[next];
        term = Hash(follows ? pair : pair[..1]);
        // The last character of a run is in the pair before it.
        if (follows && (next + 1 == text.Length || !IsUnspaced(text[next + 1])))
            next++;
        return true;
    }

    // Joins the groups of a number; a dotted sequence that is none (a date, an IP address, a version) stays in parts.
    private int ReadNumber(int length)
    {
        if (Start >= 2 && text[Start - 1] is ',' or '.' && char.IsAsciiDigit(text[Start - 2]))
            return length;
        var (at, groups, last) = (next, 0, '\0');
        Span<char> joined = stackalloc char[MaxWord];
        buffer.AsSpan(0, length).CopyTo(joined);
        var joinedLength = length;
        while (at + 1 < text.Length && text[at] is ',' or '.' or '\'' or '’' && char.IsAsciiDigit(text[at + 1]))
        {
            var end = at + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
            var size = end - at - 1;
            if (end < text.Length && IsWordCharacter(text[end]))
                return length;
            var follows = end + 1 < text.Length && text[end] is ',' or '.' or '\'' or '’' && char.IsAsciiDigit(text[end + 1]);
            if (size == 3 && joinedLength + 3 <= MaxWord && (groups > 0 || length <= 3) && (last == '\0' || last == text[at]))
            {
                text[(at + 1)..end].CopyTo(joined[joinedLength..]);
                (joinedLength, groups, last, at) = (joinedLength + 3, groups + 1, text[at], end);
                continue;
            }
            // A decimal part: the last group, after another separator than the thousands had.
            if (follows || size > 6 || text[at] == last || text[at] is '\'' or '’' || joinedLength + size + 1 > MaxWord)
                return length;
            var fraction = text[(at + 1)..end].TrimEnd('0');
            if (fraction.Length > 0)
            {
                joined[joinedLength++] = '.';
                fraction.CopyTo(joined[joinedLength..]);
                joinedLength += fraction.Length;
            }
            at = end;
            break;
        }
        if (at == next)
            return length;
        joined[..joinedLength].CopyTo(buffer);
        next = at;
        return joinedLength;
    }

    // The s of "party's", the ll of "we'll".
    private void SkipContraction()
    {
        var end = next + 1;
        while (end < text.Length && char.IsLetter(text[end]))
            end++;
        if (end - next is 2 or 3)
            next = end;
    }

    private void FindAddress()
    {
        var at = next;
        while (at < text.Length && at - next < MaxWord && AddressPart.Contains(text[at]))
            at++;
        if (at >= text.Length || text[at] != '@')
            return;
        var end = at + 1;
        while (end < text.Length && end - at < 256 && AddressPart.Contains(text[end]))
            end++;
        while (end > at && !char.IsAsciiLetterOrDigit(text[end - 1]))
            end--;
        if (end <= at + 1)
            return;
        var hash = HashSeed;
        foreach (var c in text[Start..end])
            hash = Add(hash, char.ToLowerInvariant(c));
        (address, addressEnd) = (Finish(hash), end);
    }

    private static bool IsWordCharacter(char c) => c < 128 ? char.IsAsciiLetterOrDigit(c) : char.IsLetterOrDigit(c);

    private static bool IsUnspaced(char c) => c is >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF';

    private static char Fold(char c) => c switch
    {
        < '\u0080' => (char)(c is >= 'A' and <= 'Z' ? c | 0x20 : c),
        >= '\u00C0' and <= '\u017F' => Unaccented[c - '\u00C0'],
        _ => char.ToLowerInvariant(c),
    };

    private const ulong HashSeed = 14695981039346656037;

    // FNV-1a (Fowler, Noll, Vo) over UTF-16 units, then the finaliser of SplitMix64 (Steele and others, OOPSLA 2014).
    private static ulong Hash(ReadOnlySpan<char> word)
    {
        var hash = HashSeed;
        foreach (var c in word)
            hash = Add(hash, c);
        return Finish(hash);
    }

    private static ulong Add(ulong hash, char c) => (hash ^ c) * 1099511628211;

    private static ulong Finish(ulong hash)
    {
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        hash ^= hash >> 31;
        return hash == 0 ? 1 : hash;
    }

    /// <summary>The hash of a text as a whole, such as a Message-ID; never 0.</summary>
    public static ulong Identify(ReadOnlySpan<char> text) => Hash(text.Trim());
}
