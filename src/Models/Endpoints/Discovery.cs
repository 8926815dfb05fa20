using System.Text.Json;
using Lector.Core.Reading;
using Lector.Models.Processes;

namespace Lector.Models.Endpoints;

/// <summary>Asks a server what it is, without sending a word of any document.</summary>
internal static class Discovery
{
    /// <summary>Asks.</summary>
    /// <param name="endpoint">The server.</param>
    /// <param name="modelName">The model that the user named, or null for the first that is listed.</param>
    /// <param name="cancel">Stops at once.</param>
    /// <exception cref="ReaderUnavailableException">It cannot be reached, wants another key, redirects, or does not list the model.</exception>
    public static async Task<ServerFacts> Ask(Endpoint endpoint, string? modelName, CancellationToken cancel)
    {
        var models = await endpoint.Get("v1/models", cancel);
        if ((int)models.Status is 401 or 403 && endpoint.UseOwnKeyHeader())
            models = await endpoint.Get("v1/models", cancel);
        if ((int)models.Status == 408)
            throw new ReaderUnavailableException($"The reader {endpoint.Shown} takes connections, but does not answer. Look at its log, or start it anew.");
        if ((int)models.Status is 401 or 403 or >= 300 and < 400)
            throw new ReaderUnavailableException($"The reader {endpoint.Shown} cannot be used: {Diagnosis.Of(models, "/v1/models", modelName)}.");

        var facts = new ServerFacts { Model = modelName, Models = models };
        string? owner = null;
        if (models.Ok)
            using (var json = models.Json())
                (facts, owner) = FromModels(facts, json?.RootElement ?? default, modelName, endpoint.Shown);

        facts = owner switch
        {
            "llamacpp" => await LlamaServer(endpoint, facts, cancel),
            "vllm" => await Version(endpoint, facts with { Product = "vLLM" }, "version", cancel),
            "sglang" => await SgLang(endpoint, facts with { Product = "SGLang" }, cancel),
            "library" or "ollama" => await Ollama(endpoint, facts, cancel),
            _ => await Unnamed(endpoint, facts, cancel),
        };
        if (facts.RemoteHost is not null || facts.Product == "Ollama" && facts.Model is { } name && Forwarders.IsOllamaCloud(name))
            endpoint.Forwards("an Ollama cloud model");
        return facts;
    }

    private static List<JsonElement> Listed(JsonElement list)
    {
        var models = new List<JsonElement>();
        foreach (var name in (string[])["data", "models"])
            if (list.ValueKind == JsonValueKind.Object && list.TryGetProperty(name, out var array) && array.ValueKind == JsonValueKind.Array)
                models.AddRange(array.EnumerateArray().Where(m => Id(m) is not null));
        return models;
    }

    private static (ServerFacts, string? Owner) FromModels(ServerFacts facts, JsonElement list, string? wanted, string shown)
    {
        var models = Listed(list);
        if (models.Count == 0)
            return (facts, null);

        var owner = models.Select(m => ServerFacts.Text(m, "owned_by")).FirstOrDefault(o => o is not null);
        var at = wanted is null ? 0 : models.FindIndex(m => Id(m) == wanted || Aliases(m).Contains(wanted));
        if (at < 0)
        {
            // llama-server serves its one model under any name; Ollama adds :latest by itself.
            if (owner == "llamacpp")
                at = 0;
            else if ((at = models.FindIndex(m => Id(m) == wanted + ":latest")) < 0)
                throw new ReaderUnavailableException($"The reader {shown} does not serve \"{wanted}\". It serves {string.Join(", ", models.Select(Id).Distinct().Take(8))}: name one with --reader-model.");
        }

        var model = models[at];
        var meta = ReplyMembers.Object(model, "meta");
        return (facts with
        {
            Model = wanted ?? Id(model),
            IsDecision = ReplyMembers.Object(model, "architecture") is { } architecture && architecture.TryGetProperty("output_modalities", out var outputs)
                && outputs.ValueKind == JsonValueKind.Array && outputs.EnumerateArray().Any(o => o.ValueKind == JsonValueKind.String && o.GetString() == "decisions"),
            Context = ReplyMembers.Count(model, "max_model_len") ?? (meta is { } m ? ReplyMembers.Count(m, "n_ctx") : null),
            Quantisation = meta is { } n ? Plain(ServerFacts.Text(n, "ftype")) : null,
            Listing = Listing(model, meta ?? model),
        }, owner);
    }

    private static string Listing(JsonElement model, JsonElement sizes) => string.Join(' ', [
        Id(model), ServerFacts.Text(model, "owned_by"), ServerFacts.Text(model, "root"),
        .. ((string[])["n_params", "size", "n_vocab", "n_embd", "ftype", "digest"]).Select(name => sizes.TryGetProperty(name, out var value) ? value.GetRawText() : "")]);

    // "(guessed) all F32"
    private static string? Plain(string? type) => type?.Replace("(guessed) ", "", StringComparison.Ordinal);

    private static string? Id(JsonElement model) => ServerFacts.Text(model, "id") ?? ServerFacts.Text(model, "name");

