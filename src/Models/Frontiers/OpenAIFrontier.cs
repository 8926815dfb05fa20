using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Net;
using Azure.Core;
using Azure.Identity;
using Lector.Core;
using Lector.Core.Answering;
using OpenAI;
using OpenAI.Chat;

namespace Lector.Models.Frontiers;

/// <summary>A frontier model behind an OpenAI-compatible chat completions endpoint, Azure OpenAI's v1 endpoint included.</summary>
/// <remarks>
/// The body goes out byte for byte and once: the client's retries are off, redirects are not followed, connections are not reused, no proxy of the
/// environment is used, and a body that was begun cannot be begun again. Besides the body the service sees the key, the name Lector, and where the
/// connection comes from; what the client would tell of this machine (operating system, runtime, versions) is taken out.
/// </remarks>
public sealed class OpenAIFrontier : IFrontier, IDisposable
{
    /// <summary>The largest response that is read, in bytes.</summary>
    public const int MostResponse = 1024 * 1024;

    private const int MostError = 64 * 1024;

    private readonly FrontierOptions options;
    private readonly HttpClient http;
    private readonly ChatClient chat;

    /// <summary>Prepares the client; nothing is sent, and no token is fetched, before <see cref="Send"/>.</summary>
    /// <param name="options">Which model, where.</param>
    /// <exception cref="UserErrorException">The key cannot be one, or a sign-in is asked for at a host that is not Azure's.</exception>
    public OpenAIFrontier(FrontierOptions options)
        : this(options, null, null)
    {
    }

    internal OpenAIFrontier(FrontierOptions options, TokenCredential? credential, HttpMessageHandler? handler)
        : this(options, options.Address, Client(options, Authentication(options, credential)), handler)
    {
    }

