using System.Text;
using System.Text.Json;

namespace Lector.Core.Ledgers.Disclosures;

/// <summary>Text inside request bodies: where it stands, and what bytes of it say.</summary>
public static class BodyText
{
    /// <summary>The text that a stretch of a body says.</summary>
    /// <param name="bytes">The stretch.</param>
    /// <param name="form">How text stands there.</param>
    /// <returns>The text; null where the bytes are no such text.</returns>
    public static string? Decode(ReadOnlySpan<byte> bytes, BodyForm form)
    {
        try
        {
            if (form == BodyForm.Text)
                return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            var reader = new Utf8JsonReader((byte[])[(byte)'"', .. bytes, (byte)'"']);
            return reader.Read() && reader.TokenType == JsonTokenType.String && reader.BytesConsumed == bytes.Length + 2 ? reader.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Finds texts in the strings of a JSON body: as whole strings where all are that; else within strings, a single text at its last place, for prompts put instructions first.</summary>
    /// <param name="body">A JSON value, UTF-8.</param>
    /// <param name="texts">What to find, in the order in which they stand in the body, none within another.</param>
    /// <returns>For each its first byte and its length in the body, escapes included; null for one that is not there.</returns>
    public static IReadOnlyList<(int Offset, int Length)?> Find(ReadOnlySpan<byte> body, IReadOnlyList<string> texts)
    {
        var whole = new (int, int)?[texts.Count];
        var within = new (int, int)?[texts.Count];
        var (nextWhole, nextWithin) = (0, 0);
        var reader = new Utf8JsonReader(body);
        while (nextWhole < texts.Count && reader.Read())
        {
            if (reader.TokenType != JsonTokenType.String)
                continue;
            var (text, offsets) = Unescape(reader.ValueSpan);
            var first = (int)reader.TokenStartIndex + 1;
            if (text == texts[nextWhole])
                whole[nextWhole++] = (first, offsets[^1]);
            if (texts.Count == 1 && text.LastIndexOf(texts[0], StringComparison.Ordinal) is >= 0 and var last)
                within[0] = (first + offsets[last], offsets[last + texts[0].Length] - offsets[last]);
            for (var from = 0; texts.Count > 1 && nextWithin < texts.Count; nextWithin++)
            {
                var at = text.IndexOf(texts[nextWithin], from, StringComparison.Ordinal);
                if (at < 0)
                    break;
                from = at + texts[nextWithin].Length;
                within[nextWithin] = (first + offsets[at], offsets[from] - offsets[at]);
            }
        }

        return nextWhole == texts.Count ? whole : within;
    }

    /// <summary>The text of a JSON string, and for each UTF-16 unit, and the end, the byte at which it begins.</summary>
    private static (string Text, int[] Offsets) Unescape(ReadOnlySpan<byte> raw)
    {
        var text = new StringBuilder(raw.Length);
        var offsets = new List<int>(raw.Length + 1);
        for (var i = 0; i < raw.Length;)
        {
            var length = raw[i] switch
            {
                (byte)'\\' => raw[i + 1] == 'u' ? 6 : 2,
                < 0x80 => 1,
                < 0xE0 => 2,
                < 0xF0 => 3,
                _ => 4,
            };
            var unit = raw[i] == '\\' ? Escape(raw.Slice(i, length)) : Encoding.UTF8.GetString(raw.Slice(i, length));
            text.Append(unit);
            for (var k = 0; k < unit.Length; k++)
                offsets.Add(i);
            i += length;
        }

        offsets.Add(raw.Length);
        return (text.ToString(), [.. offsets]);
    }

    private static string Escape(ReadOnlySpan<byte> escape) => (char)escape[1] switch
    {
        'u' => ((char)Convert.ToInt32(Encoding.ASCII.GetString(escape[2..]), 16)).ToString(),
        'n' => "\n",
        't' => "\t",
        'r' => "\r",
        'b' => "\b",
        'f' => "\f",
        var c => c.ToString(),
    };
}
