using System.Text.Json;

namespace Lector.Models.Endpoints;

/// <summary>Members of a server's JSON, read without ever throwing: what is missing, or of another type than it should be, is null.</summary>
internal static class ReplyMembers
{
    /// <summary>A member as text, as it came; null also when it is empty.</summary>
    public static string? Text(JsonElement holder, string name) =>
        Member(holder, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>A member as a whole number.</summary>
    public static int? Integer(JsonElement holder, string name) => Integer(Member(holder, name));

    /// <summary>A member as a number, which may be infinite: a number of JSON has no bounds.</summary>
    public static double? Number(JsonElement holder, string name) =>
        Member(holder, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) ? number : null;

    /// <summary>A member as a count: a number above 0, however it is written, cut to a whole one.</summary>
    public static int? Count(JsonElement holder, string name) => Number(holder, name) is { } count and > 0 and < int.MaxValue ? (int)count : null;

    /// <summary>A member that is an object.</summary>
    public static JsonElement? Object(JsonElement holder, string name) => Member(holder, name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    /// <summary>A count of tokens in the reply's <c>usage</c>, or 0 where it tells none.</summary>
    public static int Tokens(JsonElement reply, string name) => Object(reply, "usage") is { } usage ? Count(usage, name) ?? 0 : 0;

    /// <summary>A member as token ids: whole numbers, or objects with an <c>id</c> where pieces come along.</summary>
    public static int[]? Ids(JsonElement holder, string name) => Member(holder, name) is { } value ? Ids(value) : null;

    /// <summary>An array of token ids.</summary>
    public static int[]? Ids(JsonElement array)
    {
        if (array.ValueKind != JsonValueKind.Array)
            return null;
        int?[] ids = [.. array.EnumerateArray().Select(token => token.ValueKind == JsonValueKind.Object ? Integer(token, "id") : Integer(token))];
        return ids.Contains(null) ? null : [.. ids.Select(id => id!.Value)];
    }

    private static int? Integer(JsonElement? value) => value is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var whole) ? whole : null;

    private static JsonElement? Member(JsonElement holder, string name) => holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) ? value : null;
}
