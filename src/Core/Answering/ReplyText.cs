using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Lector.Core.Answering;

/// <summary>Takes the text of a reply for an answer of the shape of <see cref="AnswerSchema"/>, whatever stands in it.</summary>
/// <remarks>
/// Text around the answer (a fence, an introduction, thinking between think tags) is left out, because many servers do not enforce the schema and chat
/// windows add it. Members that were not asked for are passed over; a member that is there twice is a fault, because readers would differ on it.
/// </remarks>
public static class ReplyText
{
    /// <summary>The longest reply, in UTF-16 units.</summary>
    public const int MostText = 256 * 1024;

    /// <summary>The most claims, and the most quotations of one.</summary>
    public const int MostClaims = 40;

    /// <summary>The longest claim, in UTF-16 units.</summary>
    public const int MostClaim = 2000;

    /// <summary>The longest quotation, in UTF-16 units.</summary>
    public const int MostWords = 4000;

    // Braces in an introduction are tried one after the other; no real one has more.
    private const int MostTries = 200;

    private static readonly byte[] Example = Encoding.UTF8.GetBytes(AnswerSchema.Example);
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>Reads a reply.</summary>
    /// <param name="content">The reply's text.</param>
    /// <param name="complete">False when the service said that it was cut.</param>
    public static ReplyReading Read(string content, bool complete = true)
    {
        var text = WithoutThinking(content).Trim().Trim('\uFEFF').Trim();
        if (text.Length == 0)
            return new ReplyReading.Unusable(complete ? ReplyFault.Empty : ReplyFault.Cut);
        if (text.Length > MostText)
            return new ReplyReading.Unusable(ReplyFault.TooMuch);
        if (!complete)
            return new ReplyReading.Unusable(ReplyFault.Cut);

        var utf8 = Encoding.UTF8.GetBytes(text);
        var found = new List<(ReplyReading Reading, ReadOnlyMemory<byte> Json)>();
        var broken = false;
        for (int at = IndexOfBrace(utf8, 0), tries = 0; at >= 0 && tries < MostTries; tries++)
        {
            var (reading, length, cut) = Object(utf8.AsMemory(at));
            broken |= cut;
            var json = utf8.AsMemory(at, length);
            // A whole chat holds the prompt too, and with it the example of an answer.
            if (reading is not null && !json.Span.SequenceEqual(Example) && !found.Any(other => other.Json.Span.SequenceEqual(json.Span)))
                found.Add((reading, json));
            at = IndexOfBrace(utf8, at + Math.Max(1, length));
        }

        return found switch
        {
            [] => new ReplyReading.Unusable(broken ? ReplyFault.Cut : ReplyFault.NotJson),
            [(ReplyReading.Read read, var json)] => read with { Around = json.Length < utf8.Length },
            [var (only, _)] => only,
            _ => new ReplyReading.Unusable(ReplyFault.Several),
        };
    }

    private static int IndexOfBrace(byte[] utf8, int from)
    {
        var at = from < utf8.Length ? utf8.AsSpan(from).IndexOf((byte)'{') : -1;
        return at < 0 ? -1 : from + at;
    }

    /// <summary>The object at the beginning of the bytes: its reading when it has claims, its length when it is JSON, and whether it looks like an answer without an end.</summary>
    private static (ReplyReading? Reading, int Length, bool Cut) Object(ReadOnlyMemory<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = 16 });
        var named = false;
        try
        {
            // The reader is told that these are all bytes, so an object without an end is an error at the very end of them.
            while (reader.Read())
            {
                named |= reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("claims"u8);
                if (reader.CurrentDepth == 0 && reader.TokenType == JsonTokenType.EndObject)
                    break;
            }
        }
        catch (JsonException)
        {
            return (null, 0, named && !Closes(utf8.Span));
        }

        var length = (int)reader.BytesConsumed;
        if (!named)
            return (null, length, false);
        try
        {
            using var json = JsonDocument.Parse(utf8[..length], Strict);
            return (Answer(json.RootElement), length, false);
        }
        catch (JsonException)
        {
            return (new ReplyReading.Unusable(ReplyFault.WrongShape), length, false);
        }
        catch (InvalidOperationException)
        {
            // A string escape that is no Unicode, such as a lone surrogate.
            return (new ReplyReading.Unusable(ReplyFault.WrongShape), length, false);
        }
    }

    /// <summary>Whether the last thing in the text closes an object: then it is broken, not cut.</summary>
    private static bool Closes(ReadOnlySpan<byte> utf8) => utf8.TrimEnd("`\r\n\t "u8) is [.., (byte)'}'];

    private static ReplyReading Answer(JsonElement root)
    {
        if (!root.TryGetProperty("claims", out var list) || list.ValueKind != JsonValueKind.Array)
            return new ReplyReading.Unusable(ReplyFault.WrongShape);
        if (list.GetArrayLength() > MostClaims)
            return new ReplyReading.Unusable(ReplyFault.TooMuch);

        var claims = new List<Claim>();
        foreach (var item in list.EnumerateArray())
        {
            if (String(item, "text") is not { } text || Quotations(item) is not { } quotations)
                return new ReplyReading.Unusable(ReplyFault.WrongShape);
            if (text.Length > MostClaim || quotations.Count > MostClaims || quotations.Any(quotation => quotation.Words.Length > MostWords))
                return new ReplyReading.Unusable(ReplyFault.TooMuch);
            claims.Add(new Claim(Plain(text), quotations));
        }

        var missing = !root.TryGetProperty("insufficient", out var said) || said.ValueKind == JsonValueKind.Null ? "" : said.ValueKind == JsonValueKind.String ? said.GetString() : null;
        return missing is null ? new ReplyReading.Unusable(ReplyFault.WrongShape)
            : missing.Length > MostClaim ? new ReplyReading.Unusable(ReplyFault.TooMuch)
            : new ReplyReading.Read(new FrontierAnswer(claims, Plain(missing)), Around: false);
    }

    private static List<Quotation>? Quotations(JsonElement claim)
    {
        if (!claim.TryGetProperty("quotes", out var list) || list.ValueKind != JsonValueKind.Array)
            return null;
        var quotations = new List<Quotation>();
        foreach (var item in list.EnumerateArray())
        {
            if (String(item, "words") is not { } words || !item.TryGetProperty("evidence", out var number) || number.ValueKind != JsonValueKind.Number)
                return null;
            // A number that is no whole one, or out of range, is the number of no evidence.
            quotations.Add(new Quotation(number.TryGetInt32(out var evidence) ? evidence : 0, words));
        }

        return quotations;
    }

    private static string? String(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string WithoutThinking(string content)
    {
        const string end = "</think>";
        var at = content.TrimStart().StartsWith("<think>", StringComparison.OrdinalIgnoreCase) ? content.IndexOf(end, StringComparison.OrdinalIgnoreCase) : -1;
        return at < 0 ? content : content[(at + end.Length)..];
    }

    /// <summary>One line without control characters or marks that turn the direction of text: a terminal and a page show it as it is. Joiners stay, for Persian and emoji need them.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
                plain.Append(plain.Length > 0 && plain[^1] != ' ' ? " " : "");
            else if (rune.Value is 0x200C or 0x200D || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
                plain.Append(rune.ToString());
        }

        return plain.ToString().TrimEnd();
    }
}
