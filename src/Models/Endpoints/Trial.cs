using Lector.Core.Reading;
using Lector.Models.Endpoints.Decisions;
using Lector.Models.Endpoints.NextTokens;

namespace Lector.Models.Endpoints;

/// <summary>Tries the wire formats on a server, one request each, until one is answered in its own terms.</summary>
/// <param name="endpoint">The server.</param>
/// <param name="facts">What it says of itself.</param>
/// <param name="model">The model's name.</param>
/// <param name="counter">Its tokenizer, where it offers one.</param>
internal sealed class Trial(Endpoint endpoint, ServerFacts facts, string model, TokenCounter? counter)
{
    private static readonly ReaderIdentity Nobody = new("", "", "", ReaderPlace.Loopback, null);
    private static readonly GoldenPair Pair = GoldenPairs.All[0];

    private readonly List<string> absent = [];
    private readonly List<string> refusals = [];
    private bool probing;

    /// <summary>The reader that answered, or null.</summary>
    public PointReader? Reader { get; private set; }

    /// <summary>The embedder that answered, or null.</summary>
    public EmbeddingReader? Embedder { get; private set; }

    /// <summary>The kind in records.</summary>
    public string? Kind { get; private set; }

    /// <summary>The form of the requests.</summary>
    public string? Form { get; private set; }

    /// <summary>How log-probabilities come.</summary>
    public string? LogProbabilities { get; private set; }

    /// <summary>Whether yes and no are told exactly.</summary>
    public bool? Exact { get; private set; }

    /// <summary>Why none answered, or null.</summary>
    public string? Refusal => Reader is not null || Embedder is not null ? null
        : refusals.Count > 0 ? string.Join("; ", refusals.Distinct())
        : probing && absent.Count > 1 ? "it answers none of the paths of a reader (/v1/systemone, /v1/decisions, /v1/rerank, /v1/chat/completions, /v1/embeddings). Is it a model server, and is the address its base"
        : string.Join("; ", absent.Distinct());

    private bool IsLlamaServer => facts.Product == "llama-server";

    private int Slots => Math.Clamp(facts.Slots ?? (facts.Product is "vLLM" or "SGLang" ? 8 : 2), 1, 32);

    /// <summary>Tries.</summary>
    /// <param name="wanted">The dialect that the user named; <see cref="ReaderDialect.Probe"/> tries all that fit.</param>
    /// <param name="cancel">Stops at once.</param>
    public async Task<Trial> Run(ReaderDialect wanted, CancellationToken cancel)
    {
        probing = wanted == ReaderDialect.Probe && !facts.IsDecision;
        IReadOnlyList<ReaderDialect> order = wanted != ReaderDialect.Probe ? [wanted]
            : facts.IsDecision ? [ReaderDialect.SystemOne]
            : facts.Stated is { } stated ? [stated]
            : IsLlamaServer ? [ReaderDialect.SystemOne, ReaderDialect.Rerank, ReaderDialect.Embedding, ReaderDialect.Chat]
            : [ReaderDialect.SystemOne, ReaderDialect.SgLang, ReaderDialect.OpenAi, ReaderDialect.Rerank, ReaderDialect.Chat, ReaderDialect.Embedding];
        foreach (var dialect in order)
        {
            var stop = await Try(dialect, cancel);
            if (stop || Reader is not null || Embedder is not null)
                break;
        }

        return this;
    }

    // True when the server does speak the dialect, but not well: nothing else is tried then, and the fault is named.
    private Task<bool> Try(ReaderDialect dialect, CancellationToken cancel) => dialect switch
    {
        ReaderDialect.SystemOne => Decision(new SystemOneDialect { AskForCounts = true }, cancel),
        ReaderDialect.SgLang => Decision(new SgLangDialect(), cancel),
        ReaderDialect.OpenAi => Decision(new OpenAiDialect(), cancel),
        ReaderDialect.Rerank => Rerank(cancel),
        ReaderDialect.Chat => Chat(cancel),
        _ => Embedding(cancel),
    };

    private async Task<bool> Decision(DecisionDialect dialect, CancellationToken cancel)
    {
        var reply = await Ask();
        if ((int)reply.Status is 401 or 403 && endpoint.UseOwnKeyHeader())
            reply = await Ask();
        if ((int)reply.Status is 400 or 422 && dialect is SystemOneDialect { AskForCounts: true } laya)
        {
            laya.AskForCounts = false;
            reply = await Ask();
        }

        if (!reply.Ok || IsElsewhere(reply, "answers"))
        {
            Refuse(reply, dialect.Path);
            Kind = (int)reply.Status is 401 or 403 ? dialect.Name : Kind;
            return (int)reply.Status is 401 or 403 or 429 or >= 300 and < 400;
        }

        using var json = reply.Json();
        var decision = json is null ? Decisions.Decision.None(UnreadCause.NoVerdict) : dialect.Read(json.RootElement);
        if (decision.Cause is UnreadCause.NoVerdict && json is not null && dialect is SgLangDialect)
        {
            refusals.Add($"/{dialect.Path} does not answer in SGLang's form");
            return false;
        }

        Kind = dialect.Name;
        Form = "/" + dialect.Path;
        if (decision.Cause is UnreadCause.None or UnreadCause.LowMass)
        {
            Reader = new DecisionReader(Nobody, Slots, endpoint, dialect, model, counter, facts.Context);
            return false;
        }

        refusals.Clear();
        refusals.Add(decision.Cause switch
        {
            UnreadCause.OutOfRange => $"/{dialect.Path} answers a number outside of [0, 1]: it does not keep to its format",
            UnreadCause.Refused => $"/{dialect.Path} refuses to judge a harmless passage",
            _ when json is null => $"/{dialect.Path} answers what is not JSON (RFC 8259), or has a member twice",
            _ => $"/{dialect.Path} answers without the verdict, or with another type of answer than was asked for",
        });
        return true;

        Task<Reply> Ask() => endpoint.Post(dialect.Path, body => dialect.Write(body, model, Pair.Question, Pair.Relevant), cancel);
    }

