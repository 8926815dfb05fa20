using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Lector.Bench;

/// <summary>A chat completions server on this machine that counts whole requests and answers each the same, after a moment.</summary>
internal sealed class CountingFrontier : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly TimeSpan moment;
    private readonly byte[] response;
    private int count;

    /// <summary>Starts it.</summary>
    /// <param name="answer">The reply's text.</param>
    /// <param name="moment">How long it lets a request wait.</param>
    public CountingFrontier(string answer, TimeSpan moment)
    {
        this.moment = moment;
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            id = "1",
            @object = "chat.completion",
            created = 0,
            model = "counting",
            choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = answer } } },
            usage = new { prompt_tokens = 900, completion_tokens = 40, total_tokens = 940 },
        });
        response = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"), .. body];
        listener.Start();
        _ = Accept();
    }

    /// <summary>Base address.</summary>
    public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1";

    /// <summary>Whole requests that came.</summary>
    public int Count => Volatile.Read(ref count);

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Serve(await listener.AcceptTcpClientAsync(stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            try
            {
                var (all, buffer) = (new MemoryStream(), new byte[8192]);
                while (true)
                {
                    var read = await client.GetStream().ReadAsync(buffer, stop.Token);
                    if (read == 0)
                        return;
                    all.Write(buffer, 0, read);
                    var bytes = all.GetBuffer().AsSpan(0, (int)all.Length);
                    var end = bytes.IndexOf("\r\n\r\n"u8);
                    if (end < 0)
                        continue;
                    var head = Encoding.ASCII.GetString(bytes[..end]);
                    var length = int.Parse(head.Split("\r\n").First(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))[15..], System.Globalization.CultureInfo.InvariantCulture);
                    if (bytes.Length >= end + 4 + length)
                        break;
                }

                Interlocked.Increment(ref count);
                await Task.Delay(moment, stop.Token);
                await client.GetStream().WriteAsync(response, stop.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
            }
        }
    }
}
