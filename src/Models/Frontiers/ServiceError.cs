using System.Globalization;
using System.Text.Json;
using Lector.Core.Answering;

namespace Lector.Models.Frontiers;

/// <summary>A status other than 200 as a reply.</summary>
/// <remarks>A server's own words may repeat what was sent to it: of its body only codes and parameter names that are listed here are looked at, and none is repeated.</remarks>
internal static class ServiceError
{
    /// <summary>Reads it.</summary>
    /// <param name="status">HTTP status, not 200.</param>
    /// <param name="body">The body, or its beginning.</param>
    /// <param name="retryAfter">How long the service asks to wait.</param>
    /// <param name="options">Who was asked.</param>
    public static FrontierReply Read(int status, ReadOnlyMemory<byte> body, TimeSpan? retryAfter, FrontierOptions options)
    {
        var (code, parameter) = Code(body);
        var host = options.Address.Host;
        return status switch
        {
            429 when code is "insufficient_quota" or "billing_hard_limit_reached" or "billing_not_active" => Refused("says that the account's quota is used up. Look at its plan and billing."),
            429 or 503 => new FrontierReply.Busy(status, retryAfter),
            401 when options.Entra => Refused("did not accept the sign-in. Run az login with the right tenant and try again; in Azure, check that the app's identity is of the resource's tenant."),
            401 when string.IsNullOrEmpty(options.Key) => Refused("wants a key. Put it into LECTOR_FRONTIER_KEY."),
            401 => Refused("did not accept the key. Check LECTOR_FRONTIER_KEY and that it belongs to this service."),
            403 when options.Entra => Refused("does not let this identity use the model. Give it the role Cognitive Services OpenAI User on the resource."),
            403 => Refused("does not let this key use the model, or not from here. Check the key's rights and the service's network rules."),
            404 when FrontierAddress.IsAzure(options.Address) => Refused($"has no deployment {options.Model}, or knows nothing at this address. Check the deployment's name (--frontier-model) and the address: https://NAME.openai.azure.com."),
            404 => Refused($"has no model {options.Model}, or nothing at this address. Check --frontier-model, and the address: it mostly ends in /v1."),
            405 => Refused("takes no chat completions at this address. Check it: it mostly ends in /v1."),
            402 => Refused("wants to be paid first. Look at the account's billing."),
            413 => Refused("finds the request too large. Lower --budget."),
            400 or 422 => Refused(BadRequest(code, parameter, options)),
            >= 300 and < 400 => Refused("redirects elsewhere, which is not followed. Give the address that it redirects to, if you trust it."),
            407 => Refused("was not reached: the proxy wants a password."),
            408 or >= 500 => new FrontierReply.Unknown($"{host} answered {status}: whether the model did the work, and was paid, is unknown."),
            _ => Refused("did not take the request. Check the address."),
        };

        FrontierReply.Refused Refused(string what) => new(status, string.Create(CultureInfo.InvariantCulture, $"{host} answered {status}: it {what}"));
    }

    private static string BadRequest(string? code, string? parameter, FrontierOptions options) => (code, parameter) switch
    {
        ("context_length_exceeded" or "string_above_max_length", _) => "finds the request too long for the model. Lower --budget.",
        ("content_filter" or "content_policy_violation", _) => "refused it by its content filter. Ask in other words, keep the document back with --never-send, or ask the operator to change the filter.",
        ("model_not_found" or "invalid_model" or "DeploymentNotFound", _) => $"has no model {options.Model}. Check --frontier-model.",
        (_, "reasoning_effort") => "does not know this reasoning setting for the model. Set another with --frontier-reasoning, or off.",
        (_, "response_format") => "knows no structured output for this model. Choose a model that does.",
        (_, "max_completion_tokens" or "store") when options.Dialect != ChatDialect.Compatible => "refuses a setting of OpenAI's dialect. Give --frontier-compatible.",
        (_, "max_tokens") => "wants OpenAI's dialect. Leave --frontier-compatible out.",
        _ when (options.Dialect ?? FrontierAddress.Dialect(options.Address)) == ChatDialect.OpenAI => "finds the request wrong. Check the model's name; if the server is not OpenAI's or Azure's, give --frontier-compatible.",
        _ => "finds the request wrong. Check the model's name.",
    };

    private static (string? Code, string? Parameter) Code(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var error = json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var member) ? member : default;
            return error.ValueKind == JsonValueKind.Object ? (Text("code") ?? Text("type"), Text("param")) : (null, null);

            string? Text(string name) => error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, null);
        }
    }
}
