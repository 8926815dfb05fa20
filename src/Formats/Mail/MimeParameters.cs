using System.Text;

namespace Lector.Formats.Mail;

/// <summary>A structured field such as Content-Type or Content-Disposition: its value and parameters (RFC 2045, 5.1; RFC 2231).</summary>
/// <param name="Value">Lower case, without parameters and comments; empty when there is none.</param>
internal sealed record MimeParameters(string Value)
{
    private const int MostParameters = 200;
    private readonly List<(string Name, string Value)> all = [];

    /// <summary>The parameter, decoded (RFC 2231 continuations and charsets, and RFC 2047 words although forbidden there); null when there is none.</summary>
    /// <param name="name">Lower case.</param>
    public string? this[string name]
    {
        get
        {
            // An extended parameter is the better version of a plain one of the same name.
            if (Extended(name) is { } extended)
                return extended;
            foreach (var (other, value) in all)
            {
                if (other == name)
                    return HeaderText.Decode(value);
            }

            return null;
        }
    }

    /// <summary>Reads an unfolded field value; whatever it holds, something is returned.</summary>
    public static MimeParameters Parse(string? field)
    {
        if (string.IsNullOrEmpty(field))
            return new("");
        var end = field.AsSpan().IndexOfAny(";( \t");
        var parsed = new MimeParameters((end < 0 ? field : field[..end]).Trim('"', ',', '\'').ToLowerInvariant());
        var position = end < 0 ? field.Length : end;
        while (position < field.Length && parsed.all.Count < MostParameters)
        {
            position = SkipSeparators(field, position);
            var equals = position < field.Length ? field.IndexOf('=', position) : -1;
            if (equals < 0)
                break;
            var semicolon = field.IndexOf(';', position);
            if (semicolon >= 0 && semicolon < equals)
            {
                position = semicolon + 1;
                continue;
            }

            var name = field[position..equals].Trim().ToLowerInvariant();
            var value = ReadValue(field, equals + 1, out position);
            parsed.all.Add((name, value));
        }

        return parsed;
    }

    private static int SkipSeparators(string field, int position)
    {
        while (position < field.Length)
        {
            if (field[position] == '(')
            {
                var close = field.IndexOf(')', position);
                position = close < 0 ? field.Length : close + 1;
            }
            else if (field[position] is ';' or ' ' or '\t' or ',')
                position++;
            else
                break;
        }

        return position;
    }

    private static string ReadValue(string field, int position, out int next)
    {
        while (position < field.Length && field[position] is ' ' or '\t')
            position++;
        if (position >= field.Length || field[position] != '"')
        {
            next = field.IndexOf(';', position);
            if (next < 0)
                next = field.Length;
            return field[position..next].Trim();
        }

        var value = new StringBuilder();
        for (position++; position < field.Length && field[position] != '"'; position++)
        {
            // Windows paths stand in quoted strings unescaped.
            if (field[position] == '\\' && position + 1 < field.Length && field[position + 1] is '"' or '\\')
                position++;
            value.Append(field[position]);
        }

        next = Math.Min(field.Length, position + 1);
        return value.ToString();
    }

    private string? Extended(string name)
    {
        string? charset = null;
        var bytes = new List<byte>();
        var found = false;
        foreach (var (section, value, encoded) in Sections(name))
        {
            var text = value;
            if (encoded && section <= 0 && value.IndexOf('\'') is >= 0 and var first && value.IndexOf('\'', first + 1) is > 0 and var second)
                (charset, text) = (value[..first], value[(second + 1)..]);
            found = true;
            if (encoded)
                AddPercentDecoded(bytes, text);
            else
                bytes.AddRange(charset is null || Charsets.Find(charset) is null ? Encoding.UTF8.GetBytes(text) : Encoding.Latin1.GetBytes(text));
        }

        if (!found)
            return null;
        var decoded = Charsets.Decode([.. bytes], string.IsNullOrEmpty(charset) ? null : charset).Text;
        return HeaderText.Decode(Lines.OnOne(decoded));
    }

    /// <summary>The pieces <c>name*</c>, <c>name*0</c>, <c>name*0*</c>, in their order; a gap ends the value.</summary>
    private IEnumerable<(int Section, string Value, bool Encoded)> Sections(string name)
    {
        var pieces = new SortedDictionary<int, (string, bool)>();
        foreach (var (other, value) in all)
        {
            if (!other.StartsWith(name, StringComparison.Ordinal) || other.Length <= name.Length || other[name.Length] != '*')
                continue;
            var rest = other.AsSpan(name.Length + 1);
            var encoded = rest.IsEmpty || rest[^1] == '*';
            if (rest.IsEmpty)
                return [(-1, value, true)];
            if (int.TryParse(encoded ? rest[..^1] : rest, out var section) && section >= 0)
                pieces.TryAdd(section, (value, encoded));
        }

        return pieces.Select((piece, i) => (piece.Key, piece.Value.Item1, piece.Value.Item2, i))
            .TakeWhile(piece => piece.Key - pieces.Keys.First() == piece.i)
            .Select(piece => (piece.Key, piece.Item2, piece.Item3));
    }

    private static void AddPercentDecoded(List<byte> bytes, string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
                bytes.AddRange(Encoding.UTF8.GetBytes(text, i, 1));
        }
    }
}