    private async Task<bool> Rerank(CancellationToken cancel)
    {
        foreach (var tei in facts.Product == "Text Embeddings Inference" ? (bool[])[true] : [false, true])
        {
            var reader = new RerankReader(Nobody, Slots, endpoint, model, tei, counter, facts.Context);
            var ranking = await reader.Rank(Pair.Question, [Pair.Relevant, Pair.Irrelevant], cancel);
            if (ranking.Cause == UnreadCause.None)
            {
                (Reader, Kind, Form) = (reader, "rerank", "/" + reader.Path);
                return false;
            }

            reader.Dispose();
            if (ranking.Reply is { } reply && (!reply.Ok || IsElsewhere(reply, "results")))
                Refuse(reply, reader.Path);
            else
                refusals.Add($"/{reader.Path} answers without a finite score for each passage");
        }

        return false;
    }

    private async Task<bool> Chat(CancellationToken cancel)
    {
        // A llama-server started with --embeddings ends at a request for text (seen with build 11669): it is asked for a vector first, which others do not support (501).
        if (IsLlamaServer && !await RefusesToEmbed(cancel))
        {
            refusals.Clear();
            refusals.Add($"\"{model}\" is served for embeddings only there: start llama-server without --embeddings, or with --pooling mean for an embedding model");
            return true;
        }

        var forms = new List<NextTokenForm>();
        // Token ids would not show in the ledger which words they are; a check without a ledger shows the reader that a run would use.
        if (!endpoint.MayLeaveTheHouse && counter is { IsLlamaServer: true } && facts.Context is { } context && await LlamaCompletionForm.Prepare(endpoint, model, counter, context, cancel) is { } exact)
            forms.Add(exact);
        if (facts.Product == "Ollama")
            forms.Add(new OllamaForm(endpoint, model, facts.Context));
        forms.AddRange([new ChatForm(endpoint, model, plain: false), new ChatForm(endpoint, model, plain: true), new ChatForm(endpoint, model, plain: true, NextTokenForm.FewCandidates),
            new CompletionForm(endpoint, model), new CompletionForm(endpoint, model, NextTokenForm.FewCandidates)]);
        var silent = false;
        foreach (var form in forms)
        {
            var token = await form.Ask(Pair.Question, Pair.Relevant, cancel);
            if (token.Cause is UnreadCause.None or UnreadCause.LowMass)
            {
                (Reader, Kind, Form, LogProbabilities, Exact) = (new YesNoReader(Nobody, Slots, form, form is ChatForm ? counter : null, facts.Context), "chat", form.Name, form.LogProbabilities, form.Exact);
                return false;
            }

            silent |= token.Cause == UnreadCause.NoLogProbabilities;
            if (token.Cause == UnreadCause.OutOfRange)
                refusals.Add($"/{form.Path} answers probabilities that sum to more than 1: it does not keep to its format");
            else if (token.Cause != UnreadCause.NoLogProbabilities)
                Refuse(form.Refused, form.Path);
        }

        if (silent)
        {
            refusals.Clear();
            refusals.Add($"\"{model}\" is a chat model there, but it answers without log-probabilities (Foundry Local accepts `logprobs` and answers null): no verdict can be had from it. Serve the model with llama-server, vLLM or Ollama 0.12.11 or later");
            (Kind, LogProbabilities) = ("chat", "none");
        }

        // An embedding model refuses to chat; a chat model without log-probabilities is not read as an embedding model.
        return silent;
    }

    private async Task<bool> RefusesToEmbed(CancellationToken cancel)
    {
        using var embedder = new EmbeddingReader(Nobody, endpoint, model, counter, facts.Context);
        return (await embedder.Send([Pair.Relevant], cancel)).Reply?.Status == System.Net.HttpStatusCode.NotImplemented;
    }

    private async Task<bool> Embedding(CancellationToken cancel)
    {
        var embedder = new EmbeddingReader(Nobody, endpoint, model, counter, facts.Context);
        var vectors = await embedder.Send([Pair.Relevant], cancel);
        if (vectors.Cause == UnreadCause.None)
        {
            (Embedder, Kind, Form) = (embedder, "embedding", "/v1/embeddings");
            return false;
        }

        if (vectors.Reply is { } reply && (!reply.Ok || IsElsewhere(reply, "data")))
            Refuse(reply, "v1/embeddings");
        else
            refusals.Add(embedder.Words(vectors));
        embedder.Dispose();
        return false;
    }

    // A path that is not there says nothing beside one that is.
    private void Refuse(Reply? reply, string path)
    {
        if (reply is null or { Ok: true })
            absent.Add($"there is no /{path}: what is answered there is not in its form");
        else
            ((int)reply.Status is 404 or 405 or 501 ? absent : refusals).Add(Diagnosis.Of(reply, "/" + path, model));
    }

    // LM Studio answers 200 and an error to every path that it does not know, and many a web application 200 and its page.
    private bool IsElsewhere(Reply reply, string member) => probing && reply.Ok && !reply.LooksLike(member);
}
