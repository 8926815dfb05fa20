using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Lector.Bench;

/// <summary>A large matter under the durable host: pace, history, memory, and what a kill at half way costs.</summary>
internal static class Scale
{
    /// <summary>The most rows of history that a run of so many documents may have.</summary>
    public static double MostRows(int documents) => 60 + (0.12 * documents);

    /// <summary>Asks one question over a folder, once undisturbed and once killed at half way.</summary>
    /// <param name="mails">The folder.</param>
    /// <param name="documents">How many documents it holds.</param>
    /// <param name="folder">An empty folder to work in.</param>
    /// <param name="lector">How the program is started: the file, and arguments that come first.</param>
    /// <param name="reader">Options that choose the reader.</param>
    /// <param name="question">Words that the documents hold.</param>
    /// <param name="cancel">Stops.</param>
    public static async Task<ScaleResult> Run(string mails, int documents, string folder, IReadOnlyList<string> lector, IReadOnlyList<string> reader, string question, CancellationToken cancel)
    {
        var (whole, killed) = (Path.Combine(folder, "whole"), Path.Combine(folder, "killed"));
        string[] Arguments(string @out) => [mails, "--out", @out, .. reader];
        var every = TimeSpan.FromMilliseconds(200);
        double seconds;
        double reading;
        long peak;
        using (var child = (await ServedChild.Start(lector, Arguments(whole), null, cancel))!)
        {
            var clock = Stopwatch.StartNew();
            var id = await child.Ask(question, new { frontier = "none" }, cancel);
            reading = await Until(child, id, half: false, every, clock, cancel);
            await child.Ended(id, every, cancel);
            (seconds, peak) = (clock.Elapsed.TotalSeconds, child.PeakBytes);
        }

        using (var child = (await ServedChild.Start(lector, Arguments(killed), null, cancel))!)
        {
            await Until(child, await child.Ask(question, new { frontier = "none" }, cancel), half: true, every, Stopwatch.StartNew(), cancel);
            child.Kill();
        }

        double resumed;
        using (var child = (await ServedChild.Start(lector, Arguments(killed), null, cancel))!)
        {
            var clock = Stopwatch.StartNew();
            var id = (await child.Get("/api/asks", cancel))[0].GetProperty("id").GetString()!;
            var there = Shards(killed);
            while (Shards(killed) == there)
                await Task.Delay(10, cancel);
            resumed = clock.Elapsed.TotalSeconds;
            await child.Ended(id, every, cancel);
        }

        var lines = Directory.GetFiles(Path.Combine(whole, "instances"), "*.jsonl").SelectMany(File.ReadLines).ToList();
        return new ScaleResult(documents, seconds, reading, lines.Count, lines.Max(Encoding.UTF8.GetByteCount), peak, resumed);
    }

    /// <summary>What a journal with a step a document costs: the rows are written as the host writes its own, each flushed to the disk, and read back as a restart does.</summary>
    /// <param name="documents">How many.</param>
    /// <param name="folder">An empty folder to work in.</param>
    public static (double Seconds, int Rows, long Bytes, double ReplaySeconds) Naive(int documents, string folder)
    {
        var path = Path.Combine(folder, "naive.jsonl");
        var clock = Stopwatch.StartNew();
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 4096))
        {
            for (var i = 0; i < documents; i++)
            {
                file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"number\":{i},\"what\":\"step Read 1f0c33ab\",\"at\":\"2026-11-22T14:00:00.0000000+00:00\",\"result\":{{\"files\":1,\"documents\":1,\"unread\":0}}}}\n")));
                file.Flush(flushToDisk: true);
            }
        }

        var written = clock.Elapsed.TotalSeconds;
        clock.Restart();
        var rows = File.ReadLines(path).Count(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("number").GetInt32() >= 0);
        return (written, rows, new FileInfo(path).Length, clock.Elapsed.TotalSeconds);
    }

    private static int Shards(string @out) => Directory.GetFiles(@out, "*.files", SearchOption.AllDirectories).Length;

    private static async Task<double> Until(ServedChild child, string id, bool half, TimeSpan every, Stopwatch clock, CancellationToken cancel)
    {
        while (true)
        {
            var status = await child.Get($"/api/asks/{id}", cancel);
            if (status.TryGetProperty("customStatus", out var custom))
            {
                var (stage, files) = (custom.GetProperty("stage").GetString(), custom.GetProperty("files").GetInt32());
                if (stage is not ("planning" or "reading"))
                    return clock.Elapsed.TotalSeconds;
                if (half && custom.TryGetProperty("filesRead", out var read) && read.GetInt32() * 2 >= files && files > 0)
                    return clock.Elapsed.TotalSeconds;
            }

            await Task.Delay(every, cancel);
        }
    }
}

/// <summary>What a large matter took.</summary>
/// <param name="Documents">Its documents.</param>
/// <param name="Seconds">From the ask to its end.</param>
/// <param name="Reading">Of these, until all was read.</param>
/// <param name="Rows">Rows of history, of all its instances.</param>
/// <param name="LargestRow">The largest row, in bytes.</param>
/// <param name="PeakBytes">The most memory at once.</param>
/// <param name="ResumeSeconds">From the restart after a kill at half way until the next group was read.</param>
internal sealed record ScaleResult(int Documents, double Seconds, double Reading, int Rows, int LargestRow, long PeakBytes, double ResumeSeconds)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Documents:N0} documents in {Seconds:0} s ({Documents / Seconds:N0}/s; read in {Reading:0} s: {Documents / Reading:N0}/s), {Rows:N0} rows of history (at most {Scale.MostRows(Documents):N0}), largest {LargestRow:N0} bytes, peak {PeakBytes / 1e6:N0} MB, resumed after a kill in {ResumeSeconds:0.0} s ({ResumeSeconds / Seconds:P1} of the run)");
}
