using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Numerics.Tensors;
using System.Text.Json;
using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Models.Encoders;

namespace Lector.Bench;

/// <summary>The encoder in process against a real llama-server with the same file, on the same passages with the same number of threads, in turns, so that both meet the same load of the machine.</summary>
internal static class Encoders
{
    private const int Rounds = 6;
    private const int InARequest = 8;

    /// <summary>Measures and prints.</summary>
    /// <param name="model">A GGUF file of a BERT embedding model.</param>
    /// <param name="llamaServer">The llama-server program.</param>
    /// <param name="documents">A folder of text files: their passages are read.</param>
    /// <param name="count">Passages to read, 96 or more.</param>
    /// <param name="threads">Threads for each.</param>
    /// <param name="to">Where the figures go.</param>
    /// <param name="cancel">Stops.</param>
    public static async Task Run(string model, string llamaServer, string documents, int count, int threads, TextWriter to, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var self = Process.GetCurrentProcess();
        var reader = EncoderReader.Open(model, threads);
        var load = watch.ElapsedMilliseconds;
        var passages = Passages(documents, reader).Take(count).Select(text => new PassageInContext(text, DocumentFields.None, null)).ToList();
        await to.WriteLineAsync(FormattableString.Invariant($"{passages.Count} passages, {passages.Average(p => reader.CountTokens(p.Text)):f0} tokens each on average, {threads} threads; loaded in {load} ms"));
        await reader.Embed(passages[..32], cancel);

        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var number = ((IPEndPoint)port.LocalEndpoint).Port;
        port.Stop();
        using var server = Process.Start(new ProcessStartInfo(llamaServer,
            ["-m", model, "--embeddings", "-b", "2048", "-ub", "2048", "-c", "4096", "-np", "8", "-t", $"{threads}", "-tb", $"{threads}", "--host", "127.0.0.1", "--port", $"{number}", "--no-ui", "--log-disable"])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        server.OutputDataReceived += (_, _) => { };
        server.ErrorDataReceived += (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{number}/"), Timeout = TimeSpan.FromMinutes(5) };
            while (!await Healthy(http, cancel))
                await Task.Delay(100, cancel);
            await Ask(http, passages[..InARequest], cancel);

            var (ours, theirs, least) = (new Cost(), new Cost(), 1f);
            foreach (var round in passages.Chunk(passages.Count / Rounds))
            {
                IReadOnlyList<Embedding> embeddings = [];
                await ours.Add(self, async () => embeddings = await reader.Embed(round, cancel));
                var answers = new List<float[]>();
                // Two requests are under way, so that the server never waits for the client.
                await theirs.Add(server, async () =>
                {
                    foreach (var pair in round.Chunk(InARequest).Chunk(2))
                        answers.AddRange((await Task.WhenAll(pair.Select(part => Ask(http, part, cancel)))).SelectMany(part => part));
                });
                least = Math.Min(least, embeddings.Zip(answers, (e, answer) => TensorPrimitives.CosineSimilarity<float>(e.Vector, answer)).Min());
            }

            self.Refresh();
            server.Refresh();
            await to.WriteLineAsync(ours.Line("in process", passages.Count, self.WorkingSet64));
            await to.WriteLineAsync(theirs.Line("llama-server", passages.Count, server.WorkingSet64));
            await to.WriteLineAsync(FormattableString.Invariant(
                $"ratio of passages/s {theirs.Seconds / ours.Seconds:f2}, of passages per CPU-second {theirs.Cpu / ours.Cpu:f2}; least cosine between the two {least:f4}"));
        }
        finally
        {
            server.Kill(entireProcessTree: true);
        }
    }

    // Passages of up to 800 characters that both read whole in one piece.
    private static IEnumerable<string> Passages(string documents, EncoderReader reader) =>
        from file in Directory.EnumerateFiles(documents, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        let text = File.ReadAllText(file)
        from start in Enumerable.Range(0, text.Length / 800)
        let passage = text.Substring(start * 800, 800)
        where reader.CountTokens(passage) <= EncoderReader.PieceTokens
        select passage;

    private static async Task<bool> Healthy(HttpClient http, CancellationToken cancel)
    {
        try
        {
            return (await http.GetAsync("health", cancel)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<List<float[]>> Ask(HttpClient http, IReadOnlyList<PassageInContext> passages, CancellationToken cancel)
    {
        using var response = await http.PostAsJsonAsync("v1/embeddings", new { input = passages.Select(p => p.Text) }, cancel);
        using var body = JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancel));
        return [.. body.RootElement.GetProperty("data").EnumerateArray().OrderBy(d => d.GetProperty("index").GetInt32())
            .Select(d => d.GetProperty("embedding").EnumerateArray().Select(n => n.GetSingle()).ToArray())];
    }

    private sealed class Cost
    {
        public double Seconds { get; private set; }

        public double Cpu { get; private set; }

        public async Task Add(Process process, Func<Task> work)
        {
            process.Refresh();
            var (cpu, watch) = (process.TotalProcessorTime, Stopwatch.StartNew());
            await work();
            Seconds += watch.Elapsed.TotalSeconds;
            process.Refresh();
            Cpu += (process.TotalProcessorTime - cpu).TotalSeconds;
        }

        public string Line(string name, int passages, long memory) => FormattableString.Invariant(
            $"{name,-13} {passages / Seconds,6:f1} passages/s  {1000 * Cpu / passages,6:f1} CPU-ms a passage  {memory >> 20,4} MB resident");
    }
}
