using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Lector.Models.Endpoints;

/// <summary>What a server answered: status, headers and the whole body.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">The response's headers, for products that name themselves.</param>
/// <param name="Body">The body as it came.</param>
internal sealed partial record Reply(HttpStatusCode Status, HttpResponseHeaders? Headers, byte[] Body)
{
    // A doubled answer is no answer: which of the two would be meant?
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Whether the status is 2xx.</summary>
    public bool Ok => (int)Status is >= 200 and < 300;

    /// <summary>The body as JSON, whatever its content type says; null when it is not JSON (RFC 8259) or has a property twice.</summary>
    /// <remarks>
    /// A token can be a part of a character: servers write it as bytes that are no UTF-8, or as one surrogate without the other, neither of which is text. Both are U+FFFD here.
    /// </remarks>
    public JsonDocument? Json()
    {
        try
        {
            return JsonDocument.Parse(Whole(Body), Strict);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the body may be an answer with this member: an object that has it and no error, a list, or either with a fault in it.</summary>
    public bool LooksLike(string member)
    {
        if (Body.AsSpan().TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[', ..])
            return false;
        using var json = Json();
        return json?.RootElement is not { ValueKind: JsonValueKind.Object } root
            || root.TryGetProperty(member, out _) && !(root.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null);
    }

    /// <summary>Whether the server says that the request exceeds its window.</summary>
    public bool SaysTooLong
    {
        get
        {
            if (Ok || (int)Status is not (400 or 413 or 422 or 500))
                return false;
            if ((int)Status == 413)
                return true;
            var text = Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 2000)));
            return TooLong.Any(words => text.Contains(words, StringComparison.OrdinalIgnoreCase));
        }
    }

    private static ReadOnlyMemory<byte> Whole(byte[] body)
    {
        if (Utf8.IsValid(body) && body.AsSpan().IndexOf("\\ud"u8) < 0 && body.AsSpan().IndexOf("\\uD"u8) < 0)
            return body;
        return Encoding.UTF8.GetBytes(Escapes().Replace(Encoding.UTF8.GetString(body), escape => escape.Groups["half"].Success ? "\\ufffd" : escape.Value));
    }

    // Pairs of surrogates and other escapes are matched too, so that a half is never looked for inside of them.
    [GeneratedRegex(@"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(?<half>\\u[dD][89a-fA-F]..)|\\.")]
    private static partial Regex Escapes();

    // llama-server, System One, vLLM, Ollama, OpenAI, SGLang, TEI; llama-server answers 500 for an input larger than its physical batch.
    private static readonly string[] TooLong =
    [
        "exceed_context_size", "max_tokens_exceeded", "maximum context length", "prompt too long", "context_length_exceeded", "input length exceeds",
        "longer than the model's context", "must have less than", "is too large to process", "exceeds the maximum", "too many tokens", "exceeds the available context",
    ];
}
