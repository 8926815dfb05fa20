using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lector.Hosts.Tests.Models.Frontiers;

/// <summary>A server on this machine that keeps every byte that it is sent and answers what a test says, raw.</summary>
internal sealed class RecordingServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<int, Socket, CancellationToken, Task> answer;

    private RecordingServer(Func<int, Socket, CancellationToken, Task> answer)
    {
        this.answer = answer;
        listener.Start();
        _ = Accept();
    }

    /// <summary>What came, one entry a request: the head's lines and the body's bytes.</summary>
    public ConcurrentQueue<(string Head, byte[] Body)> Requests { get; } = [];

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1/");

    /// <summary>Answers every request with a status line, headers and a body.</summary>
    public static RecordingServer Answering(int status, string body, string headers = "Content-Type: application/json\r\n") =>
        Raw($"HTTP/1.1 {status} X\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    /// <summary>Answers every request with these bytes and closes.</summary>
    public static RecordingServer Raw(string response) => new(async (_, socket, cancel) => await socket.SendAsync(Encoding.UTF8.GetBytes(response), cancel));

    /// <summary>Does with the connection what a test says once a request has been read whole.</summary>
    public static RecordingServer Doing(Func<int, Socket, CancellationToken, Task> answer) => new(answer);

    public void Dispose()
    {
        stop.Cancel();
        listener.Stop();
        stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync(stop.Token);
                _ = Serve(socket);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task Serve(Socket socket)
    {
        using (socket)
        {
            try
            {
                var all = new MemoryStream();
                var buffer = new byte[4096];
                while (true)
                {
                    var count = await socket.ReceiveAsync(buffer, stop.Token);
                    if (count == 0)
                        return;
                    all.Write(buffer, 0, count);
                    var bytes = all.ToArray();
                    var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
                    if (end < 0)
                        continue;
                    var head = Encoding.ASCII.GetString(bytes, 0, end);
                    var length = int.Parse(head.Split("\r\n").First(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))[15..]);
                    if (bytes.Length < end + 4 + length)
                        continue;
                    Requests.Enqueue((head, bytes[(end + 4)..]));
                    await answer(Requests.Count, socket, stop.Token);
                    socket.Shutdown(SocketShutdown.Send);
                    // The client closes, or sends something more: that is a request too, and a fault.
                    all.SetLength(0);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
            }
        }
    }
}
