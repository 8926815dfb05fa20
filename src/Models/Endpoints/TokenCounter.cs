using System.Text.Json;
using Lector.Core.Reading;

namespace Lector.Models.Endpoints;

/// <summary>The server's own tokenizer, where it offers one: what fits is counted, never guessed.</summary>
internal sealed class TokenCounter
{
    private readonly Endpoint endpoint;
    private readonly string model;
    private readonly Form form;

    private TokenCounter(Endpoint endpoint, string model, Form form) => (this.endpoint, this.model, this.form) = (endpoint, model, form);

    private enum Form { LlamaServer, Vllm, Tei }

    /// <summary>Whether prompts may be sent to this server as token ids.</summary>
    public bool IsLlamaServer => form == Form.LlamaServer;

    /// <summary>Finds out which form of <c>/tokenize</c> the server has.</summary>
    /// <returns>Null when it has none.</returns>
    public static async Task<TokenCounter?> Find(Endpoint endpoint, string model, CancellationToken cancel)
    {
        foreach (var form in Enum.GetValues<Form>())
        {
            var counter = new TokenCounter(endpoint, model, form);
            if (await counter.Try("The office will be closed on Friday.", special: false, cancel) is { Length: > 2 })
                return counter;
        }

        return null;
    }

    /// <summary>The ids of a text's tokens, control tokens in it read as plain text where the server can.</summary>
    /// <exception cref="ReaderUnavailableException">The server no longer tokenizes.</exception>
    public Task<int[]> Ids(string text, CancellationToken cancel) => Ids(text, special: false, cancel);

    /// <summary>The ids of a template's tokens, control tokens taken as such.</summary>
    public Task<int[]> TemplateIds(string text, CancellationToken cancel) => Ids(text, special: true, cancel);

    private async Task<int[]> Ids(string text, bool special, CancellationToken cancel) =>
        await Try(text, special, cancel) ?? throw new ReaderUnavailableException($"The reader {endpoint.Shown} stopped counting tokens (/tokenize); it did so at the start.");

    private async Task<int[]?> Try(string text, bool special, CancellationToken cancel)
    {
        var reply = await endpoint.Post("tokenize", json =>
        {
            switch (form)
            {
                case Form.LlamaServer:
                    json.WriteString("content", text);
                    json.WriteBoolean("add_special", false);
                    json.WriteBoolean("parse_special", special);
                    break;
                case Form.Vllm:
                    json.WriteString("model", model);
                    json.WriteString("prompt", text);
                    json.WriteBoolean("add_special_tokens", false);
                    break;
                default:
                    json.WriteString("inputs", text);
                    json.WriteBoolean("add_special_tokens", false);
                    break;
            }
        }, cancel);
        if (!reply.Ok)
            return null;
        using var json = reply.Json();
        return json is null ? null : form == Form.Tei ? Tei(json.RootElement) : ReplyMembers.Ids(json.RootElement, "tokens");
    }

    // [[{"id":..,"text":..,"special":..,"start":..,"stop":..}]]
    private static int[]? Tei(JsonElement reply) =>
        reply.ValueKind == JsonValueKind.Array && reply.GetArrayLength() == 1 ? ReplyMembers.Ids(reply[0]) : null;
}