    /// <summary>Prepares another maker of chat clients, such as Azure's, with the same limits.</summary>
    /// <param name="options">Which model, where.</param>
    /// <param name="sentTo">Where the client that is made sends its requests, for the record.</param>
    /// <param name="make">Makes the client with options of its own kind, once it has given them to the function that it is handed: that one sets transport, timeouts, retries and headers.</param>
    /// <param name="handler">Sends; null, the default: <see cref="Handler"/>.</param>
    public OpenAIFrontier(FrontierOptions options, Uri sentTo, Func<Action<ClientPipelineOptions>, ChatClient> make, HttpMessageHandler? handler = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Timeout, TimeSpan.Zero);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Model);
        this.options = options;
        http = new HttpClient(handler ?? Handler(options)) { Timeout = Timeout.InfiniteTimeSpan };
        chat = make(client =>
        {
            client.Transport = new HttpClientPipelineTransport(http);
            client.RetryPolicy = new ClientRetryPolicy(maxRetries: 0);
            // Attempts are timed here, reading the reply included.
            client.NetworkTimeout = Timeout.InfiniteTimeSpan;
            client.AddPolicy(new FewHeaders(), PipelinePosition.BeforeTransport);
        });
        Destination = new FrontierDestination(
            sentTo.ToString(),
            options.Model,
            options.Operator ?? FrontierAddress.Operator(options.Address),
            options.Zone ?? "not stated",
            (options.Dialect ?? FrontierAddress.Dialect(options.Address)) == ChatDialect.OpenAI ? "store: false requested, not proven" : "nothing requested: this dialect has no setting for it",
            options.Terms)
        { Proxy = Tunnel(options)?.GetProxy(options.Address)?.Authority };
    }

    /// <inheritdoc/>
    public FrontierDestination Destination { get; }

    /// <inheritdoc/>
    public async Task<FrontierReply> Send(FrontierRequest request, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(options.Timeout);
        using var body = new OnceContent(request.Body);
        try
        {
            var result = await chat.CompleteChatAsync(body, new RequestOptions
            {
                CancellationToken = limit.Token,
                ErrorOptions = ClientErrorBehaviors.NoThrow,
                BufferResponse = false,
            }).ConfigureAwait(false);
            using var response = result.GetRawResponse();
            await using var stream = response.ContentStream ?? Stream.Null;
            // The client would buffer on its own what is left there.
            response.ContentStream = null;
            var content = await Read(stream, response.Status == 200 ? MostResponse : MostError, limit.Token).ConfigureAwait(false);
            return response.Status != 200 ? ServiceError.Read(response.Status, content, RetryAfter(response.Headers), options)
                : content.Length > MostResponse ? new FrontierReply.Refused(200, $"{options.Address.Host} answered with more than {MostResponse / 1024 / 1024} MB, which no answer has: it was not read. Check the address.")
                : ChatCompletion.Read(content);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && IsTransport(e))
        {
            return body.Begun ? Lost(e, limit) : NotSent(e);
        }
        catch (Exception e) when (cancel.IsCancellationRequested && e is not OperationCanceledException)
        {
            throw new OperationCanceledException(e.Message, e, cancel);
        }
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => http.Dispose();

    /// <summary>What sends: one connection an attempt, no redirects, no cookies, no trace headers, the proxy of the options or none.</summary>
    internal static SocketsHttpHandler Handler(FrontierOptions options)
    {
        var tunnel = Tunnel(options);
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = tunnel is not null,
            Proxy = tunnel,
            ConnectTimeout = TimeSpan.FromSeconds(20),
            // A connection that was used before may be closed by the server at the very moment of sending: a doubt that one call is spared.
            PooledConnectionLifetime = TimeSpan.Zero,
            ActivityHeadersPropagator = null,
        };
    }

    private static IWebProxy? Tunnel(FrontierOptions options) =>
        options.Address.Scheme == Uri.UriSchemeHttps && !options.Address.IsLoopback && options.Proxy?.IsBypassed(options.Address) == false ? options.Proxy : null;

    private static Func<Action<ClientPipelineOptions>, ChatClient> Client(FrontierOptions options, AuthenticationPolicy authentication) => strictly =>
    {
        var client = new OpenAIClientOptions { Endpoint = options.Address };
        strictly(client);
#pragma warning disable OPENAI001 // The constructor with a policy of one's own is marked as experimental.
        return new ChatClient(options.Model, authentication, client);
#pragma warning restore OPENAI001
    };

    private static AuthenticationPolicy Authentication(FrontierOptions options, TokenCredential? credential)
    {
        if (options.Entra)
            return FrontierAddress.IsAzure(options.Address)
                ? new BearerTokenPolicy(credential ?? new DefaultAzureCredential(), FrontierAddress.Scope(options.Address))
                : throw new UserErrorException($"A sign-in to Azure is not sent to {options.Address.Host}, which is no host of Azure OpenAI. Use a key there.");
        var key = options.Key?.Trim();
        if (string.IsNullOrEmpty(key))
            return new NoAuthentication();
        return key.All(unit => unit is > ' ' and < '\u007F')
            ? ApiKeyAuthenticationPolicy.CreateBearerAuthorizationPolicy(new ApiKeyCredential(key))
            : throw new UserErrorException("The frontier's key holds blanks or characters that no key has. Copy it again into LECTOR_FRONTIER_KEY.");
    }

    /// <summary>Reads at most one byte more than is allowed.</summary>
    private static async Task<ReadOnlyMemory<byte>> Read(Stream stream, int most, CancellationToken cancel)
    {
        using var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (content.Length <= most)
        {
            var count = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, most + 1 - content.Length)), cancel).ConfigureAwait(false);
            if (count == 0)
                break;
            content.Write(buffer, 0, count);
        }

        return content.ToArray();
    }

    /// <summary>How long to wait: <c>retry-after-ms</c>, else <c>Retry-After</c> in seconds or as a date against the server's own clock (RFC 9110, 10.2.3).</summary>
    private static TimeSpan? RetryAfter(PipelineResponseHeaders headers)
    {
        if (headers.TryGetValue("retry-after-ms", out var milliseconds) && double.TryParse(milliseconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var ms) && ms is >= 0 and < 1e9)
            return TimeSpan.FromMilliseconds(ms);
        if (!headers.TryGetValue("Retry-After", out var after))
            return null;
        if (double.TryParse(after, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
            return seconds is >= 0 and < 1e6 ? TimeSpan.FromSeconds(seconds) : null;
        return DateTimeOffset.TryParse(after, CultureInfo.InvariantCulture, out var until) && headers.TryGetValue("Date", out var date) && DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, out var now)
            ? TimeSpan.FromSeconds(Math.Max(0, (until - now).TotalSeconds))
            : null;
    }

    private static bool IsTransport(Exception e) =>
        e is ClientResultException or HttpRequestException or IOException or OperationCanceledException or AuthenticationFailedException or AggregateException or InvalidOperationException;

    private FrontierReply.Unknown Lost(Exception e, CancellationTokenSource limit) => new(
        limit.IsCancellationRequested || Cause<TimeoutException>(e) is not null
            ? string.Create(CultureInfo.InvariantCulture, $"{options.Address.Host} did not answer within {options.Timeout.TotalSeconds:0.#} s: whether the model did the work, and was paid, is unknown.")
            : $"The connection to {options.Address.Host} was lost after the request had begun to leave: whether the model did the work, and was paid, is unknown.");

    private FrontierReply.Refused NotSent(Exception e)
    {
        var host = $"{options.Address.Host}:{options.Address.Port}";
        var why = Cause<AuthenticationFailedException>(e) is not null ? "no sign-in to Azure could be had. Run az login, or give the machine an identity; or use a key"
            : Cause<HttpRequestException>(e)?.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => "no such host is known. Check the address, and that this machine is online",
                HttpRequestError.SecureConnectionError => "no secure connection could be made: its certificate is not trusted here, or it speaks no TLS. Check the address and the certificate",
                HttpRequestError.ProxyTunnelError => "the proxy makes no connection to it. Check the proxy's rules and password",
                HttpRequestError.ConnectionError => "it takes no connection. Check the address and port, and that the server runs",
                _ => "no connection was made. Check the address, and that the server runs",
            };
        return new FrontierReply.Refused(0, $"Nothing was sent to {host}: {why}.");
    }

    private static T? Cause<T>(Exception e) where T : Exception =>
        e as T ?? (e is AggregateException many ? many.InnerExceptions.Select(Cause<T>).FirstOrDefault(found => found is not null) : e.InnerException is { } inner ? Cause<T>(inner) : null);

    /// <summary>Takes out what the client tells of this machine.</summary>
    private sealed class FewHeaders : PipelinePolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            Strip(message.Request.Headers);
            ProcessNext(message, pipeline, currentIndex);
        }

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            Strip(message.Request.Headers);
            return ProcessNextAsync(message, pipeline, currentIndex);
        }

        private static void Strip(PipelineRequestHeaders headers)
        {
            foreach (var name in headers.Select(header => header.Key).Where(name => name.StartsWith("X-", StringComparison.OrdinalIgnoreCase)).ToList())
                headers.Remove(name);
            headers.Set("User-Agent", "Lector");
        }
    }

    /// <summary>Sends no key: for servers of one's own that want none.</summary>
    private sealed class NoAuthentication : AuthenticationPolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex) => ProcessNext(message, pipeline, currentIndex);

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex) => ProcessNextAsync(message, pipeline, currentIndex);
    }
}
