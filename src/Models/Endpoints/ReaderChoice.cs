using Lector.Core.Ledgers.Disclosures;

namespace Lector.Models.Endpoints;

/// <summary>Which reader the user asked for: an address, or a model file that Lector serves itself. Exactly one of <see cref="Address"/> and <see cref="Model"/> is set.</summary>
public sealed record ReaderChoice
{
    /// <summary>The server's base address (<c>http://host:port</c>, a trailing <c>/v1</c> does not matter), or <c>unix:/path.sock</c>.</summary>
    public Uri? Address { get; init; }

    /// <summary>A GGUF file, or <c>hf:OWNER/REPO[:QUANT]</c> which llama-server downloads: served by a child process.</summary>
    public string? Model { get; init; }

    /// <summary>The model's name at the server; null takes the first that it lists.</summary>
    public string? ModelName { get; init; }

    /// <summary>The wire format; <see cref="ReaderDialect.Probe"/> finds it out.</summary>
    public ReaderDialect Dialect { get; init; }

    /// <summary>The key, sent to this address only; null where none is needed.</summary>
    public string? Key { get; init; }

    /// <summary>Whether a third party may read every passage.</summary>
    public bool MayLeaveTheHouse { get; init; }

    /// <summary>The user asserts that the address belongs to his own cloud tenant. Does not hold against a product that is known to forward.</summary>
    public bool OwnTenant { get; init; }

    /// <summary>llama-server's program: a path, or a name to be looked for on PATH.</summary>
    public string LlamaServer { get; init; } = "llama-server";

    /// <summary>Whether the served model listens at a loopback port instead of a Unix socket, which llama-server has none of on Windows.</summary>
    internal bool ByPort { get; init; } = OperatingSystem.IsWindows();

    /// <summary>Threads that the served model may use; null leaves it to llama-server, which takes all cores.</summary>
    public int? Threads { get; init; }

    /// <summary>How long a run waits for a server that does not answer before it gives up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Told of every request body, with the passages in it, right before it goes to a third party; what throws here keeps the body in the house.</summary>
    public Action<ReadOnlyMemory<byte>, IReadOnlyList<SentPassage>>? Sending { get; init; }

    /// <summary>Told when the run is paused and when it goes on, and before what takes a while at the start: one sentence, no document text.</summary>
    public Action<string>? Say { get; init; }

    /// <summary>Takes what a user set as the key; a line end around it does not count.</summary>
    /// <param name="text">The key; null or blank where none is needed.</param>
    /// <exception cref="Core.UserErrorException">It holds what no header can (RFC 9110, section 5.5).</exception>
    public static string? ParseKey(string? text) => text?.Trim() is not { Length: > 0 } key ? null
        : key.All(c => c is > ' ' and <= '~') ? key
        : throw new Core.UserErrorException("The reader's key holds a space, a line end, or a letter outside of ASCII, so it is no key. Set LECTOR_READER_KEY to the key alone.");

    /// <summary>Takes what a user typed as a reader's address.</summary>
    /// <param name="text">A URL, <c>host:port</c>, or <c>unix:/path.sock</c>.</param>
    /// <exception cref="Core.UserErrorException">It is none of these.</exception>
    public static Uri ParseAddress(string text)
    {
        var url = text.Contains("://", StringComparison.Ordinal) || text.StartsWith("unix:", StringComparison.Ordinal) ? text : "http://" + text;
        return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "unix" && (address.Scheme == "unix" || address.Host.Length > 0)
            ? address
            : throw new Core.UserErrorException($"\"{text[(text.LastIndexOf('@') + 1)..]}\" is no address of a reader. Give one such as http://127.0.0.1:8080.");
    }
}

/// <summary>The wire formats of readers.</summary>
public enum ReaderDialect
{
    /// <summary>Found out by asking.</summary>
    Probe,

    /// <summary><c>POST /v1/systemone</c>.</summary>
    SystemOne,

    /// <summary><c>POST /v1/decisions</c> with SGLang's body.</summary>
    SgLang,

    /// <summary><c>POST /v1/decisions</c> with OpenAI's body.</summary>
    OpenAi,

    /// <summary>One token's log-probabilities of a chat or completion endpoint.</summary>
    Chat,

    /// <summary><c>POST /v1/rerank</c> or TEI's <c>/rerank</c>.</summary>
    Rerank,

    /// <summary><c>POST /v1/embeddings</c>.</summary>
    Embedding,
}
