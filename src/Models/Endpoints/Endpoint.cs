using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Lector.Core;
using Lector.Core.Ledgers.Disclosures;
using Lector.Core.Reading;

namespace Lector.Models.Endpoints;

/// <summary>One server at one address: the only place that sends passages to a reader.</summary>
/// <remarks>
/// Redirects are not followed. A proxy is not used for an address in the house, for it could stand outside, nor in clear for the user's own tenant. Every connection is made to an address of the class
/// that was shown to the user, so that a name which resolves elsewhere tomorrow does not carry passages away.
/// </remarks>
internal sealed class Endpoint : IDisposable
{
    private const int LargestReply = 64 << 20;

    private readonly SocketsHttpHandler handler;
    private readonly HttpClient http;
    private readonly Uri root;
    private readonly string? key;
    private bool keyInOwnHeader;

    private Endpoint(Uri root, string shown, ReaderPlace place, string? key, SocketsHttpHandler handler, Patience patience)
    {
        (this.root, Shown, Place, this.key, this.handler, Patience) = (root, shown, place, key, handler, patience);
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LargestReply };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("lector", "1"));
    }

    /// <summary>The address without credentials, as it stands in records and messages.</summary>
    public string Shown { get; }

    /// <summary>Where passages go; a forwarder that names itself later makes it <see cref="ReaderPlace.ThirdParty"/>.</summary>
    public ReaderPlace Place { get; private set; }

    /// <summary>Whether the system's proxy is used, where it has one.</summary>
    internal bool UsesProxy => handler.UseProxy;

    /// <summary>The forwarding product that named itself, or null.</summary>
    public string? Forwarder { get; private set; }

    /// <summary>Called when a forwarder named itself.</summary>
    public Action? Forwarded { get; set; }

    /// <summary>Whether passages may go to a third party.</summary>
    public bool MayLeaveTheHouse { get; init; }

    /// <summary>Whether every body is told to <see cref="Sending"/>, so that each must hold its passages word for word.</summary>
    public bool IsLedgered => MayLeaveTheHouse && Sending is not null;

    /// <summary>Told of every body, with the passages in it, right before it goes, where third parties are allowed: that a server forwards may show only in a later answer.</summary>
    public Action<ReadOnlyMemory<byte>, IReadOnlyList<SentPassage>>? Sending { get; init; }

    /// <summary>How failures are met.</summary>
    public Patience Patience { get; }

    /// <summary>Opens an address given by a user.</summary>
    /// <exception cref="UserErrorException">The address lies with a third party and that was not allowed.</exception>
    /// <exception cref="ReaderUnavailableException">Its name cannot be resolved.</exception>
    public static async Task<Endpoint> Open(ReaderChoice choice, TimeProvider time, CancellationToken cancel)
    {
        var address = choice.Address!;
        var patience = new Patience(choice.Patience, choice.Say, time);
        if (address.Scheme == "unix")
            return AtSocket(address.LocalPath, Show(address), choice.Key, patience, choice);

        var shown = Show(address);
        if (IPAddress.TryParse(address.IdnHost, out var literal) && (literal.Equals(IPAddress.Any) || literal.Equals(IPAddress.IPv6Any)))
            throw new UserErrorException($"{shown} says that a server listens on every address of its machine, not where it is. Give http://127.0.0.1:{address.Port} where it is this machine, else that machine's name.");
        var place = ReaderPlaces.Of(await Resolve(address.IdnHost, shown, cancel));
        if (place == ReaderPlace.ThirdParty && choice.OwnTenant)
            place = ReaderPlace.OwnTenant;
        if (place == ReaderPlace.ThirdParty && !choice.MayLeaveTheHouse)
            throw new UserErrorException($"{shown} is neither on this machine nor in a private network: every passage of every document would go there. "
                + "Nothing was sent. Allow it with --reader-may-leave-the-house, or name a reader in the house.");

        var handler = Handler();
        // Through a proxy, only https is the tenant's alone: a tunnel.
        handler.UseProxy = place == ReaderPlace.ThirdParty || place == ReaderPlace.OwnTenant && address.Scheme == "https";
        if (place is not (ReaderPlace.OwnTenant or ReaderPlace.ThirdParty))
            handler.ConnectCallback = (context, stop) => Connect(context.DnsEndPoint, shown, place, stop);
        return new Endpoint(new Uri(shown + "/"), shown, place, choice.Key ?? ReaderChoice.ParseKey(UserInfoKey(address)), handler, patience) { MayLeaveTheHouse = choice.MayLeaveTheHouse, Sending = choice.Sending };
    }

    /// <summary>An address without credentials, query and a trailing <c>/v1</c>, as it stands in records and messages.</summary>
    public static string Show(Uri address)
    {
        if (address.Scheme == "unix")
            return "unix:" + address.LocalPath;
        var shown = new UriBuilder(address) { UserName = "", Password = "", Query = "", Fragment = "" }.Uri.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return shown.EndsWith("/v1", StringComparison.Ordinal) ? shown[..^3] : shown;
    }

    /// <summary>Opens a Unix domain socket on this machine.</summary>
    /// <param name="path">The socket.</param>
    /// <param name="shown">What it is called in records and messages.</param>
    /// <param name="key">The server's key, or null.</param>
    /// <param name="patience">How failures are met.</param>
    /// <param name="choice">The user's choice where a server of the user's listens there, which may forward; null for Lector's own child.</param>
    public static Endpoint AtSocket(string path, string shown, string? key, Patience patience, ReaderChoice? choice = null)
    {
        var handler = Handler();
        handler.UseProxy = false;
        handler.ConnectCallback = async (_, stop) => await Stream(new UnixDomainSocketEndPoint(path), new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), stop);
        return new Endpoint(new Uri("http://localhost/"), shown, ReaderPlace.Loopback, key, handler, patience) { MayLeaveTheHouse = choice?.MayLeaveTheHouse ?? false, Sending = choice?.Sending };
    }

    /// <summary>Opens a port on this machine that may change.</summary>
    /// <param name="port">The port as it is at each connection; null while nobody listens.</param>
    /// <param name="shown">What it is called in records and messages.</param>
    /// <param name="key">The server's key.</param>
    /// <param name="patience">How failures are met.</param>
    public static Endpoint AtPort(Func<int?> port, string shown, string key, Patience patience)
    {
        var handler = Handler();
        handler.UseProxy = false;
        handler.ConnectCallback = async (_, stop) => port() is { } now
            ? await Stream(new IPEndPoint(IPAddress.Loopback, now), new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, stop)
            : throw new SocketException((int)SocketError.ConnectionRefused);
        return new Endpoint(new Uri("http://localhost/"), shown, ReaderPlace.Loopback, key, handler, patience);
    }

    /// <summary>Asks once, without patience.</summary>
    /// <returns>Null when there was no answer.</returns>
    public async Task<Reply?> Once(string path, CancellationToken cancel)
    {
        try
        {
            return await Once(HttpMethod.Get, path, default, cancel);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Asks for a document-free page, such as a server's description.</summary>
    public Task<Reply> Get(string path, CancellationToken cancel) => Patience.Send(Shown, stop => Once(HttpMethod.Get, path, default, stop), cancel);

    /// <summary>Posts a JSON body.</summary>
    /// <param name="path">The path below the base address, without a leading slash.</param>
    /// <param name="write">Writes the body.</param>
    /// <param name="cancel">Stops at once.</param>
    /// <returns>The reply, whatever its status, except those that are met by waiting.</returns>
    /// <exception cref="ReaderUnavailableException">The server did not answer for as long as patience lasts, or may not be used any more.</exception>
    public Task<Reply> Post(string path, Action<Utf8JsonWriter> write, CancellationToken cancel)
    {
        var body = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(body, new JsonWriterOptions { Encoder = Core.Storage.Json.Options.Encoder }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Patience.Send(Shown, stop => Once(HttpMethod.Post, path, body.WrittenMemory, stop), cancel);
    }

    /// <summary>Sends the key as <c>x-api-key</c> from now on: some servers know no other header.</summary>
    /// <returns>Whether there is a key and this is new.</returns>
    public bool UseOwnKeyHeader() => key is not null && !keyInOwnHeader && (keyInOwnHeader = true);

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>Counts the server as a third party from now on, because it forwards.</summary>
    /// <param name="product">The product or service that does.</param>
    /// <exception cref="UserErrorException">Third parties are not allowed.</exception>
    public void Forwards(string product)
    {
        (Forwarder, Place) = (product, ReaderPlace.ThirdParty);
        Forwarded?.Invoke();
        if (!MayLeaveTheHouse)
            throw new UserErrorException($"{Shown} is {product}, which forwards what it is sent: it counts as a third party. No further passage was sent. "
                + "Allow it with --reader-may-leave-the-house, or name the server behind it.");
    }

    private async Task<Reply> Once(HttpMethod method, string path, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, new Uri(root, path));
        if (method == HttpMethod.Post)
            request.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        if (key is not null)
        {
            if (keyInOwnHeader)
                request.Headers.TryAddWithoutValidation("x-api-key", key);
            else
                request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
        }

        if (method == HttpMethod.Post && IsLedgered)
            Sending!(body, Carrying.Now);
        using var response = await Sent(request, cancel);
        if (Forwarder is null && Forwarders.In(response.Headers, inHouse: Place is ReaderPlace.Loopback or ReaderPlace.PrivateNetwork) is { } product)
            Forwards(product);
        return new Reply(response.StatusCode, response.Headers, await response.Content.ReadAsByteArrayAsync(cancel));
    }

    private async Task<HttpResponseMessage> Sent(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancel);
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException && !cancel.IsCancellationRequested)
        {
            // A machine that is switched off refuses nothing: the time to connect passes, which the handler tells as if the caller had cancelled.
            throw new HttpRequestException(HttpRequestError.ConnectionError, inner: e);
        }
    }

    private static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        PooledConnectionLifetime = TimeSpan.FromMinutes(30),
        ConnectTimeout = TimeSpan.FromSeconds(10),
    };

    private static async Task<IPAddress[]> Resolve(string host, string shown, CancellationToken cancel)
    {
        if (IPAddress.TryParse(host, out var literal))
            return [literal];
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancel) is { Length: > 0 } found
                ? found
                : throw new ReaderUnavailableException($"The reader {shown} cannot be used: its name has no address.");
        }
        catch (SocketException e)
        {
            throw new ReaderUnavailableException($"The reader {shown} cannot be used: its name cannot be resolved. Check the spelling.", e);
        }
    }

    private static async ValueTask<Stream> Connect(DnsEndPoint target, string shown, ReaderPlace place, CancellationToken cancel)
    {
        // A name that cannot be resolved just now is met by waiting, as a server is that does not answer.
        var addresses = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(target.Host, cancel);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);
        if (ReaderPlaces.Of(addresses) > place)
            throw new ReaderUnavailableException($"The reader {shown} now resolves to an address outside of where it was at the start; nothing was sent there.");
        SocketException? last = null;
        foreach (var address in addresses)
            try
            {
                return await Stream(new IPEndPoint(address, target.Port), new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, cancel);
            }
            catch (SocketException e)
            {
                last = e;
            }

        throw last!;
    }

    private static async ValueTask<Stream> Stream(EndPoint target, Socket socket, CancellationToken cancel)
    {
        try
        {
            if (socket.ProtocolType == ProtocolType.Tcp)
                NoticeWhenGone(socket);
            await socket.ConnectAsync(target, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A machine that is switched off in the middle of an answer says nothing ever: after 90 s the connection counts as broken.
    private static void NoticeWhenGone(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }

    private static string? UserInfoKey(Uri address) => address.UserInfo.Length == 0 ? null : Uri.UnescapeDataString(address.UserInfo.Split(':')[^1]);
}
