using System.Net;
using System.Text.Json;

namespace Lector.Models.Endpoints;

/// <summary>Names what a server's refusal means, in words for a person. Never quotes a server's free text: it may hold the document's.</summary>
internal static class Diagnosis
{
    /// <summary>What an HTTP error means here.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="path">The path that was asked.</param>
    /// <param name="model">The model's name that was sent.</param>
    public static string Of(Reply reply, string path, string? model) => (int)reply.Status switch
    {
        0 => $"the server breaks the connection each time that {path} is asked: it dies of it, or something between closes it; look at its log",
        >= 200 and < 300 => $"{path} answered {(int)reply.Status}, but not with what its format promises",
        >= 300 and < 400 => $"{path} answered a redirect ({(int)reply.Status}), which is not followed, for it could lead out of the house: give the final address",
        400 when reply.SaysTooLong => $"{path} says that the text is longer than its window (400)",
        400 => $"{path} refused the request as malformed (400{Code(reply)}): another dialect, or the model \"{model}\" is not served there",
        401 => $"the server refused the key (401{Code(reply)}): set LECTOR_READER_KEY to the right one, or unset it where the server takes none",
        403 => $"the server wants a key or forbids this one (403{Code(reply)}): set LECTOR_READER_KEY",
        404 or 405 => $"there is no {path} for model \"{model}\" ({(int)reply.Status}): the path or the model is not served there",
        408 => $"{path} got no answer in time",
        413 => $"{path} says that the text is too large (413)",
        422 => $"{path} refused the request's fields (422): another dialect",
        429 => "the server is over its rate limit (429)",
        500 => $"the server failed inside (500{Code(reply)}): look at its log",
        501 => $"the loaded model does not do this: {path} is not supported (501)",
        502 or 504 => $"a proxy in front of the server cannot reach it ({(int)reply.Status})",
        503 => "the server is loading its model or has no free place (503)",
        529 => "the server is overloaded (529)",
        var status => $"{path} answered {status}{Code(reply)}",
    };

    /// <summary>How to have a product read longer texts, as a further sentence; empty where nothing is to be set, or it is not known.</summary>
    public static string WiderWindow(string? product) => product == "Ollama"
        ? " Ollama cuts what exceeds num_ctx: start it with OLLAMA_CONTEXT_LENGTH=4096 or more, or make the model with PARAMETER num_ctx 4096."
        : "";

    // A code is a word of the protocol, not free text: letters, digits, underscores, at most 40.
    private static string Code(Reply reply)
    {
        using var json = reply.Json();
        if (json is null || json.RootElement.ValueKind != JsonValueKind.Object)
            return "";
        foreach (var holder in (string[])["error", "detail"])
            if (json.RootElement.TryGetProperty(holder, out var error) && error.ValueKind == JsonValueKind.Object)
                foreach (var name in (string[])["type", "error_type", "code"])
                    if (error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && IsWord(value.GetString()!))
                        return ", " + value.GetString();
        return "";
    }

    private static bool IsWord(string code) => code.Length is > 0 and <= 40 && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    /// <summary>What a failure to reach the server means.</summary>
    public static string Of(HttpRequestException failure) => failure.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "its name cannot be resolved",
        HttpRequestError.ConnectionError when failure.InnerException is OperationCanceledException => "it cannot be reached (no answer: it is switched off, or something between drops what is sent there)",
        HttpRequestError.ConnectionError => "it cannot be reached (connection refused or no route)",
        HttpRequestError.SecureConnectionError => "its certificate is not trusted or it does not speak TLS",
        HttpRequestError.ResponseEnded => "it closed the connection in the middle of an answer",
        HttpRequestError.InvalidResponse => "what answers there is not HTTP",
        HttpRequestError.ConfigurationLimitExceeded => "its answer is larger than any reader's answer is",
        _ => "the connection failed",
    };

    /// <summary>Whether a status means that the server cannot answer now, and may later.</summary>
    public static bool IsUnavailable(HttpStatusCode status) => (int)status is 429 or 502 or 503 or 504 or 529;
}
