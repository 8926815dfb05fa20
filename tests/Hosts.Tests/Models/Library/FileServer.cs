using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lector.Hosts.Tests.Models.Library;

/// <summary>A web server on the loopback interface whose answers a test writes byte by byte, so that it can break off anywhere.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Func<Request, Stream, Task> answer;
    private readonly Task loop;

    public FileServer(Func<Request, Stream, Task> answer)
    {
        this.answer = answer;
        listener.Start();
        loop = Serve();
    }

    public List<Request> Requests { get; } = [];

    public Uri Address(string path) => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}{path}");

    /// <summary>A server of one file that resumes, as a good one does.</summary>
    public static FileServer Of(byte[] file, string tag = "\"v1\"", int breakAfter = int.MaxValue, int breaks = 0) => new(async (request, to) =>
    {
        var from = request.Headers.TryGetValue("Range", out var range) && request.Headers.GetValueOrDefault("If-Range") == tag ? int.Parse(range["bytes=".Length..].TrimEnd('-')) : 0;
        await Head(to, from > 0 ? "206 Partial Content" : "200 OK", $"Content-Length: {file.Length - from}", $"ETag: {tag}", from > 0 ? $"Content-Range: bytes {from}-{file.Length - 1}/{file.Length}" : "Accept-Ranges: bytes");
        await to.WriteAsync(file.AsMemory(from, breaks-- > 0 ? Math.Min(breakAfter, file.Length - from) : file.Length - from));
    });

    public static async Task Head(Stream to, string status, params string[] headers) =>
        await to.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{string.Concat(headers.Select(h => h + "\r\n"))}Connection: close\r\n\r\n"));

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await loop;
    }

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                try
                {
                    await using var stream = client.GetStream();
                    using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                    var first = (await reader.ReadLineAsync() ?? "").Split(' ');
                    var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                    while (await reader.ReadLineAsync() is { Length: > 0 } line)
                        headers[line[..line.IndexOf(':')]] = line[(line.IndexOf(':') + 1)..].Trim();
                    var request = new Request(first[0], first.ElementAtOrDefault(1) ?? "", headers);
                    Requests.Add(request);
                    await answer(request, stream);
                }
                catch (IOException)
                {
                    // The client went away.
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    public sealed record Request(string Method, string Target, IReadOnlyDictionary<string, string> Headers);
}
