using System.Text;
using System.Text.Json;
using Lector.Core.Answering;

namespace Lector.Models.Frontiers;

/// <summary>The body of a chat completion that was answered with 200, taken for a reply; nothing of a body that is none is repeated.</summary>
internal static class ChatCompletion
{
    /// <summary>Reads it.</summary>
    /// <param name="body">The whole body.</param>
    public static FrontierReply Read(ReadOnlyMemory<byte> body)
    {
        if (body.Span.TrimStart(" \r\n\t"u8).StartsWith("data:"u8) || body.Span.TrimStart(" \r\n\t"u8).StartsWith("event:"u8))
            return NotOne("a stream, which was not asked for. Look for a gateway that changes requests.");
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 64 });
            var root = json.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null)
                return NotOne("an error. Look into the server's log.");
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array
                ? Answered(root, choices.GetArrayLength() > 0 ? choices[0] : default)
                : NotOne("JSON that is no chat completion. Check the address: it mostly ends in /v1.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return NotOne("something that is no JSON, such as a web page. Check the address: it mostly ends in /v1.");
        }
    }

    private static FrontierReply NotOne(string what) => new FrontierReply.Refused(200, "The service answered with " + what);

    private static FrontierReply.Answered Answered(JsonElement root, JsonElement choice)
    {
        var message = Member(choice, "message");
        var finish = Text(Member(choice, "finish_reason"));
        var content = Content(Member(message, "content"));
        return new FrontierReply.Answered(content, Usage(Member(root, "usage")), finish is not ("length" or "max_tokens"), Name(Text(Member(root, "model"))))
        {
            Declined = finish == "content_filter" ? "A content filter of the service withheld the answer. Ask in other words, or ask the operator to change the filter."
                : content.Length == 0 && Text(Member(message, "refusal")) is { Length: > 0 } ? "The model declined to answer."
                : null,
        };
    }

    /// <summary>The text of a message: a string, or parts of which some are text.</summary>
    private static string Content(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => content.EnumerateArray().Aggregate(new StringBuilder(), (all, part) => all.Append(Text(Member(part, "text")))).ToString(),
        _ => "",
    };

    private static FrontierUsage? Usage(JsonElement usage) =>
        Count(Member(usage, "prompt_tokens")) is { } input && Count(Member(usage, "completion_tokens")) is { } output
            ? new FrontierUsage(
                input, Count(Member(Member(usage, "prompt_tokens_details"), "cached_tokens")) ?? 0,
                output, Count(Member(Member(usage, "completion_tokens_details"), "reasoning_tokens")) ?? 0)
            : null;

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    private static int? Count(JsonElement element) => element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var count) && count >= 0 ? count : null;

    /// <summary>A model's name as it may stand in a record.</summary>
    private static string? Name(string? name) => name is null ? null : string.Concat(name.Where(unit => unit is > ' ' and < '\u007F').Take(100));
}