    private static IEnumerable<string?> Aliases(JsonElement model) =>
        model.TryGetProperty("aliases", out var aliases) && aliases.ValueKind == JsonValueKind.Array
            ? aliases.EnumerateArray().Where(a => a.ValueKind == JsonValueKind.String).Select(a => a.GetString())
            : [];

    private static async Task<ServerFacts> LlamaServer(Endpoint endpoint, ServerFacts facts, CancellationToken cancel)
    {
        facts = facts with { Product = "llama-server" };
        var reply = await endpoint.Get("props" + (facts.Model is null ? "" : "?model=" + Uri.EscapeDataString(facts.Model)), cancel);
        using var json = reply.Ok ? reply.Json() : null;
        if (json is null)
            return facts;
        var props = json.RootElement;
        var path = ServerFacts.Text(props, "model_path");
        return facts with
        {
            Version = ServerFacts.Text(props, "build_info"),
            ModelPath = path,
            FileStamp = endpoint.Place == ReaderPlace.Loopback && Path.IsPathRooted(path) ? ModelFacts.Stamp(path) : null,
            IsRouter = ServerFacts.Text(props, "role") == "router",
            Slots = ReplyMembers.Count(props, "total_slots"),
            Context = ReplyMembers.Object(props, "default_generation_settings") is { } settings ? ReplyMembers.Count(settings, "n_ctx") ?? facts.Context : facts.Context,
            Quantisation = facts.Quantisation ?? Plain(ServerFacts.Text(props, "model_ftype")),
        };
    }

    private static async Task<ServerFacts> Version(Endpoint endpoint, ServerFacts facts, string path, CancellationToken cancel)
    {
        var reply = await endpoint.Get(path, cancel);
        using var json = reply.Ok ? reply.Json() : null;
        return json is null ? facts : facts with { Version = ServerFacts.Text(json.RootElement, "version") };
    }

    private static async Task<ServerFacts> SgLang(Endpoint endpoint, ServerFacts facts, CancellationToken cancel)
    {
        var reply = await endpoint.Get("get_server_info", cancel);
        using var json = reply.Ok ? reply.Json() : null;
        return json is null ? facts : facts with
        {
            Version = ServerFacts.Text(json.RootElement, "version"),
            Quantisation = ServerFacts.Text(json.RootElement, "quantization"),
            Context = facts.Context ?? ReplyMembers.Count(json.RootElement, "context_length"),
        };
    }

    private static async Task<ServerFacts> Ollama(Endpoint endpoint, ServerFacts facts, CancellationToken cancel)
    {
        facts = await Version(endpoint, facts with { Product = "Ollama" }, "api/version", cancel);
        if (facts.Version is null || facts.Model is not { } model)
            return facts.Version is null ? facts with { Product = null } : facts;
        var reply = await endpoint.Post("api/show", json => json.WriteString("model", model), cancel);
        using (var json = reply.Ok ? reply.Json() : null)
            if (json is not null)
            {
                var show = json.RootElement;
                var details = ReplyMembers.Object(show, "details");
                facts = facts with
                {
                    RemoteHost = ServerFacts.Text(show, "remote_host") ?? (ServerFacts.Text(show, "remote_model") is null ? null : "unknown"),
                    Licence = ReplyMembers.Text(show, "license")?.Trim().Split('\n')[0].Trim() is { Length: > 0 and < 80 } licence ? ServerFacts.Shown(licence) : null,
                    Quantisation = details is { } d ? ServerFacts.Text(d, "quantization_level") : null,
                };
            }

        var tags = await endpoint.Get("api/tags", cancel);
        using var listed = tags.Ok ? tags.Json() : null;
        if (listed is not null)
            foreach (var entry in Listed(listed.RootElement))
                if (Id(entry) is var id && (id == model || id == model + ":latest"))
                    facts = facts with { FileHash = ServerFacts.Text(entry, "digest"), RemoteHost = facts.RemoteHost ?? ServerFacts.Text(entry, "remote_host") };
        return facts;
    }

    private static async Task<ServerFacts> Unnamed(Endpoint endpoint, ServerFacts facts, CancellationToken cancel)
    {
        var info = await endpoint.Get("info", cancel);
        using (var json = info.Ok ? info.Json() : null)
            if (json is not null && ServerFacts.Text(json.RootElement, "model_id") is { } id)
            {
                var type = ReplyMembers.Object(json.RootElement, "model_type");
                return facts with
                {
                    Product = "Text Embeddings Inference",
                    Version = ServerFacts.Text(json.RootElement, "version"),
                    Model = facts.Model ?? id,
                    FileHash = ServerFacts.Text(json.RootElement, "model_sha"),
                    Publisher = id.Contains('/') ? id.Split('/')[0] : null,
                    Quantisation = ServerFacts.Text(json.RootElement, "model_dtype"),
                    Context = ReplyMembers.Count(json.RootElement, "max_input_length"),
                    Slots = Math.Min(ReplyMembers.Count(json.RootElement, "max_concurrent_requests") ?? 8, 8),
                    Stated = type is not { } t ? null : t.TryGetProperty("reranker", out _) ? ReaderDialect.Rerank : t.TryGetProperty("embedding", out _) ? ReaderDialect.Embedding : null,
                };
            }

        return facts.Models is { Ok: true } ? await Ollama(endpoint, facts, cancel) : facts;
    }
}
