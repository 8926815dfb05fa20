using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lector.Hosts.Tests.Models.Endpoints;

/// <summary>A server of HTTP/1.1 on a loopback port that answers what a test says, and can break off where no real server would on demand.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource over = new();
    private readonly Func<FakeRequest, FakeReply?> answer;
    private readonly ConcurrentBag<Task> connections = [];
    private readonly Task accepting;

    /// <param name="answer">What a request is answered with; null closes the connection without an answer.</param>
    public FakeServer(Func<FakeRequest, FakeReply?> answer)
    {
        this.answer = answer;
        listener.Start();
        accepting = Accept();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    /// <summary>All that was asked, in order of arrival.</summary>
    public ConcurrentQueue<FakeRequest> Requests { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(connections);
        over.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                connections.Add(Serve(await listener.AcceptTcpClientAsync(over.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
            try
            {
                var stream = client.GetStream();
                while (await Read(stream) is { } request)
                {
                    Requests.Enqueue(request);
                    if (answer(request) is not { } reply)
                        return;
                    if (reply.Delay > TimeSpan.Zero)
                        await Task.Delay(reply.Delay, over.Token);
                    var body = reply.Bytes ?? Encoding.UTF8.GetBytes(reply.Body);
                    var head = $"HTTP/1.1 {reply.Status} x\r\nContent-Type: {reply.ContentType}\r\nContent-Length: {body.Length}\r\n"
                        + string.Concat(reply.Headers.Select(h => $"{h.Name}: {h.Value}\r\n")) + "\r\n";
                    if (!reply.IsRaw)
                        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), over.Token);
                    await stream.WriteAsync(reply.BreakOff ? body.AsMemory(0, body.Length / 2) : body, over.Token);
                    if (reply.BreakOff || reply.IsRaw)
                        return;
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
            }
    }

    private async Task<FakeRequest?> Read(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!(head.Count >= 4 && head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n'))
        {
            if (await stream.ReadAsync(one, over.Token) == 0)
                return null;
            head.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n");
        var headers = lines.Skip(1).Where(l => l.Contains(':')).ToDictionary(l => l.Split(':')[0].Trim(), l => l[(l.IndexOf(':') + 1)..].Trim(), StringComparer.OrdinalIgnoreCase);
        string body;
        if (headers.TryGetValue("Transfer-Encoding", out var coding) && coding.Contains("chunked"))
            body = await Chunks(stream);
        else
        {
            var bytes = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length) : 0];
            await stream.ReadExactlyAsync(bytes, over.Token);
            body = Encoding.UTF8.GetString(bytes);
        }

        var first = lines[0].Split(' ');
        return new FakeRequest(first[0], first[1], headers, body);
    }

    private async Task<string> Chunks(NetworkStream stream)
    {
        var body = new List<byte>();
        while (true)
        {
            var size = Convert.ToInt32(await Line(stream), 16);
            var chunk = new byte[size + 2];
            await stream.ReadExactlyAsync(chunk, over.Token);
            if (size == 0)
                return Encoding.UTF8.GetString([.. body]);
            body.AddRange(chunk[..size]);
        }
    }

    private async Task<string> Line(NetworkStream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (!(line.Length >= 2 && line[^2] == '\r' && line[^1] == '\n'))
        {
            await stream.ReadExactlyAsync(one, over.Token);
            line.Append((char)one[0]);
        }

        return line.ToString().Trim();
    }
}

internal sealed record FakeRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body);

internal sealed record FakeReply(int Status, string Body, string ContentType = "application/json")
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
    public TimeSpan Delay { get; init; }
    public bool BreakOff { get; init; }

    /// <summary>Whether the body is all that is sent, without a head, before the connection is closed.</summary>
    public bool IsRaw { get; init; }

    /// <summary>The body where it is no text.</summary>
    public byte[]? Bytes { get; init; }

    public static FakeReply NotFound { get; } = new(404, """{"detail":"not found"}""");
}
